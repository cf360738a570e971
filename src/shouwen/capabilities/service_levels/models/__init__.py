"""The tables of calendars and clocks."""

from shouwen.capabilities.service_levels.models.calendars import CalendarVersion, HolidayTable
from shouwen.capabilities.service_levels.models.clocks import Clock

__all__ = ["CalendarVersion", "Clock", "HolidayTable"]
