"""What the fold over facts reads and makes: facts, clocks, pauses, and what it has to say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

ENGINE = 2
"""The version of these rules; a change that moves any clock raises it and ships with the list of differences."""

ZERO = timedelta(0)


class FactRecord(NamedTuple):
    """A fact as clocks see it: what happened, when, when the desk learned of it, and what kind of actor did it."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    payload: Mapping[str, Any]


class ClockStatus(StrEnum):
    """How a clock stands; whether it was ever breached is told apart from this."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # a period that ended unkept
    CANCELLED = "cancelled"


LIVE = (ClockStatus.RUNNING, ClockStatus.PAUSED)
"""How a clock stands whose promise is still to be kept."""


class ClockKey(NamedTuple):
    """Which clock of a subject: the promise, the fact that began it, and the period of a recurring one."""

    promise: str
    begun_by: int
    period: int = 0

    def __str__(self) -> str:
        return f"{self.promise}:{self.begun_by}:{self.period}"


@dataclass(slots=True)
class Pause:
    """A stretch of the subject's history in a state that stops time; `until` ends it by itself."""

    from_at: datetime
    state: str
    reason: str
    seq: int
    until: datetime | None = None
    to_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Clock:
    """One running of one target on one subject.

    `position` is the time counted up to `running_since`; `span` is the position at which it falls due.
    `due_at` is None while it is paused unbroken, and where nothing is promised.
    `fired` holds the codes of the stages passed; `next_at` is the instant of the next one.
    """

    promise: str
    terms: str
    begun_by: int
    period: int
    started_at: datetime
    begun_at: datetime
    calendar: str
    calendar_version: int
    status: ClockStatus = ClockStatus.RUNNING
    is_open: bool = True
    span: timedelta | None = None
    position: timedelta = ZERO
    running_since: datetime | None = None
    due_at: datetime | None = None
    is_provisional: bool = False
    by_hand: bool = False
    counts_from: datetime | None = None
    turns: list[tuple[int, datetime]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    next_at: datetime | None = None
    met_at: datetime | None = None
    met_by: int | None = None
    breached_at: datetime | None = None
    breach_withdrawn_at: datetime | None = None
    breach_withdrawn_by: int | None = None
    cancelled_at: datetime | None = None
    cancelled_by: int | None = None
    cancelled_because: str = ""
    follows: int | None = None  # the `begun_by` of the clock of the same promise that this one takes up again
    regulation_id: int = 0  # the version of the regulation whose `terms` it runs on

    key: ClockKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.key = ClockKey(self.promise, self.begun_by, self.period)

    @property
    def is_promised(self) -> bool:
        """Whether there is anything to keep; "no promise" is legal and shown as such."""
        return self.span is not None

    @property
    def is_breached(self) -> bool:
        """Whether it counts as broken today: a breach that a late fact disproved does not."""
        return self.breached_at is not None and self.breach_withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Derived:
    """Something the clocks have to say: written to the journal, never read by clocks again."""

    name: str
    at: datetime  # when it truly fell, however late it was noticed
    key: ClockKey | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def derived_of(clock: Clock, name: str, at: datetime, **more: Any) -> Derived:
    """What `clock` has to say at `at`, with what tells it from others and when it is due."""
    payload = {
        "promise": clock.promise,
        "terms": clock.terms,
        "begun_by": clock.begun_by,
        "period": clock.period,
        "due_at": clock.due_at,
        **more,
    }
    return Derived(name, at, clock.key, payload)


@dataclass(slots=True)
class Start:
    """A promise that was given and not kept yet: by which fact, when it happened, and from when it counts."""

    seq: int
    at: datetime
    counts_at: datetime


@dataclass(slots=True)
class PromiseState:
    """What the fold keeps of a subject beside its open clocks: a cache of its facts."""

    fields: dict[str, Any] = field(default_factory=dict)
    starts: dict[str, Start] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)  # promise -> `begun_by` of its last clock met
    pauses: list[Pause] = field(default_factory=list)
    calendars: dict[str, int] = field(default_factory=dict)  # the version of each calendar that counts here
    annulled: dict[str, list[str]] = field(
        default_factory=dict
    )  # stages that fell on clocks an undo took away
    first_recorded_at: datetime | None = None
    moved_at: datetime | None = None  # since when another version of the regulation counts than at first
    seen_at: datetime | None = None  # the latest instant that facts or stages have reached

    @property
    def current_pause(self) -> Pause | None:
        """The stretch that is still open."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].to_at is None else None
