"""What calendars and clocks there are, and why a promise is due when it is."""

from shouwen.capabilities.service_levels.calendars.shelf import calendar_of, shelf_for
from shouwen.capabilities.service_levels.queries.clocks import clocks_of, deadlines_of
from shouwen.capabilities.service_levels.queries.explaining import explain_clock
from shouwen.capabilities.service_levels.queries.holidays import holiday_warnings

__all__ = ["calendar_of", "clocks_of", "deadlines_of", "explain_clock", "holiday_warnings", "shelf_for"]
