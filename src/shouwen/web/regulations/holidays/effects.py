"""Which open promises would move if a year's holidays were these: worked out before anything is kept."""

import time
from collections.abc import Container
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.calendars.definitions import definition_of, work_calendar
from shouwen.capabilities.service_levels.commands import adopt_shipped_holidays
from shouwen.capabilities.service_levels.models import CalendarVersion, Clock, HolidayTable
from shouwen.capabilities.service_levels.queries.folds import book_for, open_clocks
from shouwen.capabilities.service_levels.queries.recounting import calendars_of, regulations_counting
from shouwen.domain.calendars import WorkCalendar
from shouwen.domain.clocks.timing import launch
from shouwen.domain.errors import DomainError

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Move:
    """One promise that would fall due at another instant."""

    subject_id: int
    promise: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What a table would do: `moves` are the first of `count`; `is_whole` unless the time was too short."""

    looked_at: int
    count: int
    moves: tuple[Move, ...]
    is_whole: bool


def newest_tables() -> dict[int, HolidayTable]:
    """The newest table of each year; the shipped ones are taken in first where there is none."""
    if found := _newest():
        return found
    adopt_shipped_holidays()
    return _newest()


def _newest() -> dict[int, HolidayTable]:
    return {row.year: row for row in HolidayTable.objects.filter(region="cn").order_by("year", "version")}


def effect_of(
    *, year: int, days: list[dict[str, Any]], regulation: Compiled, limit: int, within: timedelta
) -> Effect:
    """The open promises on calendars that follow the holidays, counted with `days` in place of the table of `year`."""
    tables = {**newest_tables(), year: HolidayTable(region="cn", year=year, days=days)}
    calendars = {
        (counting.id, code): _calendar(code, definition_of(calendar, tables))
        for counting in regulations_counting()
        for code, calendar in calendars_of(counting, regulation).items()
    }
    open_now = Clock.objects.filter(
        is_open=True,
        calendar__in={code for _, code in calendars},
        by_hand=False,
        breached_at=None,
        met_at=None,
    )
    ids = sorted(set(open_now.exclude(due_at=None).values_list("subject_id", flat=True)))
    moves: list[Move] = []
    begun, count, looked_at = time.monotonic(), 0, 0
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        for move in _moves(batch, calendars):
            count += 1
            if len(moves) < limit:
                moves.append(move)
        looked_at += len(batch)
        if time.monotonic() - begun > within.total_seconds():
            break
    return Effect(looked_at, count, tuple(moves), looked_at == len(ids))


def _moves(ids: list[int], calendars: dict[tuple[int, str], WorkCalendar]) -> list[Move]:
    kinds = dict(Subject.objects.filter(pk__in=ids).values_list("pk", "kind"))
    found = []
    for subject_id, clocks in open_clocks(ids).items():
        for clock in clocks:
            counts = clock.due_at and not clock.by_hand and clock.breached_at is None and clock.met_at is None
            calendar = calendars.get((clock.regulation_id, clock.calendar))
            if not counts or calendar is None:
                continue
            terms = book_for(regulation_of(clock.regulation_id), kinds[subject_id]).terms[clock.terms]
            again = deepcopy(clock)
            try:
                launch(again, terms, calendar, clock.pauses)
            except DomainError:
                continue
            if again.due_at and clock.due_at and again.due_at != clock.due_at:
                found.append(Move(subject_id, clock.promise, clock.due_at, again.due_at))
    return found


def _calendar(code: str, definition: dict[str, Any]) -> WorkCalendar:
    return work_calendar(CalendarVersion(code=code, version=0, definition=definition))


def is_missing(year: int, *, known: Container[int], today: date) -> bool:
    """Whether `year` is not among the `known` ones though it is time: this year always, the next from November on."""
    return year not in known and (year <= today.year or (year == today.year + 1 and today.month >= 11))


__all__ = ["Effect", "Move", "effect_of", "is_missing", "newest_tables"]
