"""The desk's calendar as duty asks for it: public holidays and make-up workdays."""

from datetime import datetime, timedelta

from shouwen.capabilities.people.ports import NO_HOLIDAYS, DeskDays
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.domain.calendars import DayCause

A_DAY = timedelta(days=1)


def days_of_the_desk(start: datetime, end: datetime) -> DeskDays:
    """The holidays and make-up days of the desk's own calendar between the two instants; a day more on either side.

    A desk that is always open has none.
    """
    try:
        regulation = active_regulation()
    except NoRegulation:
        return NO_HOLIDAYS
    calendar = shelf_for(regulation, fresh=False).in_force(regulation.document.desk.calendar, start)
    if calendar.always_open:
        return NO_HOLIDAYS
    first, last = calendar.local_date(start - A_DAY), calendar.local_date(end + A_DAY)
    found = [(day, rule) for day, rule in calendar.exceptions.items() if first <= day <= last]
    return DeskDays(
        closed=tuple(day for day, rule in found if rule.cause == DayCause.HOLIDAY),
        moved=tuple((day, rule.weekday + 1) for day, rule in found if rule.weekday is not None),
    )
