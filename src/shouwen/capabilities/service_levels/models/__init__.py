"""The tables of calendars and clocks."""

from shouwen.capabilities.service_levels.models.calendars import CalendarVersion, HolidayTable
from shouwen.capabilities.service_levels.models.clocks import Clock
from shouwen.capabilities.service_levels.models.movings import Moving

__all__ = ["CalendarVersion", "Clock", "HolidayTable", "Moving"]
