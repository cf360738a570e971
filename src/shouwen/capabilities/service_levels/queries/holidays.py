"""What is doubtful about the calendars in force."""

from datetime import UTC, date, datetime, timedelta

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.capabilities.service_levels.models import HolidayTable
from shouwen.domain.calendars import LONG_CLOSURE

NOVEMBER = 11


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
