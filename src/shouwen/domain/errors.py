"""What pure rules raise when a question has no answer."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the domain can't be applied to what it was given."""


class CalendarExhausted(DomainError):
    """The calendar opens for less than the span asked for within its horizon."""

    def __init__(self, calendar: str) -> None:
        super().__init__(f"calendar {calendar!r} does not open long enough within its horizon")
        self.calendar = calendar
