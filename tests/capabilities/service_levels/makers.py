"""A small regulation with a few plain promises, and subjects that facts are told about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Fact, Subject
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import activate_regulation, import_regulation
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.commands import FeedResult, feed
from shouwen.capabilities.service_levels.models import Clock

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
AGENT = Actor(kind="person", id=1, name="agent", via="web")

REGULATION = """
format: 1
based_on: default
without: [targets, templates/late]
code: small
name: {zh: 小, en: Small}
calendars:
  office:
    name: {zh: 服务台, en: Desk}
    week:
      mon: [{start: "9:00", end: "12:00"}, {start: "13:00", end: "18:00"}]
      tue: [{start: "9:00", end: "12:00"}, {start: "13:00", end: "18:00"}]
      wed: [{start: "9:00", end: "12:00"}, {start: "13:00", end: "18:00"}]
      thu: [{start: "9:00", end: "12:00"}, {start: "13:00", end: "18:00"}]
      fri: [{start: "9:00", end: "12:00"}, {start: "13:00", end: "18:00"}]
  always:
    name: {zh: 全天, en: Always}
    always_open: true
    holidays: none
targets:
  response:
    name: {zh: 响应, en: Response}
    kind: response
    starts_on: ticket.registered
    meets_on: [ticket.taken, ticket.replied]
    limits:
    - {when: {level: high}, within: {working: 1h}}
    - {when: {level: medium}, within: {working: 2h}}
    - {when: {level: low}, within: {working: 4h}}
    warn: [50%]
    ladder: response
    rank: 1
  resolution:
    name: {zh: 解决, en: Resolution}
    kind: resolution
    starts_on: [ticket.registered, ticket.reopened]
    meets_on: ticket.completed
    pauses_while: suspended
    limits:
    - {within: {working: 16h}}
    rank: 2
ladders:
  response:
    name: {zh: 响应升级, en: Response}
    steps:
    - {at: due, to: [team_leader, desk_manager], channels: [inbox, mail]}
"""


def beijing(text: str) -> datetime:
    """An instant of November 2026 by day and local time, as "16 09:00", or a whole date."""
    full = text if len(text) > 10 else f"2026-11-{text}"
    return datetime.strptime(f"{full} +0800", "%Y-%m-%d %H:%M %z").astimezone(UTC)


def a_regulation(text: str = REGULATION) -> Compiled:
    """A regulation in force since New Year."""
    with fixed_at(NEW_YEAR):
        version = import_regulation(text=text, actor=SYSTEM, at=NEW_YEAR)
        activate_regulation(version=version, actor=SYSTEM, at=NEW_YEAR)
    return regulation_of(version.pk)


def tell(
    subject: Subject,
    regulation: Compiled,
    at: str,
    *facts: tuple[str, dict[str, Any]] | str,
    actor: Actor = AGENT,
    recorded: str = "",
) -> FeedResult:
    """One command on `subject`: these facts are recorded and fed; a name alone has an empty payload."""
    told: Sequence[tuple[str, dict[str, Any]]] = [(one, {}) if isinstance(one, str) else one for one in facts]
    happened = beijing(at)
    with fixed_at(beijing(recorded) if recorded else happened), transaction.atomic():
        held = journal.lock(subject.pk)
        entries = journal.record_all(
            held, told, actor=actor, at=happened, regulation_id=regulation.id, late=bool(recorded)
        )
        return feed(held, entries, regulation=regulation)


def a_ticket_subject(regulation: Compiled, at: str = "16 09:00", **fields: Any) -> Subject:
    """A subject of kind ticket, registered by an agent at `at`."""
    with fixed_at(beijing(at)):
        subject = journal.open_subject("ticket")
    values = {"state": "new", "class": "fault", "level": "medium"} | fields
    tell(subject, regulation, at, ("ticket.registered", {"fields": values}))
    return subject


def clock_of(subject: Subject, promise: str) -> Clock:
    return Clock.objects.get(subject=subject, promise=promise)


def told_by_clocks(subject: Subject, *names: str) -> list[Fact]:
    facts = [fact for fact in journal.facts_of(subject.pk) if fact.name.startswith("clock.")]
    return [fact for fact in facts if not names or fact.name in names]
