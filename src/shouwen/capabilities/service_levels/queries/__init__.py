"""What calendars and clocks there are, and why a promise is due when it is."""

from shouwen.capabilities.service_levels.queries.calendars import calendar_of, holiday_warnings, shelf_for
from shouwen.capabilities.service_levels.queries.clocks import clocks_of, deadlines_of
from shouwen.capabilities.service_levels.queries.explaining import explain_clock

__all__ = ["calendar_of", "clocks_of", "deadlines_of", "explain_clock", "holiday_warnings", "shelf_for"]
