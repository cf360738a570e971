"""What happened to a ticket and how it stands, as programs see it."""

from dataclasses import asdict
from datetime import datetime

from pydantic import Field

from shouwen.api.kinds import Given, Shown
from shouwen.api.schemas.shared import NEXT
from shouwen.capabilities.tickets.models import Entry
from shouwen.capabilities.tickets.queries import Line
from shouwen.capabilities.tickets.queries.progress import Progress
from shouwen.capabilities.tickets.queries.timeline import Filter


class TimelineFilters(Given):
    before: int | None = Field(None, ge=1, le=2**31 - 1, description="Only facts older than this number.")
    limit: int = Field(50, ge=1, le=200)
    show: Filter = "all"


class EntryShown(Shown):
    """What somebody wrote or said."""

    seq: int
    kind: str
    visibility: str
    author: str
    author_kind: str
    channel: str
    way: str
    minutes: int | None
    text: str
    facets: dict[str, object]
    at: datetime


class EntryList(Shown):
    items: list[EntryShown]


class FactShown(Shown):
    """One line of the journal, with the text it told."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor: str
    via: str
    payload: dict[str, object]
    entry: EntryShown | None
    is_annulled: bool


class TimelinePage(Shown):
    items: list[FactShown]
    next: str | None = NEXT


class ProgressShown(Shown):
    """How a ticket stands, in words that may be told to its customer."""

    state: str
    owner: str
    last_word: str
    last_word_at: datetime | None
    next_step: str
    next_at: datetime | None
    estimate_at: datetime | None
    promise: str = Field(description="The nearest promise made to him, by its code.")
    due_at: datetime | None


def progress(of: Progress) -> ProgressShown:
    return ProgressShown.of(**asdict(of))


def entry(of: Entry) -> EntryShown:
    return EntryShown.of(
        seq=of.seq,
        kind=str(of.kind),
        visibility=str(of.visibility),
        author=of.author_name,
        author_kind=of.author_kind,
        channel=of.channel,
        way=str(of.way),
        minutes=of.minutes,
        text=of.body,
        facets=of.facets,
        at=of.at,
    )


def fact(of: Line) -> FactShown:
    payload = {key: value for key, value in of.payload.items() if key != "before"}
    return FactShown.of(
        seq=of.seq,
        name=of.name,
        at=of.at,
        recorded_at=of.recorded_at,
        actor_kind=of.actor_kind,
        actor=of.actor_name,
        via=of.via,
        payload=payload,
        entry=entry(of.entry) if of.entry else None,
        is_annulled=of.is_annulled,
    )
