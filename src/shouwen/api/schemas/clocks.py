"""The clocks of promises and their accounts, as programs see them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from shouwen.api.kinds import Shown
from shouwen.base.languages import reader_language
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.explaining import Explanation, promise_name


class ClockShown(Shown):
    """One running of one promise."""

    id: int
    promise: str
    name: str
    kind: str = Field(description="`sla` to the customer, `ola` between teams, `own` duty.")
    status: str
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    breached_at: datetime | None
    breach_withdrawn_at: datetime | None
    cancelled_at: datetime | None
    cancelled_because: str
    is_provisional: bool
    by_hand: bool
    calendar: str
    shown_to_customer: bool
    url: str = Field(description="Why it is due then.")


class ClockList(Shown):
    items: list[ClockShown]


class ExplanationLine(Shown):
    begins_at: datetime
    ends_at: datetime
    counts: bool
    cause: str
    paused_by: str = Field(description="Who paused it; empty where nobody did.")


class ExplanationShown(Shown):
    """Why a promise is due when it is: each stretch of time, counted or not, and why."""

    clock: ClockShown
    rule: str
    origin: str = Field(description="The clause it comes from.")
    calendar: str
    calendar_version: int
    regulation: int
    counted_seconds: float
    lines: list[ExplanationLine]
    text: str = Field(description="The whole account in words, fit for a customer: it names no colleague.")


CLOCK_FIELDS = (
    "promise",
    "started_at",
    "due_at",
    "met_at",
    "breached_at",
    "breach_withdrawn_at",
    "cancelled_at",
    "cancelled_because",
    "is_provisional",
    "by_hand",
    "calendar",
    "shown_to_customer",
)


def clock(of: Clock, *, url: str) -> ClockShown:
    document = regulation_of(of.regulation_id).document
    return ClockShown.of(
        id=of.pk,
        name=promise_name(document, of.promise, reader_language()),
        kind=of.kind,
        status=str(of.status),
        url=url,
        **{name: getattr(of, name) for name in CLOCK_FIELDS},
    )


def explanation(of: Explanation, *, url: str, pausers: Mapping[int | None, str]) -> ExplanationShown:
    """`pausers` says who told the facts by which it was paused, by their numbers."""
    return ExplanationShown.of(
        clock=clock(of.clock, url=url),
        rule=of.rule,
        origin=of.origin,
        calendar=of.calendar,
        calendar_version=of.ledger.calendar_version,
        regulation=of.regulation_number,
        counted_seconds=of.ledger.counted.total_seconds(),
        lines=[
            ExplanationLine.of(
                begins_at=line.begins_at,
                ends_at=line.ends_at,
                counts=line.counts,
                cause=cause,
                paused_by=pausers.get(line.paused_by, ""),
            )
            for line, cause in of.lines
        ],
        text=of.as_text(),
    )
