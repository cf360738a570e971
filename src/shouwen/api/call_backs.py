"""Call-backs: what is due, and what the customer said."""

from typing import Any, Literal

from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Instant, Prose, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.schemas import call_backs as told
from shouwen.api.ticket_acts import WRITES
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.call_backs.commands import Feedback, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.call_backs.queries import call_backs_due, call_backs_made
from shouwen.capabilities.tickets.models import Ticket

router = Router(tags=["Call-backs"])
READS = Rule("tickets")


class DueFilters(Given):
    """`mine` counts for those that wait; those done come newest first."""

    state: Literal["waiting", "done"] = "waiting"
    mine: bool = False
    limit: int = Field(50, ge=1, le=200)


class DueCallBack(Shown):
    """A call-back, and on what."""

    ticket: str
    title: str
    call_back: told.CallBackShown


class DueList(Shown):
    items: list[DueCallBack]


class HeardGiven(Given):
    """What the customer said. `grade` is a code of the questionnaire; `later_at` an appointment for another try."""

    result: Literal["solved", "not_solved", "unreached", "later"]
    grade: Code = ""
    improvement: Prose = ""
    text: Prose = ""
    later_at: Instant | None = None
    is_back_to_normal: bool | None = None
    agrees: bool | None = None
    answers: dict[Code, Prose] = Field({}, max_length=50)


@reading(router, "/call-backs", name="list_call_backs", answer=DueList, rule=READS, query=DueFilters)
def list_due(request: ApiRequest, filters: Query[DueFilters]) -> DueList:
    """List the call-backs that wait, longest overdue first, or what they brought, newest first."""
    waiting = call_backs_due(actor=request.actor, at=now(), mine=filters.mine)
    rows = (waiting if filters.state == "waiting" else call_backs_made(actor=request.actor))[: filters.limit]
    return DueList.of(
        items=[
            DueCallBack.of(ticket=row.ticket.number, title=row.ticket.title, call_back=told.call_back(row))
            for row in rows
        ]
    )


@acting(
    router,
    "/tickets/{number}/call-backs/{call_back}/results",
    name="record_call_back",
    answer=told.CallBackShown,
    rule=WRITES,
)
def record(
    request: ApiRequest, number: finding.Number, call_back: finding.PathId, body: HeardGiven
) -> told.CallBackShown:
    """Record what a call-back brought.

    Solved, the ticket is verified and closed as far as its rules allow; not solved, it goes back to work.
    """
    ticket: Ticket = finding.ticket_of(request, number)
    row = CallBack.objects.filter(pk=call_back, ticket=ticket).first()
    if row is None:
        raise NotVisible(call_back=call_back)
    values: dict[str, Any] = body.model_dump()
    done = record_call_back(call_back=row, feedback=Feedback(**values), actor=request.actor, at=now())
    return told.call_back(done)
