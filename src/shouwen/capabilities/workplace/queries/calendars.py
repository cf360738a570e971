"""A person's own times as the calendar of another program shows them: duty, leave, and what he has promised.

The address works without signing in, so nothing stands there that a stranger must not read: numbers and names of
promises, but no customer, no title of a ticket, no reason of a leave.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.base.languages import reader_language
from shouwen.capabilities.people.models import Leave, Person
from shouwen.capabilities.people.queries import actor_of, duty_spans
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.queries import deadlines_of
from shouwen.capabilities.workplace.choices import Waiting
from shouwen.capabilities.workplace.queries.todo import Todo, everything_for
from shouwen.domain.icalendar import Event

BEHIND: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=60)
LEAVE_AHEAD: Final = timedelta(days=366)
DAY: Final = timedelta(days=1)


def own_calendar(*, person: Person, zone: ZoneInfo, at: datetime) -> list[Event]:
    """The events of `person` in the present language: duty and leave of these weeks, promises not yet kept.

    Put off or not: a snooze stops no promise. At most eleven statements.
    """
    return [*_duty(person, zone, at), *_leave(person, at), *_promises(person, at)]


def _duty(person: Person, zone: ZoneInfo, at: datetime) -> Iterator[Event]:
    """A stretch longer than a day is told day by day, so that what is over does not move what comes."""
    first, last = (_midnight(instant, zone) for instant in (at - BEHIND, at + AHEAD))
    spans = duty_spans(person_ids=[person.pk], start=first, end=last)
    for span in spans.get(person.pk, []):
        for starts_at, ends_at in _by_day(span.starts_at, span.ends_at, zone):
            uid = f"duty-{person.pk}-{starts_at.astimezone(UTC):%Y%m%dT%H%MZ}"
            yield Event(_named(uid), _("My duty"), starts_at, ends_at)


def _by_day(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    while ends_at - starts_at > DAY:
        midnight = _midnight(starts_at, zone, days=1)
        yield starts_at, midnight
        starts_at = midnight
    yield starts_at, ends_at


def _midnight(instant: datetime, zone: ZoneInfo, *, days: int = 0) -> datetime:
    """When the day of `instant` began on the wall of `zone`, or that so many days after it."""
    day = instant.astimezone(zone).date() + days * DAY
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _leave(person: Person, at: datetime) -> Iterator[Event]:
    rows = Leave.objects.filter(
        person=person, withdrawn_at=None, ends_at__gt=at - BEHIND, starts_at__lt=at + LEAVE_AHEAD
    )
    for one in rows.order_by("starts_at", "pk"):
        yield Event(_named(f"leave-{one.pk}"), _("My leave"), one.starts_at, one.ends_at)


def _promises(person: Person, at: datetime) -> Iterator[Event]:
    """Every promise that runs on a ticket of his, and whatever else waits for him by an instant."""
    waiting = everything_for(actor=actor_of(person), at=at)
    tickets = {one.subject_id: one for one in waiting if one.kind is Waiting.TICKET and one.subject_id}
    for subject_id, clocks in deadlines_of(tickets).items():
        for clock in clocks:
            if clock.due_at is not None and clock.status == "running":
                told = f"promise-{subject_id}-{clock.promise}-{clock.begun_by}-{clock.period}"
                name = _promise_name(clock.regulation_id, clock.promise)
                yield _due(tickets[subject_id], told, name, clock.due_at)
    for one in waiting:
        if one.kind is not Waiting.TICKET and one.due_at is not None:
            yield _due(one, one.key, str(one.kind.label), one.due_at)


def _due(one: Todo, uid: str, name: str, due_at: datetime) -> Event:
    title = _("Due: %(name)s · %(number)s") % {"name": name, "number": one.number}
    return Event(_named(uid), title, due_at, url=f"{settings.PUBLIC_URL}/t/{one.number}", busy=False)


def _promise_name(regulation_id: int, code: str) -> str:
    """What the regulation calls a promise; its code where it has no name."""
    document, plain = regulation_of(regulation_id).document, code.removeprefix("call_back.")
    rule = document.call_backs.get(plain) if plain != code else document.targets.get(plain)
    return rule.name.in_language(reader_language()) if rule else code


def _named(uid: str) -> str:
    return f"{uid}@{settings.PUBLIC_URL.partition('://')[2]}"
