"""What a version of a calendar says: worked out of a document and the holiday tables, and read back to count by."""

from datetime import date, time
from typing import Any

from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.domain.calendars import CLOSED, DayCause, DayException, WorkCalendar, hours
from shouwen.domain.open_time import Hours
from shouwen.domain.regulation.desk import Calendar, Period, Weekday

WEEKDAYS = list(Weekday)
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a definition raises that no calendar can be made of."""


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


def as_written(code: str, calendar: Calendar) -> tuple[WorkCalendar, dict[str, dict[str, str]]]:
    """A calendar as a document has it, published or not, with today's holiday tables; and what its days are called."""
    rows = HolidayTable.objects.filter(region="cn").order_by("year", "version")
    definition = definition_of(calendar, {row.year: row for row in rows})
    return work_calendar(CalendarVersion(code=code, version=0, definition=definition)), definition["names"]


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
