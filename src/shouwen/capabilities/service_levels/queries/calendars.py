"""The shelf of calendars as the database has it, kept in each process."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.domain.calendars import CLOSED, LONG_CLOSURE, DayCause, DayException, WorkCalendar, hours
from shouwen.domain.clocks.shelf import CalendarShelf, Published
from shouwen.domain.open_time import Hours
from shouwen.domain.regulation import Calendar

log = logging.getLogger("shouwen.service_levels")
NOVEMBER = 11
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a definition raises that no calendar can be made of."""
NEWEST = "SELECT coalesce(max(id), 0) FROM service_levels_calendarversion"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stored version that no calendar can be made of; `instead` of it counts another one, if there is any."""

    code: str
    version: int
    instead: int | None


@dataclass(slots=True)
class _Kept:
    newest: int = 0
    shelf: CalendarShelf = field(default_factory=lambda: CalendarShelf(()))
    names: dict[tuple[str, int], dict[str, dict[str, str]]] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


_kept = _Kept()


def shelf(*, fresh: bool) -> CalendarShelf:
    """All calendars ever published; `fresh` asks the database (one statement) whether there are newer ones."""
    global _kept
    if fresh or not _kept.newest:
        with connection.cursor() as cursor:
            cursor.execute(NEWEST)
            (newest,) = cursor.fetchone()
        if newest != _kept.newest:
            _kept = _load(newest)
    return _kept.shelf


def shelf_for(regulation: Compiled, *, fresh: bool = True) -> CalendarShelf:
    """The shelf with every calendar that `regulation` names on it."""
    found = shelf(fresh=fresh)
    if all(code in found for code in regulation.document.calendars) and regulation.id in _published:
        return found
    from shouwen.capabilities.regulations.models import RegulationVersion
    from shouwen.capabilities.service_levels.commands.publishing import publish_calendars

    version = RegulationVersion.objects.only("active_from", "saved_at", "state").get(pk=regulation.id)
    wanted = regulation.document.calendars
    if version.state == VersionState.RETIRED:  # what others say by now counts for whoever is new
        wanted = {code: calendar for code, calendar in wanted.items() if code not in found}
    publish_calendars(calendars=wanted, at=version.active_from or version.saved_at)
    _published.add(regulation.id)
    return shelf(fresh=True)


_published: set[int] = set()


def forget_calendars() -> None:
    """The next question goes to the database (tests, and after a restore)."""
    global _kept
    _kept = _Kept()
    _published.clear()


def calendar_of(code: str, version: int) -> WorkCalendar:
    """One published version. Raises KeyError if there is none."""
    found = shelf(fresh=False)
    return (found if found.has(code, version) else shelf(fresh=True)).version(code, version)


def unreadable_calendars() -> tuple[Unreadable, ...]:
    """The stored versions that no calendar can be made of, by code and version."""
    shelf(fresh=True)
    return _kept.unreadable


def readable(row: CalendarVersion) -> WorkCalendar | None:
    """The calendar that `row` tells, able to count; None if none can be made of it."""
    try:
        calendar = work_calendar(row)
        assert calendar.tzinfo
        if any(day.weekday not in (None, *range(7)) for day in calendar.exceptions.values()):
            return None
        return calendar if isinstance(row.definition["names"], dict) else None
    except UNREADABLE:
        return None


def day_name(code: str, version: int, name: str, language: str) -> str:
    """What a calendar calls one of its days, as "Spring Festival", in the reader's language."""
    told = _kept.names.get((code, version), {}).get(name)
    return told["en" if language.startswith("en") else "zh"] if told else name


def holiday_warnings(*, regulation: Compiled, today: date) -> list[tuple[str, str]]:
    """What is doubtful about the calendars in force: (code of the calendar, "next_year_missing", "year_missing" or
    "long_closure"). Next year's holidays are missed from November on.
    """
    found = []
    years = set(HolidayTable.objects.filter(region="cn").values_list("year", flat=True))
    for code, calendar in regulation.document.calendars.items():
        if calendar.holidays != "none" and not calendar.always_open:
            if today.year not in years:
                found.append((code, "year_missing"))
            elif today.month >= NOVEMBER and today.year + 1 not in years:
                found.append((code, "next_year_missing"))
        newest = shelf_for(regulation).in_force(code, datetime.max.replace(tzinfo=UTC))
        if newest.longest_closure(today, today + timedelta(days=365)) >= LONG_CLOSURE:
            found.append((code, "long_closure"))
    return found


def as_written(code: str, calendar: Calendar) -> tuple[WorkCalendar, dict[str, dict[str, str]]]:
    """A calendar as a document has it, published or not, with today's holiday tables; and what its days are called."""
    from shouwen.capabilities.service_levels.commands.publishing import definition_of

    rows = HolidayTable.objects.filter(region="cn").order_by("year", "version")
    definition = definition_of(calendar, {row.year: row for row in rows})
    return work_calendar(CalendarVersion(code=code, version=0, definition=definition)), definition["names"]


def work_calendar(row: CalendarVersion) -> WorkCalendar:
    """The published version as the arithmetic takes it."""
    told = row.definition
    if told["always_open"]:
        return WorkCalendar(
            row.code, told["zone"], WorkCalendar.day_and_night().week, version=row.version, always_open=True
        )
    until = told["published_until"]
    return WorkCalendar(
        row.code,
        told["zone"],
        tuple(_hours(day) for day in told["week"]),
        {date.fromisoformat(on): _exception(day) for on, day in told["days"].items()},
        published_until=date.fromisoformat(until) if until else None,
        version=row.version,
    )


def _load(newest: int) -> _Kept:
    """Every stored version on the shelf; in the place of one that can't be read stands the nearest older good one of
    its code, else the nearest newer, under its number, so that no other promise stops.
    """
    rows = {(row.code, row.version): row for row in CalendarVersion.objects.filter(pk__lte=newest)}
    good = {key: calendar for key, row in rows.items() if (calendar := readable(row))}
    standing = {key: other for key in rows if (other := _instead(key, good))}
    unreadable = [
        Unreadable(*key, standing[key][1] if key in standing else None)
        for key in sorted(rows.keys() - good.keys())
    ]
    for one in unreadable:
        log.error("calendar %s v%s can't be read; in its place v%s", one.code, one.version, one.instead)
    published = (
        Published(
            replace(good[other], version=key[1]), rows[key].published_at if rows[key].is_for_new else None
        )
        for key, other in standing.items()
    )
    names = {key: rows[other].definition["names"] for key, other in standing.items()}
    return _Kept(newest, CalendarShelf(published), names, tuple(unreadable))


def _instead(key: tuple[str, int], good: Mapping[tuple[str, int], WorkCalendar]) -> tuple[str, int] | None:
    """The version that counts where `key` is asked for: itself if it is good."""
    code, version = key
    numbers = [number for held, number in good if held == code]
    older = [number for number in numbers if number <= version]
    chosen = max(older) if older else min(numbers, default=None)
    return (code, chosen) if chosen is not None else None


def _hours(periods: list[list[str]]) -> Hours:
    return hours(*((opens, closes) for opens, closes in periods)) if periods else CLOSED


def _exception(day: dict[str, Any]) -> DayException:
    match DayCause.HOLIDAY if day["is"] == "closed" else DayCause(day["is"]):
        case DayCause.MAKE_UP:
            return DayException.like_weekday(day.get("weekday", 0), day.get("name", ""))
        case DayCause.OWN_HOURS:
            return DayException.own_hours(_hours(day["hours"]), day.get("name", ""))
        case _:
            return DayException.closed(day.get("name", ""))
