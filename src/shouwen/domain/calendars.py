"""Service calendars: when the desk is open, and exact arithmetic on open time.

All instants are aware; answers are UTC. Periods are half-open `[opens, closes)` in the calendar's local time, so that a
day of 23 or 25 hours has the hours that really pass: an hour the clocks skip is not open, one they repeat opens twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from shouwen.domain.errors import CalendarExhausted
from shouwen.domain.open_time import (
    DAY,
    EPOCH,
    MICROSECOND,
    SECOND,
    Hours,
    OpenTime,
    build_table,
    day_micros,
    instants,
    micros,
    offset_pieces,
    whole,
)

HORIZON: Final = timedelta(days=3653)
"""How far ahead a calendar is searched."""

LONG_CLOSURE: Final = timedelta(days=14)
"""A closure of this length is worth a warning."""

FIRST_YEAR, LAST_YEAR = 1971, 2199
MIDNIGHT: Final = timedelta(days=1)


def hours(*periods: tuple[time | str, time | str]) -> Hours:
    """The day that opens in these periods, as `hours(("9:00", "12:00"), ("13:30", "18:00"))`.

    "24:00" and `time.max` are the end of the day. Periods are sorted, and joined where they touch.

    Raises ValueError if a period is empty or two overlap.
    """
    ordered = sorted((_offset(opens), _offset(closes)) for opens, closes in periods)
    joined: list[tuple[timedelta, timedelta]] = []
    for opens, closes in ordered:
        if not timedelta(0) <= opens < closes <= MIDNIGHT:
            raise ValueError(f"a period must end after it begins: {opens} to {closes}")
        if joined and opens < joined[-1][1]:
            raise ValueError(f"two periods of a day overlap at {opens}")
        if joined and opens == joined[-1][1]:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _offset(value: time | str) -> timedelta:
    if isinstance(value, str):
        hour, _, minute = value.partition(":")
        return timedelta(hours=int(hour), minutes=int(minute or 0))
    if value == time.max:
        return MIDNIGHT
    return timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )


ALL_DAY: Final[Hours] = ((timedelta(0), MIDNIGHT),)
CLOSED: Final[Hours] = ()


class DayCause(StrEnum):
    """Why a day has the hours it has."""

    WEEK = "week"  # the weekly plan
    HOLIDAY = "holiday"  # closed on this date
    MAKE_UP = "make_up"  # open with another weekday's hours (调休)
    OWN_HOURS = "own_hours"  # open with hours of its own


@dataclass(frozen=True, slots=True)
class DayException:
    """What a date is instead of its weekday. `name` is a code or the published name of the holiday."""

    cause: DayCause
    name: str = ""
    weekday: int | None = None  # 0 is Monday; for make-up days
    hours: Hours = CLOSED  # for own hours

    @classmethod
    def closed(cls, name: str = "") -> DayException:
        return cls(DayCause.HOLIDAY, name)

    @classmethod
    def like_weekday(cls, weekday: int, name: str = "") -> DayException:
        return cls(DayCause.MAKE_UP, name, weekday=weekday)

    @classmethod
    def own_hours(cls, own: Hours, name: str = "") -> DayException:
        return cls(DayCause.OWN_HOURS, name, hours=own)


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of time in which the calendar is open, or closed, for one reason."""

    begins_at: datetime
    ends_at: datetime
    is_open: bool
    cause: DayCause
    name: str = ""


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """When work is done: weekly periods in a zone, and dated exceptions.

    `week` holds the hours of Monday to Sunday; open day and night is `always_open` and has no exceptions.
    `published_until` is the last date whose holidays are known: what falls due later is provisional.
    Calendars with the same code and version are equal.
    """

    code: str
    zone: str
    week: tuple[Hours, ...]
    exceptions: Mapping[date, DayException] = field(default_factory=dict)
    published_until: date | None = None
    version: int = 0
    always_open: bool = False

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        object.__setattr__(self, "_table", None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and (self.code, self.version) == (other.code, other.version)

    def __hash__(self) -> int:
        return hash((self.code, self.version))

    @classmethod
    def day_and_night(cls, code: str = "24x7", zone: str = "UTC") -> WorkCalendar:
        """The calendar that never closes."""
        return cls(code, zone, (ALL_DAY,) * 7, always_open=True)

    @cached_property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local_date(self, instant: datetime) -> date:
        """The date on the wall at `instant`."""
        return instant.astimezone(self.tzinfo).date()

    def hours_on(self, day: date) -> Hours:
        """The open periods of a local date."""
        return self.rule_on(day)[0]

    def rule_on(self, day: date) -> tuple[Hours, DayCause, str]:
        """The open periods of a local date, why, and the name of the exception if there is one."""
        exception = None if self.always_open else self.exceptions.get(day)
        if exception is None:
            return self.week[day.weekday()], DayCause.WEEK, ""
        if exception.weekday is not None:
            return self.week[exception.weekday], exception.cause, exception.name
        return exception.hours, exception.cause, exception.name

    def is_open_at(self, instant: datetime) -> bool:
        """Whether work is done at `instant`; closing time itself is closed."""
        at = micros(instant)
        table = self._covering(at, at)
        place = bisect_right(table.opens, at) - 1
        return place >= 0 and at < table.closes[place]

    def is_provisional(self, instant: datetime) -> bool:
        """Whether `instant` lies beyond the published holidays, so that it may still move."""
        return self._unpublished_from is not None and instant >= self._unpublished_from

    @cached_property
    def _unpublished_from(self) -> datetime | None:
        """The UTC instant at which the first day begins whose holidays are not known."""
        if self.published_until is None:
            return None
        day = self.published_until + timedelta(days=1)
        return datetime.combine(day, time(), self.tzinfo).astimezone(UTC)

    def longest_closure(self, first: date, last: date) -> timedelta:
        """The longest time without an open minute between two local dates, ends included."""
        begin = datetime.combine(first, time(), self.tzinfo)
        end = datetime.combine(last + timedelta(days=1), time(), self.tzinfo)
        longest, since = timedelta(0), begin.astimezone(UTC)
        for span in self.spans(begin, end):
            if span.is_open:
                longest, since = max(longest, span.begins_at - since), span.ends_at
        return max(longest, end.astimezone(UTC) - since)

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Every open and closed stretch from `start` to `end`, in order and without gaps, day by day."""
        if end < start:
            raise ValueError("the end lies before the start")
        offsets = offset_pieces(self.zone, micros(start) - 2 * DAY, micros(end) + 2 * DAY)
        first, last = micros(start), micros(end)
        at = first
        day, final = self.local_date(start) - timedelta(days=1), self.local_date(end) + timedelta(days=1)
        while day <= final and at < last:
            open_hours, cause, name = self.rule_on(day)
            bounds = sorted(instants(offsets, day, ALL_DAY))
            opened = sorted(instants(offsets, day, open_hours))
            for day_begins, day_ends in bounds:
                edge = day_begins
                inside = [piece for piece in opened if day_begins <= piece[0] < day_ends]
                for opens, closes in [*inside, (day_ends, day_ends)]:
                    yield from _clipped(edge, opens, first, last, False, cause, name)
                    yield from _clipped(opens, closes, first, last, True, cause, name)
                    edge = max(edge, closes)
                at = max(at, day_ends)
            day += timedelta(days=1)

    def _covering(self, first: int, last: int) -> OpenTime:
        """The table that covers these instants; grown by years and swapped whole, so that threads may share it."""
        table: OpenTime | None = self._table  # type: ignore[attr-defined]  # set in __post_init__, this class is frozen
        if table is not None and table.first <= first and last <= table.last:
            return table
        from_year = (EPOCH + (first - 2 * DAY) * MICROSECOND).year
        to_year = (EPOCH + (last + 2 * DAY) * MICROSECOND).year + 1
        if table is not None:
            from_year, to_year = min(from_year, table.first_year), max(to_year, table.last_year)
        if from_year < FIRST_YEAR or to_year > LAST_YEAR:
            raise ValueError(f"calendars know the years {FIRST_YEAR} to {LAST_YEAR}")
        table = build_table(self.zone, self.hours_on, from_year, to_year)
        object.__setattr__(self, "_table", table)
        return table


def add_working_time(start: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """Return the UTC instant at which `span` of working time has passed since `start`.

    `start` is timezone-aware. Only time inside the calendar's opening periods counts;
    a `span` of zero returns `start`, even at night. A span that ends at closing ends there, not at the next opening.

    Raises ValueError if `start` is naive or `span` negative, and CalendarExhausted
    if the calendar opens for less than `span` within HORIZON.
    """
    begin, length = micros(start), _length(span)
    if length == 0:
        return start.astimezone(UTC)
    table = calendar._covering(begin, begin)
    target = table.worked(begin) + length
    if target > table.total:
        table, target = _reaching(calendar, begin, length)
    place = bisect_left(table.before, target) - 1
    end = table.opens[place] + target - table.before[place]
    if end - begin > _HORIZON:
        raise CalendarExhausted(calendar.code)
    return EPOCH + end * MICROSECOND


def working_time_between(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Return the working time from `start` to `end`, exact to the microsecond.

    Raises ValueError if either is naive or `end` lies before `start`.
    """
    begin, finish = micros(start), micros(end)
    if finish < begin:
        raise ValueError("the end lies before the start")
    table = calendar._covering(begin, finish)
    return (table.worked(finish) - table.worked(begin)) * MICROSECOND


def next_open_day(day: date, calendar: WorkCalendar, *, nth: int = 0) -> date:
    """The first local date not before `day` on which the calendar opens; with `nth`, so many open days later."""
    table, place = _day_place(calendar, day, nth)
    return date.fromordinal(table.days[place])


def previous_open_day(day: date, calendar: WorkCalendar) -> date:
    """The last local date before `day` on which the calendar opens. Raises CalendarExhausted if HORIZON has none."""
    at = day_micros(day)
    table = calendar._covering(at, at)
    while (place := bisect_left(table.days, day.toordinal()) - 1) < 0:
        if at - table.first > _HORIZON:
            raise CalendarExhausted(calendar.code)
        table = calendar._covering(table.first - DAY, at)
    return date.fromordinal(table.days[place])


def closing_of(day: date, calendar: WorkCalendar) -> datetime:
    """The UTC instant at which the calendar closes on `day`, or on the next day it opens."""
    table, place = _day_place(calendar, day, 0)
    return EPOCH + table.day_closes[place] * MICROSECOND


def working_day_end(start: datetime, nth: int, calendar: WorkCalendar) -> datetime:
    """The closing of the n-th open day after the day of `start`; 0 is that day's, or the next open day's when
    that day does not open or has closed by then.

    A start on a closed day counts from the next open day: the first open day after it is the first.
    """
    if nth < 0:
        raise ValueError("a working day can't be counted backwards")
    day = calendar.local_date(start)
    if nth == 0:
        closing = closing_of(day, calendar)
        return closing if start < closing else closing_of(day + timedelta(days=1), calendar)
    table, place = _day_place(calendar, day + timedelta(days=1), nth - 1)
    return EPOCH + table.day_closes[place] * MICROSECOND


def closings_between(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """How many open days close in `[start, end)`."""
    begin, finish = micros(start), micros(end)
    table = calendar._covering(begin, finish)
    return max(0, bisect_left(table.day_closes, finish) - bisect_left(table.day_closes, begin))


_HORIZON = int(HORIZON.total_seconds()) * SECOND


def _clipped(
    begins: int, ends: int, first: int, last: int, is_open: bool, cause: DayCause, name: str
) -> Iterator[Span]:
    begins, ends = max(begins, first), min(ends, last)
    if begins < ends:
        yield Span(
            EPOCH + begins * MICROSECOND,
            EPOCH + ends * MICROSECOND,
            is_open,
            cause,
            name,
        )


def _reaching(calendar: WorkCalendar, begin: int, length: int) -> tuple[OpenTime, int]:
    """A table long enough to hold `length` of open time after `begin`, and the position at its end."""
    table = calendar._covering(begin, begin)
    while (target := table.worked(begin) + length) > table.total:
        if table.last - begin > _HORIZON:
            raise CalendarExhausted(calendar.code)
        table = calendar._covering(begin, min(table.last + length, begin + _HORIZON + DAY))
    return table, target


def _day_place(calendar: WorkCalendar, day: date, nth: int) -> tuple[OpenTime, int]:
    at = day_micros(day)
    table = calendar._covering(at, at)
    while (place := bisect_left(table.days, day.toordinal()) + nth) >= len(table.days):
        if table.last - at > _HORIZON:
            raise CalendarExhausted(calendar.code)
        table = calendar._covering(at, table.last + DAY)
    return table, place


def _length(span: timedelta) -> int:
    if span.days < 0:
        raise ValueError("a span can't be negative")
    return whole(span)
