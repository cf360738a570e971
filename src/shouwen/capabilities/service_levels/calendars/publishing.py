"""Publishing calendars: what a regulation and the holiday tables say becomes a version that never changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.resources import files

from django.db import connection, transaction

from shouwen.base.time import now
from shouwen.capabilities.service_levels.calendars.definitions import definition_of, readable
from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.domain.regulation.desk import Calendar

PUBLISHING = 0xCA1E  # advisory lock: versions of a calendar are numbered without gaps


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
