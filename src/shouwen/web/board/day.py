"""One day of the people whom work is dispatched to: their hours, and what they have in hand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.ranges import between
from shouwen.capabilities.people.queries import DutySpan, Planned, planned
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket

MOST_PEOPLE = 60
MOST_TICKETS = 400
USUAL_HOURS = (8, 20)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class InHand:
    """A ticket somebody has: where it stands on the day, by its estimate, else by its nearest deadline."""

    number: str
    title: str
    customer: str
    priority: int
    at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of somebody's day."""

    hour: int
    is_on: bool
    is_now: bool
    tickets: tuple[InHand, ...]


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A row of the board: `duty` says when he works, empty for somebody who is away or off."""

    id: int
    name: str
    post: str
    duty: tuple[str, ...]
    in_hand: int
    any_time: tuple[InHand, ...]
    hours: tuple[Hour, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole day."""

    hours: tuple[int, ...]
    now_hour: int
    people: tuple[PersonDay, ...]


def board_of(day: date, *, actor: Actor, at: datetime, team_id: int | None = None) -> Board:
    """The board of `day` in the reader's zone, those on duty first; two statements."""
    start = datetime.combine(day, time(), tzinfo=get_current_timezone())
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=get_current_timezone())
    people = planned(team_id=team_id, start=start, end=end)
    in_hand = _in_hand([one.id for one in people], actor=actor, at=at)
    hours = _hours(people)
    today = localtime(at).hour if start <= at < end else -1
    rows = [
        _row(one, in_hand[one.id], hours, start, end, today) for one in people if one.duty or in_hand[one.id]
    ]
    rows.sort(key=lambda row: (not row.duty, row.in_hand))
    return Board(hours, today, tuple(rows[:MOST_PEOPLE]))


def _in_hand(ids: list[int], *, actor: Actor, at: datetime) -> dict[int, list[InHand]]:
    """Open tickets by who works on them, in queue order; one statement."""
    rows = Ticket.objects.visible_to(actor).in_hand().filter(handler_id__in=ids).order_by(*QUEUE_ORDER)
    columns = (
        "handler_id", "number", "title", "customer__name", "caller_company", "priority", "estimate_at", "next_due_at",
    )  # fmt: skip
    found: dict[int, list[InHand]] = defaultdict(list)
    for handler, number, title, customer, company, priority, estimate, due in rows.values_list(*columns)[
        :MOST_TICKETS
    ]:
        is_late = due is not None and due <= at
        found[handler].append(InHand(number, title, customer or company, priority, estimate or due, is_late))
    return found


def _row(
    person: Planned,
    tickets: list[InHand],
    hours: tuple[int, ...],
    start: datetime,
    end: datetime,
    today: int,
) -> PersonDay:
    timed: dict[int, list[InHand]] = defaultdict(list)
    any_time: list[InHand] = []
    for one in tickets:
        hour = localtime(one.at).hour if one.at and start <= one.at < end else None
        (timed[hour] if hour in hours else any_time).append(one)
    return PersonDay(
        id=person.id,
        name=person.name,
        post=person.post,
        duty=tuple(_words(span, start, end) for span in person.duty),
        in_hand=len(tickets),
        any_time=tuple(any_time),
        hours=tuple(
            Hour(hour, _works(person.duty, start + hour * HOUR), hour == today, tuple(timed[hour]))
            for hour in hours
        ),
    )


def _words(span: DutySpan, start: datetime, end: datetime) -> str:
    """From when to when, the day's last instant as 24:00; a duty without a gap is the whole day."""
    if span.starts_at <= start and span.ends_at >= end:
        return _("Whole day")
    until = "24:00" if span.ends_at >= end else f"{localtime(span.ends_at):%H:%M}"
    return between(f"{localtime(span.starts_at):%H:%M}", until)


def _works(spans: tuple[DutySpan, ...], hour: datetime) -> bool:
    return any(span.starts_at < hour + HOUR and span.ends_at > hour for span in spans)


def _hours(people: list[Planned]) -> tuple[int, ...]:
    """The hours to show: the usual day, wider where somebody works earlier or later."""
    first, last = USUAL_HOURS
    for span in (span for one in people for span in one.duty):
        first = min(first, localtime(span.starts_at).hour)
        end = localtime(span.ends_at)
        last = max(last, 24 if end.date() > localtime(span.starts_at).date() else end.hour)
    return tuple(range(first, last))
