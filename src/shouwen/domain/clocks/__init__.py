"""Clocks: every promise as a pure function of facts, calendars and the terms of the regulation."""
