"""Sections targets and ladders: every promise with a clock, and who hears when it is in danger."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.words import (
    Code,
    Codes,
    Hours,
    NamedRule,
    Origin,
    Parties,
    Section,
    Span,
    Text,
    TimeOfDay,
    span_of,
    span_text,
)

WAYS = ("working", "wall", "end_of_workday", "days", "months", "times_each_workday", "day_of_month")


class Within(Section):
    """How long there is: exactly one of the ways below."""

    working: Hours | None = None
    wall: Span | None = None
    end_of_workday: int | None = Field(default=None, ge=0, le=250)
    days: int | None = Field(default=None, ge=0, le=3650)
    months: int | None = Field(default=None, ge=1, le=120)
    times_each_workday: int | None = Field(default=None, ge=1, le=96)
    day_of_month: int | None = Field(default=None, ge=1, le=31)
    by: TimeOfDay | None = None
    day_before: bool = False
    first_day_counts: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> "Within":
        if len(self.ways()) != 1:
            raise ValueError(f"needs exactly one of {', '.join(WAYS)}")
        if self.working is not None and self.working <= timedelta(0):
            raise ValueError("a working span must be longer than nothing")
        return self

    def ways(self) -> tuple[str, ...]:
        """The one way of counting that is set."""
        return tuple(way for way in WAYS if getattr(self, way) is not None)

    @property
    def recurring(self) -> bool:
        """Whether each period has a clock of its own."""
        return self.times_each_workday is not None or self.day_of_month is not None


class Point(Section):
    """An instant of a clock's course: a share of its span, or so long before (negative) or after it falls
    due.
    """

    percent: int | None = Field(default=None, ge=0, le=1000)
    offset: timedelta | None = None


def _point_of(value: object) -> object:
    """Reads "75%", "-30m" (before due), "due", "+1h" (after due)."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text == "due":
        return {"offset": timedelta(0)}
    if re.fullmatch(r"\d{1,4}%", text):
        return {"percent": int(text[:-1])}
    if text[:1] in ("+", "-"):
        return {"offset": span_of(text[1:]) * (-1 if text[0] == "-" else 1)}
    raise ValueError("is not a point such as 75%, -30m, due or +1h")


def _point_text(point: Point) -> str:
    if point.percent is not None:
        return f"{point.percent}%"
    offset = point.offset or timedelta(0)
    return "due" if not offset else f"{'-' if offset < timedelta(0) else '+'}{span_text(abs(offset))}"


At = Annotated[Point, BeforeValidator(_point_of, json_schema_input_type=str), PlainSerializer(_point_text)]


class Limit(Section):
    """The span for subjects that meet a condition; the first that fits counts, none means no promise."""

    when: Condition = ALWAYS
    within: Within | None = None
    origin: Origin | None = None


class Target(NamedRule):
    """A promise: what starts, pauses, meets and cancels its clock, how long it has, and who is warned.

    `starts_on`, `meets_on` and `cancels_on` name facts ("ticket.taken") or states ("closed"); it pauses
    while the subject is in one of `pauses_while`, for suspensions only if the reason is one of
    `pause_reasons` (none: any). `calendar` is "contract" (the contract's, else the class's, else the desk's)
    or a calendar's code. Where it counts from when it happened, `reaches_back` is how long before the report that may
    be; what happened before that counts from the report, because nobody could have answered it (none: however long).
    """

    subject: Code = "ticket"  # or another kind of subject that a capability declares (`facts.declare`)
    promise: Literal["sla", "ola", "duty"] = "sla"
    kind: Literal[
        "response",
        "resolution",
        "update",
        "contact",
        "dispatch",
        "call_back",
        "workaround",
        "arrival",
        "hand_over",
        "report",
        "trip",
        "other",
    ] = "other"
    when: Condition = ALWAYS
    starts_on: Codes
    starts_when: Condition = ALWAYS
    starts_from: Literal["fact", "occurred", "reported"] = "fact"
    reaches_back: Span | None = None
    meets_on: Codes
    meets_when: Condition = ALWAYS
    pauses_while: Codes = ()
    pause_reasons: Codes = ()
    cancels_on: Codes = ("ticket.cancelled", "ticket.merged", "ticket.routed_away")
    restarts: bool = False
    limits: tuple[Limit, ...] = Field(min_length=1)
    calendar: Code = "contract"
    late_start: Literal["registration", "now"] = "registration"
    people_only: bool = True
    full_update_only: bool = False
    warn: tuple[At, ...] = ()
    ladder: Code | None = None
    shown_to_customer: bool = True
    rank: int = Field(default=5, ge=1)


BRINGING_IN = frozenset({"add_helper", "open_meeting"})
"""What a step does by bringing colleagues in."""
AFTER_WORK = frozenset({"tell", "hand_to_manager"})
"""What a step can do about a ticket whose work is done: there is nothing left to raise, to estimate or to help with."""


class LadderStep(Section):
    """At a point of the clock: who hears, by which channels, and what else happens.

    Of `brings`, one party after the other, somebody on duty is asked in to help, or all are called to a meeting; none
    named: of those who hear. `wish` is what they are asked to do.
    """

    at: At
    to: Parties = Field(min_length=1)
    channels: Codes = ("inbox",)
    act: Literal["tell", "raise", "hand_to_manager", "ask_estimate", "add_helper", "open_meeting"] = "tell"
    brings: Parties = ()
    wish: Text | None = None
    template: Code | None = None
    when: Condition = ALWAYS


class QuietHours(Section):
    """Local hours in which a step waits until they end; levels named are told all the same."""

    start: TimeOfDay
    end: TimeOfDay
    except_levels: Codes = ()


class Ladder(NamedRule):
    """An escalation: its steps in time order."""

    steps: tuple[LadderStep, ...] = Field(min_length=1)
    quiet_hours: QuietHours | None = None
