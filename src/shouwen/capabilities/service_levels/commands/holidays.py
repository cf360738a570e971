"""Taking in a table of public holidays, and moving the promises it touches."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.commands.feeding import feed
from shouwen.capabilities.service_levels.commands.keeping import tell_listeners
from shouwen.capabilities.service_levels.commands.publishing import publish_calendars
from shouwen.capabilities.service_levels.facts import CALENDARS_PUBLISHED, HOLIDAYS_IMPORTED
from shouwen.capabilities.service_levels.models import CalendarVersion, Clock, HolidayTable
from shouwen.capabilities.service_levels.permissions import KEEP_CALENDARS, can_keep_calendars
from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood


@transaction.atomic
def import_holidays(
    *,
    region: str,
    year: int,
    days: list[dict[str, Any]],
    source: str,
    regulation: Compiled,
    actor: Actor,
    at: datetime,
) -> HolidayTable:
    """The holidays of `year` are known; the calendars of `regulation` that follow them are published anew from `at`.

    A day is {"on": "2027-01-01", "is": "closed" | "make_up", "name": …}. Open promises move with `recount`. Raises
    NotPermitted, or HolidaysNotUnderstood naming the first fault; then nothing is kept.
    """
    require(can_keep_calendars(actor), grant=KEEP_CALENDARS)
    checked = [_checked(day, year) for day in days]
    if len({day["on"] for day in checked}) != len(checked):
        raise HolidaysNotUnderstood(problem="a date appears twice")
    newest = HolidayTable.objects.filter(region=region, year=year).order_by("-version").first()
    table = HolidayTable.objects.create(
        region=region,
        year=year,
        version=newest.version + 1 if newest else 1,
        days=checked,
        source=source,
        imported_at=at,
    )
    subject = journal.open_subject("holidays")
    journal.record(
        subject, HOLIDAYS_IMPORTED, actor=actor, at=at, region=region, year=year, version=table.version
    )
    publish_calendars(document=regulation.document, at=at)
    return table


def recount(*, code: str, at: datetime, limit: int = 200) -> int:
    """Up to `limit` subjects with an open promise on an older version of calendar `code` count by the newest one now.

    Each learns of it by a fact. Returns how many; call again until it is 0.
    """
    newest = CalendarVersion.objects.filter(code=code).order_by("-version").first()
    if newest is None:
        return 0
    behind = (
        Clock.objects.filter(is_open=True, calendar=code, calendar_version__lt=newest.version, by_hand=False)
        .filter(breached_at=None, met_at=None)
        .values_list("subject_id", flat=True)
        .distinct()
    )
    found = sorted(behind[:limit])
    for subject_id in found:
        _recount_one(subject_id, code, newest.version, at)
    return len(found)


@transaction.atomic
def _recount_one(subject_id: int, code: str, version: int, at: datetime) -> None:
    subject = journal.lock(subject_id)
    regulation = regulation_of(subject.promise_state["regulation"])
    fact = journal.record(
        subject,
        CALENDARS_PUBLISHED,
        actor=SYSTEM,
        at=at,
        regulation_id=regulation.id,
        calendars={code: version},
    )
    tell_listeners([(subject, feed(subject, [fact], regulation=regulation))])


def _checked(day: dict[str, Any], year: int) -> dict[str, Any]:
    unknown = day.keys() - {"on", "is", "name", "names", "weekday", "hours"}
    if unknown:
        raise HolidaysNotUnderstood(problem=f"unknown key {sorted(unknown)[0]}")
    try:
        on = date.fromisoformat(str(day.get("on")))
    except ValueError as error:
        raise HolidaysNotUnderstood(problem=f"{day.get('on')} is not a date") from error
    if on.year != year:
        raise HolidaysNotUnderstood(problem=f"{on} is not in {year}")
    if day.get("is") not in ("closed", "make_up", "own_hours"):
        raise HolidaysNotUnderstood(problem=f"{on} is neither closed, make_up nor own_hours")
    if day["is"] == "own_hours" and not day.get("hours"):
        raise HolidaysNotUnderstood(problem=f"{on} has no hours")
    if not 0 <= int(day.get("weekday", 0)) <= 6:
        raise HolidaysNotUnderstood(problem=f"{on} follows no weekday")
    return {**day, "name": str(day.get("name", ""))}
