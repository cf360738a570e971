"""Telling a fact about a subject of any declared kind, so that what is promised about it counts."""

from datetime import datetime
from typing import Any

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.models import Fact, Subject
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation
from shouwen.capabilities.service_levels.commands.feeding import feed
from shouwen.capabilities.service_levels.queries.folds import book_for


def tell_promised(subject: Subject, name: str, *, actor: Actor, at: datetime, **payload: Any) -> Fact:
    """One fact about the locked `subject` is told, and its clocks are what that makes of them.

    Promises count from the subject's first fact on: one about which nothing was promised when it came, or before any
    regulation was in force, stays without, and costs what a plain fact costs.
    """
    try:
        regulation = active_regulation()
    except NoRegulation:
        return journal.record(subject, name, actor=actor, at=at, **payload)
    is_first = subject.seq == 0
    if not subject.promise_state and not (is_first and book_for(regulation, subject.kind).promises):
        return journal.record(subject, name, actor=actor, at=at, regulation_id=regulation.id, **payload)
    facts = journal.numbered([journal.Telling(subject, [(name, payload)], regulation.id)], actor=actor, at=at)
    feed(subject, facts, regulation=regulation)
    return facts[0]
