"""Taking in a table of public holidays."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.calendars.publishing import publish_calendars
from shouwen.capabilities.service_levels.facts import HOLIDAYS_IMPORTED
from shouwen.capabilities.service_levels.models import HolidayTable
from shouwen.capabilities.service_levels.permissions import KEEP_CALENDARS, can_keep_calendars
from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood
from shouwen.domain.holidays import NotATable, checked


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
    try:
        told = checked(day)
    except NotATable as fault:
        raise HolidaysNotUnderstood(problem=str(fault)) from fault
    if not told["on"].startswith(f"{year:04d}-"):
        raise HolidaysNotUnderstood(problem=f"{told['on']} is not in {year}")
    return told
