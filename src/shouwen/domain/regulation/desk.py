"""Sections desk, calendars, roles and teams: who serves, when, and how one reaches them."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.words import (
    Code,
    Day,
    NamedRule,
    Rule,
    Section,
    Span,
    Text,
    TimeOfDay,
    span_of,
)


class Weekday(StrEnum):
    """Days as calendars name them."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Desk(Rule):
    """The desk itself: its names, numbers, hours, and the order of its work lists.

    `told_back` is how far back it can lie that a request was reported, or what it is about happened; an instant before
    that is a slip of the pen and refused.
    """

    name: Text
    hotline: str
    fax: str = ""
    mail: str = ""
    complaint_phone: str = ""
    website: str = ""
    time_zone: str = "Asia/Shanghai"
    calendar: Code
    agent_shift_lead: Span = span_of("10m")
    pick_up_rings: int = Field(default=3, ge=1)
    order_by: tuple[Literal["rank", "priority", "deadline", "reported_at"], ...] = ("priority", "deadline")
    told_back: Span = span_of("365d")
    reopen_within: Span = span_of("30d")
    undo_within: Span = span_of("10s")


class Period(Section):
    """Open from `start` to before `end` on one weekday; 24:00 is midnight at the day's end."""

    start: TimeOfDay
    end: TimeOfDay


class CalendarDay(Section):
    """A dated exception: closed, open as another weekday (调休), or open with hours of its own."""

    on: Day
    name: Text | None = None
    closed: bool = False
    hours_of: Weekday | None = None
    hours: tuple[Period, ...] = ()


class Calendar(NamedRule):
    """Opening hours a week, the holiday table followed, and dates of its own."""

    time_zone: str = "Asia/Shanghai"
    always_open: bool = False
    week: dict[Weekday, tuple[Period, ...]] = {}
    holidays: Literal["none", "cn"] = "cn"
    days: tuple[CalendarDay, ...] = ()


class Role(NamedRule):
    """A part people play; the grants behind it are rows of the people's capability."""

    duties: Text | None = None
    qualification: Text | None = None


class Lane(StrEnum):
    """Where a ticket lies at the moment, as everybody sees it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    FIELD = "field"
    RND = "rnd"
    OTHER = "other"


class Team(NamedRule):
    """A team or department that tickets can be handed to."""

    kind: Literal["line", "department"] = "line"
    line: int | None = Field(default=None, ge=1, le=3)
    lane: Lane = Lane.OTHER
    calendar: Code | None = None
