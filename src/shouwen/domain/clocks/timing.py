"""Where the points of a clock lie in time: when it falls due, when its stages pass, what a pause does to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from shouwen.domain.calendars import (
    WorkCalendar,
    add_working_time,
    closing_of,
    closings_between,
    next_open_day,
    previous_open_day,
    working_day_end,
    working_time_between,
)
from shouwen.domain.clocks.records import ZERO, Clock, ClockStatus, Pause
from shouwen.domain.clocks.terms import (
    CalendarDays,
    DayOfMonth,
    QuietHours,
    Stage,
    Terms,
    TimesADay,
    WallSpan,
    WorkingDayEnd,
)
from shouwen.domain.open_time import MICROSECOND

DUE = "due"


class Mark(NamedTuple):
    """A point of a clock by the time counted until then; without a stage it is the point at which it falls due."""

    position: timedelta
    code: str
    stage: Stage | None


FALLING_DUE = Mark(ZERO, DUE, None)
"""The only point of a clock that a silent fold passes; its instant is the clock's own."""


def stops(terms: Terms, pause: Pause) -> bool:
    """Whether this stretch of the subject's history does not count for the promise."""
    rule = terms.pauses_while
    return pause.state in rule.states and (
        not rule.reasons or pause.reason in rule.reasons or pause.reason == ""
    )


def own_time(terms: Terms, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """The time from `start` to `end` as the promise counts it: of the calendar, or of the wall."""
    if terms.by_the_wall:
        return end - start
    return working_time_between(start, end, calendar)


def after(terms: Terms, start: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """The instant at which `span` of the promise's own time has passed since `start`."""
    return start + span if terms.by_the_wall else add_working_time(start, span, calendar)


def launch(clock: Clock, terms: Terms, calendar: WorkCalendar, pauses: Iterable[Pause]) -> None:
    """Run `clock` from its start through the pauses of the subject's history, and aim it."""
    clock.position, clock.running_since, clock.pauses = ZERO, clock.started_at, []
    clock.status = ClockStatus.RUNNING
    for pause in pauses:
        if clock.by_hand or not stops(terms, pause):
            continue
        if pause.to_at is not None and pause.to_at <= clock.started_at:
            continue
        begins = max(pause.from_at, clock.started_at)
        clock.position += own_time(terms, clock.running_since, begins, calendar)
        clock.running_since = begins
        clock.pauses.append(Pause(begins, pause.state, pause.reason, pause.seq, pause.until, pause.to_at))
        if pause.to_at is None:
            clock.running_since, clock.status = None, ClockStatus.PAUSED
            break
        clock.running_since = pause.to_at
    aim(clock, terms, calendar)


def aim(clock: Clock, terms: Terms, calendar: WorkCalendar) -> None:
    """Set when a running clock falls due; a paused one has no such instant, a broken or hand-set one keeps it."""
    clock.calendar, clock.calendar_version = calendar.code, calendar.version
    fixed = clock.by_hand or (clock.breached_at is not None and clock.breach_withdrawn_at is None)
    since = clock.running_since
    if since is None:
        if not fixed:
            clock.due_at = None
            if terms.span is not None:
                clock.span = terms.span
        return
    if terms.due is None and not clock.by_hand:
        return
    span = terms.span
    if span is not None and not clock.by_hand:
        clock.span = span
        if not fixed:
            left = span - clock.position if clock.position else span
            clock.due_at = after(terms, since, max(ZERO, left), calendar)
    else:
        if not fixed:
            clock.due_at = _day_due(clock, terms, calendar)
        if clock.due_at is not None and clock.due_at >= since:
            clock.span = clock.position + own_time(terms, since, clock.due_at, calendar)
        elif clock.span is None:
            clock.span = clock.position
    clock.is_provisional = (
        clock.due_at is not None
        and not isinstance(terms.due, WallSpan)
        and calendar.is_provisional(clock.due_at)
    )


def _day_due(clock: Clock, terms: Terms, calendar: WorkCalendar) -> datetime:
    """The due instant of a promise that names a day; each day whose closing fell into a pause does not count."""
    rested = sum(closings_between(p.from_at, p.to_at, calendar) for p in clock.pauses if p.to_at is not None)
    start = clock.started_at
    match terms.due:
        case WorkingDayEnd(days, by):
            return _at(
                _open_days_later(working_day_end(start, days, calendar), rested, calendar), by, calendar
            )
        case TimesADay(_, same_day, by):
            first = 0 if same_day and clock.period == 0 else 1
            begin = start if clock.period == 0 else start - MICROSECOND
            return _at(
                _open_days_later(working_day_end(begin, first, calendar), rested, calendar), by, calendar
            )
        case CalendarDays(days, months, by):
            slept = sum(
                (calendar.local_date(p.to_at) - calendar.local_date(p.from_at)).days
                for p in clock.pauses
                if p.to_at
            )
            day = _months_later(calendar.local_date(start), months) + timedelta(days=days + slept)
            return _at(closing_of(next_open_day(day, calendar), calendar), by, calendar)
        case DayOfMonth(day, before, _, by):
            due = _monthly_due(start, day, before, by, calendar)
            closing = closing_of(calendar.local_date(due - MICROSECOND), calendar)
            return _at(_open_days_later(closing, rested, calendar), by, calendar)
        case _:
            raise TypeError(f"{terms.code} does not name a day")


def counts_from(terms: Terms, start: datetime, calendar: WorkCalendar) -> datetime:
    """The instant from which facts count for the first period of a recurring promise."""
    day = calendar.local_date(start)
    if not isinstance(terms.due, TimesADay) or terms.due.same_day or next_open_day(day, calendar) != day:
        return start
    return max(start, _at(closing_of(day, calendar), terms.due.by, calendar))


def _open_days_later(closing: datetime, days: int, calendar: WorkCalendar) -> datetime:
    return working_day_end(closing - MICROSECOND, days, calendar) if days else closing


def _at(closing: datetime, by: time | None, calendar: WorkCalendar) -> datetime:
    """The closing, or the local time `by` of the same day."""
    if by is None or by == time.max:
        return closing
    return datetime.combine(calendar.local_date(closing - MICROSECOND), by, calendar.tzinfo).astimezone(UTC)


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return _in_month(day.year + month // 12, month % 12 + 1, day.day)


def _in_month(year: int, month: int, day: int) -> date:
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day, last))


def _monthly_due(
    start: datetime, day: int, before: bool, by: time | None, calendar: WorkCalendar
) -> datetime:
    """When the first such day of a month ends whose end lies after `start`."""
    local = calendar.local_date(start)
    for months in range(-1, 27):
        wanted = _in_month(*_year_month(local, months), day)
        open_day = previous_open_day(wanted, calendar) if before else next_open_day(wanted, calendar)
        due = _at(closing_of(open_day, calendar), by, calendar)
        if due > start:
            return due
    raise ValueError("no such day within two years")


def _year_month(day: date, later: int) -> tuple[int, int]:
    month = day.month - 1 + later
    return day.year + month // 12, month % 12 + 1


def marks_of(terms: Terms, span: timedelta) -> tuple[Mark, ...]:
    """All points of a clock of that span in order; falling due comes first among equals."""
    found = [Mark(span, DUE, None)]
    for stage in terms.stages:
        found.append(Mark(max(ZERO, span * stage.point.share + stage.point.offset), stage.code, stage))
    return tuple(sorted(found, key=lambda mark: mark.position))


def next_mark(
    clock: Clock,
    terms: Terms,
    calendar: WorkCalendar,
    marks: tuple[Mark, ...],
    quiet: QuietHours | None = None,
) -> tuple[datetime, Mark] | None:
    """The next of `marks` this clock will pass and when; None if it is at rest or has passed them all."""
    only_due = clock.status is ClockStatus.MET  # a period already kept still ends
    best: tuple[datetime, Mark] | None = None
    for mark in marks:
        if mark.code in clock.fired or (only_due and mark.stage is not None):
            continue
        at = _instant(clock, terms, mark, calendar, quiet)
        if best is None or at < best[0]:
            best = (at, mark)
        if quiet is None:  # then the order of positions is the order of time
            break
    return best


def _instant(
    clock: Clock, terms: Terms, mark: Mark, calendar: WorkCalendar, quiet: QuietHours | None
) -> datetime:
    assert clock.running_since is not None
    assert clock.span is not None
    if mark.stage is None and clock.due_at is not None:
        at = clock.due_at
    elif mark.position >= clock.span > clock.position and clock.due_at is not None:
        at = after(terms, clock.due_at, mark.position - clock.span, calendar)
    else:
        at = after(terms, clock.running_since, max(ZERO, mark.position - clock.position), calendar)
    if mark.stage is not None and mark.stage.escalates and quiet is not None:
        at = _after_quiet(at, quiet, calendar)
    return max(at, clock.begun_at)


def _after_quiet(at: datetime, quiet: QuietHours, calendar: WorkCalendar) -> datetime:
    """`at`, or the end of the quiet hours it falls into."""
    local = at.astimezone(calendar.tzinfo)
    wall = local.time()
    if quiet.begins <= quiet.ends:
        is_quiet, later = quiet.begins <= wall < quiet.ends, 0
    else:
        is_quiet, later = wall >= quiet.begins or wall < quiet.ends, int(wall >= quiet.begins)
    if not is_quiet:
        return at
    return datetime.combine(local.date() + timedelta(days=later), quiet.ends, calendar.tzinfo).astimezone(UTC)
