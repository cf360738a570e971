"""Publishing calendars: what a regulation and the holiday tables say becomes a version that never changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from django.db import connection, transaction

from shouwen.base.time import now
from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.capabilities.service_levels.queries.calendars import readable
from shouwen.domain.regulation.desk import Calendar, Period, Weekday

PUBLISHING = 0xCA1E  # advisory lock: versions of a calendar are numbered without gaps
WEEKDAYS = list(Weekday)


@transaction.atomic
def publish_calendars(*, calendars: Mapping[str, Calendar], at: datetime) -> list[CalendarVersion]:
    """Every one of `calendars` is on the shelf as it stands, counting from `at`; returns the new versions.

    Safe to repeat: a calendar that says nothing new gets no version, unless what is stored of it can't be read.
    """
    known, tables = _known(calendars), _newest_tables()
    made = []
    for code, calendar in calendars.items():
        before = next((row for row in reversed(known[code]) if row.is_for_new), None)
        wanted = _version_of(code, calendar, tables, known[code])
        is_spoiled = before is not None and readable(before) is None and readable(wanted) is not None
        if before is None or before.digest != wanted.digest or is_spoiled:
            wanted.published_at = max(at, before.published_at) if before else at
            made.append(wanted)
    return CalendarVersion.objects.bulk_create(made)


@transaction.atomic
def publish_for_open(*, calendars: Mapping[str, Calendar], at: datetime) -> dict[str, CalendarVersion]:
    """The version that says what each of `calendars` says with the holidays known by now.

    Where there is none yet it is made at `at`, and counts for nobody but those who are told of it.
    """
    known, tables = _known(calendars), _newest_tables()
    found, made = {}, []
    for code, calendar in calendars.items():
        wanted = _version_of(code, calendar, tables, known[code])
        held = next((row for row in reversed(known[code]) if row.digest == wanted.digest), None)
        if held is None:
            wanted.published_at, wanted.is_for_new = at, False
            made.append(wanted)
        found[code] = held or wanted
    CalendarVersion.objects.bulk_create(made)
    return found


def _known(calendars: Iterable[str]) -> dict[str, list[CalendarVersion]]:
    """What is on the shelf of each, oldest first; nobody else adds to it before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
    known: dict[str, list[CalendarVersion]] = {code: [] for code in calendars}
    for row in CalendarVersion.objects.filter(code__in=known).order_by("code", "version"):
        known[row.code].append(row)
    return known


def _version_of(
    code: str, calendar: Calendar, tables: dict[int, HolidayTable], known: list[CalendarVersion]
) -> CalendarVersion:
    """The next version of `code`, saying what `calendar` says; not kept yet."""
    definition = definition_of(calendar, tables)
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    number = known[-1].version + 1 if known else 1
    return CalendarVersion(code=code, version=number, definition=definition, digest=digest)


def definition_of(calendar: Calendar, tables: dict[int, HolidayTable]) -> dict[str, Any]:
    """All that the arithmetic needs: zone, week, exceptions with the tables worked in, and how far these reach."""
    follows = calendar.holidays != "none" and not calendar.always_open
    days: dict[str, dict[str, Any]] = {}
    names: dict[str, dict[str, str]] = {}
    for table in tables.values() if follows else ():
        for told in table.days:
            days[told["on"]] = {key: value for key, value in told.items() if key not in ("on", "names")}
            if "names" in told:
                names[told["name"]] = told["names"]
    for own in calendar.days:
        days[own.on] = _own_day(own)
        if own.name:
            days[own.on]["name"], names[own.on] = own.on, {"zh": own.name.zh, "en": own.name.en}
    return {
        "zone": calendar.time_zone,
        "always_open": calendar.always_open,
        "week": [_written(calendar.week.get(day, ())) for day in WEEKDAYS],
        "days": dict(sorted(days.items())),
        "names": names,
        "published_until": f"{max(tables)}-12-31" if follows and tables else None,
    }


@transaction.atomic
def adopt_shipped_holidays() -> int:
    """The public holidays shipped with the product are in the database; known years stay. Returns how many came."""
    shelf = files("shouwen.capabilities.service_levels.holidays")
    shipped = json.loads(shelf.joinpath("cn.json").read_text("utf-8"))
    known = set(HolidayTable.objects.filter(region=shipped["region"]).values_list("year", flat=True))
    rows = [
        HolidayTable(
            region=shipped["region"],
            year=int(year),
            days=[told | {"names": shipped["names"][told["name"]]} for told in days],
            source=shipped["source"],
            imported_at=now(),
        )
        for year, days in shipped["years"].items()
        if int(year) not in known
    ]
    HolidayTable.objects.bulk_create(rows)
    return len(rows)


def _newest_tables() -> dict[int, HolidayTable]:
    """The newest table of each year; the shipped ones are taken in first where there is none."""
    if not HolidayTable.objects.filter(region="cn").exists():
        adopt_shipped_holidays()
    return {row.year: row for row in HolidayTable.objects.filter(region="cn").order_by("year", "version")}


def _own_day(own: Any) -> dict[str, Any]:
    date.fromisoformat(own.on)
    if own.closed:
        return {"is": "closed"}
    if own.hours_of is not None:
        return {"is": "make_up", "weekday": WEEKDAYS.index(own.hours_of)}
    return {"is": "own_hours", "hours": _written(own.hours)}


def _written(periods: tuple[Period, ...]) -> list[list[str]]:
    return [[_clock_time(period.start), _clock_time(period.end)] for period in periods]


def _clock_time(value: time) -> str:
    return "24:00" if value == time.max else f"{value:%H:%M}"
