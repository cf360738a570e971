"""Who could get a ticket, and who got it, as programs see it."""

from datetime import datetime

from pydantic import Field

from shouwen.api.kinds import Shown
from shouwen.capabilities.tickets.models import Dispatch
from shouwen.capabilities.tickets.queries import Candidate


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
