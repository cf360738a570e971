"""A date for a promise, typed by hand."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.commands.feeding import counting, feed
from shouwen.capabilities.service_levels.commands.keeping import FeedResult, tell_listeners
from shouwen.capabilities.service_levels.facts import SET_BY_HAND as FACT
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.permissions import SET_BY_HAND, can_set_by_hand
from shouwen.capabilities.service_levels.queries.folds import book_for
from shouwen.capabilities.service_levels.refusals import (
    DateNotAhead,
    DateTooFar,
    NoSuchPromise,
    PromiseAlreadyBroken,
    ReasonMissing,
)

FURTHEST: Final = timedelta(days=5 * 366)
"""How far ahead a date may lie: calendars are searched no further than ten years from a clock's start."""


@transaction.atomic
def set_promise_by_hand(
    *,
    subject_id: int,
    promise: str,
    due_at: datetime,
    reason_entry: int | None,
    regulation: Compiled,
    actor: Actor,
    at: datetime,
) -> FeedResult:
    """The promise falls due at `due_at`, whatever levels and pauses come, until it is kept.

    `reason_entry` is the row that holds the reason; facts hold no text. Where no such promise ran, it begins now.
    Raises NotPermitted, NotVisible, ReasonMissing, DateNotAhead, DateTooFar, NoSuchPromise or PromiseAlreadyBroken.
    """
    subject = journal.lock(subject_id)
    regulation = counting(subject, regulation)
    told = date_by_hand(
        subject=subject, promise=promise, due_at=due_at, reason_entry=reason_entry, regulation=regulation,
        actor=actor, at=at,
    )  # fmt: skip
    fact = journal.record(subject, FACT, actor=actor, at=at, regulation_id=regulation.id, **told)
    result = feed(subject, [fact], regulation=regulation)
    tell_listeners([(subject, result)])
    return result


def date_by_hand(
    *,
    subject: Subject,
    promise: str,
    due_at: datetime,
    reason_entry: int | None,
    regulation: Compiled,
    actor: Actor,
    at: datetime,
    team_id: int | None = None,
) -> dict[str, Any]:
    """What the fact FACT tells of a date set by hand on the locked `subject`, which is with the team `team_id`.

    Raises as `set_promise_by_hand`.
    """
    require(can_set_by_hand(actor, team_id), grant=SET_BY_HAND)
    if not reason_entry:
        raise ReasonMissing()
    if due_at <= at:
        raise DateNotAhead()
    if due_at > at + FURTHEST:
        raise DateTooFar()
    if promise not in book_for(regulation, subject.kind).promises:
        raise NoSuchPromise(promise=promise)
    if Clock.objects.counting().breached().filter(subject=subject, promise=promise).exists():
        raise PromiseAlreadyBroken()
    return {"promise_set": {"promise": promise, "due_at": due_at}, "entry": reason_entry}
