"""Service levels: calendars, holidays, and the clock of every promise."""
