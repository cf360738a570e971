"""What lies ahead of a promise, day by day: when its calendar opens, and which of that time counts until it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from shouwen.domain.calendars import DayCause, WorkCalendar, next_open_day
from shouwen.domain.explain import Cause, Ledger

DAY_MINUTES = 1440
MOST_DAYS = 5


class Look(StrEnum):
    """What becomes of a stretch of a day."""

    OPEN = "open"  # the calendar is open, this promise takes nothing of it
    COUNTED = "counted"
    AHEAD = "ahead"  # will count until it is due
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes of the local day, half-open."""

    begins: int
    ends: int
    look: Look


@dataclass(frozen=True, slots=True)
class Day:
    """One local date: its open hours and why it has these; `now` and `due` are minutes of it, where they lie in it."""

    on: date
    hours: tuple[tuple[int, int], ...]
    cause: DayCause
    name: str
    stretches: tuple[Stretch, ...]
    now: int | None = None
    due: int | None = None


def days_ahead(account: Ledger, calendar: WorkCalendar, *, at: datetime) -> tuple[Day, ...]:
    """Today and the days until the promise is due; of more than MOST_DAYS the first ones and the last.

    Where nothing is due ahead (it rests, is late, was never dated) it is today and the next day that opens.
    """
    today = calendar.local_date(at)
    if account.until > at:
        last = calendar.local_date(account.until)
        days = [today + timedelta(days=n) for n in range((last - today).days + 1)]
        days = days if len(days) <= MOST_DAYS else [*days[: MOST_DAYS - 1], last]
    else:
        days = [today, next_open_day(today + timedelta(days=1), calendar)]
    by_the_wall = any(line.cause is Cause.WALL for line in account.lines)
    return tuple(_day(day, account, calendar, at, by_the_wall) for day in days)


def _day(day: date, account: Ledger, calendar: WorkCalendar, at: datetime, by_the_wall: bool) -> Day:
    hours, cause, name = calendar.rule_on(day)
    opened = tuple((_whole(opens), _whole(closes)) for opens, closes in hours)
    if by_the_wall:
        opened, cause, name = ((0, DAY_MINUTES),), DayCause.WEEK, ""
    begins = datetime.combine(day, time(), calendar.tzinfo).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(), calendar.tzinfo).astimezone(UTC)

    def minute(instant: datetime) -> int | None:
        return _minute(instant, calendar) if begins <= instant < ends else None

    stretches = [Stretch(opens, closes, Look.OPEN) for opens, closes in opened]
    for first, last, look in _pieces(account, at):
        first, last = max(first, begins), min(last, ends)
        if first < last:
            until = DAY_MINUTES if last == ends else _minute(last, calendar)
            stretches.append(Stretch(_minute(first, calendar), until, look))
    return Day(
        day,
        opened,
        cause,
        name,
        tuple(stretches),
        now=minute(at),
        due=minute(account.due_at) if account.due_at else None,
    )


def _pieces(account: Ledger, at: datetime) -> Iterator[tuple[datetime, datetime, Look]]:
    """The stretches of the account that show: what counted before `at`, what will after it, what rested."""
    for line in account.lines:
        if line.cause is Cause.PAUSED:
            yield line.begins_at, line.ends_at, Look.PAUSED
        elif line.counts:
            yield line.begins_at, min(line.ends_at, at), Look.COUNTED
            yield max(line.begins_at, at), line.ends_at, Look.AHEAD


def _minute(instant: datetime, calendar: WorkCalendar) -> int:
    local = instant.astimezone(calendar.tzinfo)
    return local.hour * 60 + local.minute


def _whole(offset: timedelta) -> int:
    return offset // timedelta(minutes=1)
