"""Publishing calendars: what a regulation and the holiday tables say becomes a version that never changes."""

import hashlib
import json
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from django.db import connection, transaction

from shouwen.base.time import now
from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.desk import Calendar, Period, Weekday

PUBLISHING = 0xCA1E  # advisory lock: versions of a calendar are numbered without gaps
WEEKDAYS = list(Weekday)


@transaction.atomic
def publish_calendars(*, document: Regulation, at: datetime) -> list[CalendarVersion]:
    """Every calendar of `document` is on the shelf as it stands, counting from `at`; returns the new versions.

    Safe to repeat: a calendar that says nothing new gets no version.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
    newest = {
        row.code: row
        for row in CalendarVersion.objects.filter(code__in=document.calendars).order_by("code", "version")
    }
    tables = _newest_tables()
    made = []
    for code, calendar in document.calendars.items():
        definition = definition_of(calendar, tables)
        digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
        before = newest.get(code)
        if before is None or before.digest != digest:
            made.append(
                CalendarVersion(
                    code=code,
                    version=before.version + 1 if before else 1,
                    definition=definition,
                    digest=digest,
                    published_at=max(at, before.published_at) if before else at,
                )
            )
    return CalendarVersion.objects.bulk_create(made)


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
