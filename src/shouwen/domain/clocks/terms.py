"""The terms of a promise, as a clock reads them: small, frozen and free of any document format.

`regulation.terms.terms_of` turns the targets of a document into `Terms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

PEOPLE = frozenset({"person", "contact"})
"""Kinds of actor whose acts count where a promise asks for people."""


class PromiseKind(StrEnum):
    """Whose promise it is."""

    SLA = "sla"  # the desk's, to the customer
    OLA = "ola"  # a team's, to the desk
    DUTY = "duty"  # one's own duty


class StartFrom(StrEnum):
    """Where a promise begins that applies only since a later change (of level, contract, class, team)."""

    START = "start"  # at the fact that starts it, with the pauses since then
    NOW = "now"  # at the change


Choice = tuple[tuple[str, frozenset[str]], ...]
"""Fields and the values each may have; all fields must agree; empty agrees with everything."""


def agrees(choice: Choice, values: Mapping[str, Any]) -> bool:
    """Say whether every field of `choice` has one of its values; a list in `values` agrees by any member."""
    for name, accepted in choice:
        value = values.get(name)
        if isinstance(value, (list, tuple)):
            if accepted.isdisjoint(map(str, value)):
                return False
        elif (value if isinstance(value, str) else _text(value)) not in accepted:
            return False
    return True


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts, meets or cancels: one of `facts`, whose payload and fields agree.

    `states` holds when the fact brings the subject into one of these states.
    A trigger with facts and states needs both; with neither it never fires.
    """

    facts: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    where: Choice = ()  # asked of the fact's payload, then of the subject's fields
    by_people: bool = False  # automatic messages never count
    substantial: bool = (
        False  # not what its command marked as saying nothing new (payload "substantial" false)
    )


@dataclass(frozen=True, slots=True)
class Pausing:
    """States in which time does not count; `reasons` narrows them to suspensions for these reasons."""

    states: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkingSpan:
    """Within `span` of the calendar's open time."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class WallSpan:
    """Within `span`, day and night."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class WorkingDayEnd:
    """By the closing of the n-th working day after the day it started; 0 is that day, or the next open one."""

    days: int
    by: time | None = None  # this local time instead of the closing; so below


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """By the closing of the day so many months and days later, moved to the next open day."""

    days: int = 0
    months: int = 0
    by: time | None = None


@dataclass(frozen=True, slots=True)
class TimesADay:
    """So many times each working day: one clock per day, from closing to closing.

    `same_day` counts the day it started on, else the first day is the next open one.
    """

    times: int = 1
    same_day: bool = False
    by: time | None = None


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """By the closing of day `day` of each month (the last day of a shorter one), moved to the next open day.

    `before` asks for the working day before it. `once` stops after the first.
    """

    day: int
    before: bool = False
    once: bool = False
    by: time | None = None


Due = WorkingSpan | WallSpan | WorkingDayEnd | CalendarDays | TimesADay | DayOfMonth


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the way of a clock: a share of its span (1.0 is due) and an offset in the promise's own time.

    80 % is `Point(share=0.8)`, 30 minutes before due `Point(offset=-30 min)`, 1 hour late `Point(offset=1 h)`.
    """

    share: float = 1.0
    offset: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: `kind` is role, post, rota, team_leader, handler, responsible, owner, person or customer."""

    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A warning or one step of the ladder of escalation: at `point`, tell these, and do that."""

    code: str
    point: Point
    escalates: bool = False
    recipients: tuple[Recipient, ...] = ()
    channels: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    condition: Choice = ()  # asked of the subject's fields when the stage is reached
    template: str = ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which an escalation waits until they end; for subjects that agree with `loud` it does not."""

    begins: time
    ends: time
    loud: Choice | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """One target. Of the targets with the same `promise` the first whose `condition` agrees is in force.

    `due` None is the honest "no promise": the subject shows it, no clock runs.
    """

    code: str
    promise: str
    subject_kind: str
    due: Due | None
    starts_on: tuple[Trigger, ...]
    meets_on: tuple[Trigger, ...]
    cancels_on: tuple[Trigger, ...] = ()
    condition: Choice = ()
    pauses_while: Pausing = Pausing()
    kind: PromiseKind = PromiseKind.SLA
    start_from: StartFrom = StartFrom.START
    restarts: bool = False  # a second start ends the running clock and begins the next (a team's receipt)
    starts_at: str = ""  # the payload's instant that time counts from; empty: the fact's
    reaches_back: timedelta | None = None  # an instant longer before the report counts from the report
    calendar: str = ""  # fixed by the target; empty: the contract's, else the class's, else the desk's
    stages: tuple[Stage, ...] = ()
    quiet: QuietHours | None = None
    shown_to_customer: bool = True
    rank: int = 5  # of two promises that fall due together the lower rank is named first

    span: timedelta | None = field(init=False, compare=False)  # what is promised, where it is a span of time
    by_the_wall: bool = field(
        init=False, compare=False
    )  # nights and holidays count, as they do for calendar days
    recurs: bool = field(init=False, compare=False)  # each period has a clock of its own

    def __post_init__(self) -> None:
        due = self.due
        told = object.__setattr__  # this class is frozen
        told(self, "span", due.span if isinstance(due, (WorkingSpan, WallSpan)) else None)
        told(self, "by_the_wall", isinstance(due, (WallSpan, CalendarDays)))
        told(self, "recurs", isinstance(due, (TimesADay, DayOfMonth)))
