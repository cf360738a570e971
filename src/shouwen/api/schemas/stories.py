"""What happened to a ticket and what was promised, as programs see it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import get_language
from pydantic import Field

from shouwen.api.kinds import Given, Shown
from shouwen.api.schemas.shared import NEXT
from shouwen.base.models import Attachment, Message
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.explaining import Explanation, promise_name
from shouwen.capabilities.tickets.models import Dispatch, Entry
from shouwen.capabilities.tickets.queries import Candidate, Line
from shouwen.capabilities.tickets.queries.progress import Progress


class TimelineFilters(Given):
    before: int | None = Field(None, ge=1, le=2**31 - 1, description="Only facts older than this number.")
    limit: int = Field(50, ge=1, le=200)
    show: str = Field("all", pattern="^(all|customer|internal|phone|field|system)$")


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


class AttachmentShown(Shown):
    token: str
    name: str
    media_type: str
    size: int
    visibility: str
    width: int | None
    height: int | None
    created_at: datetime
    url: str


class AttachmentList(Shown):
    items: list[AttachmentShown]


class MessageShown(Shown):
    """A message about the ticket and how its delivery stands."""

    id: int
    channel: str
    template: str
    address: str
    subject_line: str
    body: str
    automatic: bool
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None


class MessageList(Shown):
    items: list[MessageShown]


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


class ReasonShown(Shown):
    """Why somebody stands where he stands; `number` goes with the code (level, open tickets, times at the site)."""

    code: str
    number: int


class CandidateShown(Shown):
    """Somebody who could get the ticket; the first of the list is the suggestion."""

    user_name: str
    name: str
    post: str
    points: int
    is_on_duty: bool
    duty_starts_at: datetime | None
    open_tickets: int
    reasons: list[ReasonShown]


class CandidateList(Shown):
    items: list[CandidateShown]


class CallBackShown(Shown):
    """A question that the desk asks, or asked, the customer after the work."""

    id: int
    rule: str
    purpose: str
    state: str
    due_at: datetime | None
    not_before: datetime | None
    tries: int
    result: str
    grade: str
    points: int | None
    improvement: str
    done_at: datetime | None


class CallBackList(Shown):
    items: list[CallBackShown]


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


class DispatchShown(Shown):
    """One decision who works on it."""

    at: datetime
    by: str
    engineer: str
    team: str
    suggested: bool | None = Field(
        description="Whether the first suggestion was followed; null: not known yet."
    )
    leader: str = Field(description="What is on record of the leader in whose place it was decided.")
    outcome: str
    outcome_reason: str
    outcome_at: datetime | None


class DispatchList(Shown):
    items: list[DispatchShown]


def dispatch(of: Dispatch) -> DispatchShown:
    return DispatchShown.of(
        at=of.at,
        by=of.dispatched_by.user_name if of.dispatched_by else "",
        engineer=of.engineer.user_name if of.engineer else "",
        team=of.team.code if of.team else "",
        suggested=of.was_suggested if of.suggested else None,
        leader=of.leader,
        outcome=of.outcome,
        outcome_reason=of.outcome_reason,
        outcome_at=of.outcome_at,
    )


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


def attachment(of: Attachment, *, size: int, url: str) -> AttachmentShown:
    return AttachmentShown.of(
        token=of.token,
        name=of.name,
        media_type=of.media_type,
        size=size,
        visibility=of.visibility,
        width=of.width,
        height=of.height,
        created_at=of.created_at,
        url=url,
    )


def message(of: Message) -> MessageShown:
    return MessageShown.of(
        id=of.pk,
        channel=of.channel,
        template=of.template,
        address=of.address,
        subject_line=of.subject_line,
        body=of.body,
        automatic=of.automatic,
        state=str(of.state),
        attempts=of.attempts,
        last_error=of.last_error,
        created_at=of.created_at,
        sent_at=of.sent_at,
    )


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
        name=promise_name(document, of.promise, get_language() or ""),
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


def candidate(of: Candidate, *, user_name: str) -> CandidateShown:
    return CandidateShown.of(
        user_name=user_name,
        name=of.name,
        post=of.post,
        points=of.points,
        is_on_duty=of.is_on_duty,
        duty_starts_at=of.duty_starts_at,
        open_tickets=of.open_tickets,
        reasons=[ReasonShown.of(code=str(reason.code), number=reason.number) for reason in of.reasons],
    )


def call_back(of: CallBack) -> CallBackShown:
    return CallBackShown.of(
        id=of.pk,
        rule=of.rule,
        purpose=str(of.purpose),
        state=str(of.state),
        due_at=of.due_at,
        not_before=of.not_before,
        tries=of.tries,
        result=str(of.result),
        grade=of.grade,
        points=of.points,
        improvement=of.improvement,
        done_at=of.done_at,
    )
