"""Taking in a table of public holidays."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.commands.publishing import publish_calendars
from shouwen.capabilities.service_levels.facts import HOLIDAYS_IMPORTED
from shouwen.capabilities.service_levels.models import HolidayTable
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
    publish_calendars(calendars=regulation.document.calendars, at=at)
    return table


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
