"""Why a promise is due when it is: every stretch of time since its start, counted or not, with the cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shouwen.domain.calendars import DayCause, WorkCalendar
from shouwen.domain.clocks.records import ZERO, Clock, Pause
from shouwen.domain.clocks.terms import Terms


class Cause(StrEnum):
    """Why a stretch counts or does not."""

    OPEN = "open"
    MAKE_UP = "make_up"  # open, with another weekday's hours
    OWN_HOURS = "own_hours"  # open, with hours of this date alone
    WALL = "wall"  # every hour counts
    CLOSED = "closed"  # outside the hours of that day
    DAY_OFF = "day_off"  # a weekday without hours
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch; `name` is the holiday's, `state`, `reason` and `paused_by` (the fact's seq) belong to pauses."""

    begins_at: datetime
    ends_at: datetime
    counts: bool
    cause: Cause
    name: str = ""
    state: str = ""
    reason: str = ""
    paused_by: int | None = None

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.begins_at


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole account of one clock: lines without gaps from its start to `until`."""

    promise: str
    terms: str
    calendar: str
    calendar_version: int
    started_at: datetime
    due_at: datetime | None
    span: timedelta | None
    until: datetime
    is_provisional: bool
    by_hand: bool
    lines: tuple[Line, ...]

    @property
    def counted(self) -> timedelta:
        """The time that counted."""
        return sum((line.length for line in self.lines if line.counts), ZERO)

    def counted_by(self, at: datetime) -> timedelta:
        """The time that had counted at `at`."""
        begun = (line for line in self.lines if line.counts and line.begins_at < at)
        return sum((min(line.ends_at, at) - line.begins_at for line in begun), ZERO)


def ledger(clock: Clock, terms: Terms, calendar: WorkCalendar, *, at: datetime) -> Ledger:
    """The account of `clock` until it ended, or until it falls due, or, resting or late, until `at`."""
    until = max(clock.started_at, _until(clock, at))
    lines = tuple(_joined(_lines(clock, terms, calendar, until)))
    return Ledger(
        clock.promise,
        clock.terms,
        calendar.code,
        calendar.version,
        clock.started_at,
        clock.due_at,
        clock.span,
        until,
        clock.is_provisional,
        clock.by_hand,
        lines,
    )


def _until(clock: Clock, at: datetime) -> datetime:
    ended = clock.met_at or clock.cancelled_at
    if ended is not None:
        return ended
    if clock.due_at is None or clock.breached_at is not None:
        return at
    return clock.due_at


def _lines(clock: Clock, terms: Terms, calendar: WorkCalendar, until: datetime) -> Iterator[Line]:
    at = clock.started_at
    for pause in clock.pauses:
        begins, ends = min(pause.from_at, until), min(pause.to_at or until, until)
        if begins >= ends:
            continue
        yield from _running(terms, calendar, at, begins)
        yield _resting(pause, begins, ends)
        at = ends
    yield from _running(terms, calendar, at, until)


def _resting(pause: Pause, begins: datetime, ends: datetime) -> Line:
    return Line(
        begins, ends, False, Cause.PAUSED, state=pause.state, reason=pause.reason, paused_by=pause.seq
    )


def _running(terms: Terms, calendar: WorkCalendar, begins: datetime, ends: datetime) -> Iterator[Line]:
    if begins >= ends:
        return
    if terms.by_the_wall or calendar.always_open:
        yield Line(begins, ends, True, Cause.WALL)
        return
    for span in calendar.spans(begins, ends):
        if span.is_open:
            cause = Cause.OPEN if span.cause is DayCause.WEEK else Cause(span.cause.value)
        elif span.cause is DayCause.HOLIDAY:
            cause = Cause.HOLIDAY
        else:
            has_hours = bool(calendar.hours_on(calendar.local_date(span.begins_at)))
            cause = Cause.CLOSED if has_hours else Cause.DAY_OFF
        yield Line(span.begins_at, span.ends_at, span.is_open, cause, span.name)


def _joined(lines: Iterator[Line]) -> Iterator[Line]:
    """Neighbours for the same reason become one line."""
    last: Line | None = None
    for line in lines:
        if last is not None and (last.counts, last.cause) == (line.counts, line.cause):
            same = (last.name, last.paused_by) == (line.name, line.paused_by)
            if same and last.ends_at == line.begins_at:
                last = replace(last, ends_at=line.ends_at)
                continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last
