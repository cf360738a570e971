"""Every act on one ticket: a verb is a resource that one creates, and its command does the rest."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from ninja import Router
from ninja.params.functions import Body

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.operations import Told, acting, reading
from shouwen.api.schemas import acts, dispatches
from shouwen.api.schemas.tickets import HELD_WHOLE, WHOLE, TicketShown, around, shown
from shouwen.base.time import now
from shouwen.capabilities.tickets import commands
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.candidates import dispatches_of

router = Router(tags=["Acts on a ticket"])
WRITES = Rule("tickets", writes=True)


@dataclass(frozen=True, slots=True)
class Act:
    """`POST /tickets/{number}/<resource>` issues `command` with what `body` gives; `ticket` is its ticket argument.

    One that `names_another` ticket holds both, in their own order.
    """

    resource: str
    summary: str
    command: Callable[..., Any]
    body: type[acts.ActGiven] = acts.NothingGiven
    ticket: str = "ticket"
    names_another: bool = False


ACTS = (
    Act("acceptance", "Accept the request", commands.accept_ticket),
    Act("gradings", "Grade the ticket", commands.grade_ticket, acts.GradingGiven),
    Act("major-mark", "Mark it major, or no longer", commands.mark_major, acts.MajorMarkGiven),
    Act("check-overrides", "Serve it although the request check says no", commands.override_check, acts.ReasonGiven),
    Act("contract", "Serve it under another contract", commands.change_contract, acts.TicketContractGiven),
    Act("routings", "Route the request away", commands.route_away, acts.RoutingGiven),
    Act("dispatches", "Dispatch the ticket", commands.dispatch_ticket, acts.DispatchGiven),
    Act("dispatch-refusals", "Refuse the dispatch", commands.refuse_dispatch, acts.DispatchRefusalGiven),
    Act("dispatch-withdrawals", "Withdraw the dispatch", commands.withdraw_dispatch, acts.ReasonGiven),
    Act("takings", "Take the ticket", commands.take_ticket, acts.TakingGiven),
    Act("notes", "Write an internal note", commands.add_note, acts.NoteGiven),
    Act("progress-updates", "Report progress", commands.update_progress, acts.ProgressGiven),
    Act("contacts", "Record a contact with the customer", commands.record_contact, acts.TicketContactGiven),
    Act("estimates", "Give the customer a new estimate", commands.give_estimate, acts.EstimateGiven),
    Act("promises", "Set a promise's date by hand", commands.set_promise, acts.PromiseGiven),
    Act("suspensions", "Suspend the ticket", commands.suspend_ticket, acts.SuspensionGiven),
    Act("resumptions", "Resume the ticket", commands.resume_ticket),
    Act("helpers", "Ask a colleague in", commands.ask_in, acts.HelperGiven),
    Act("meetings", "Call a coordination meeting", commands.open_meeting, acts.MeetingGiven),
    Act("hand-overs", "Hand the ticket over", commands.hand_over, acts.HandOverGiven),
    Act("hand-over-acceptances", "Accept the hand-over", commands.accept_hand_over),
    Act("hand-over-returns", "Return the hand-over", commands.return_hand_over, acts.AnswerGiven),
    Act("replies", "Reply to the customer", commands.reply_to_customer, acts.ReplyGiven),
    Act("customer-words", "Record what the customer said", commands.record_customer_word, acts.CustomerWordGiven),
    Act("urgings", "Record that somebody hurries", commands.urge_ticket, acts.UrgingGiven),
    Act("proposals", "Propose a solution", commands.propose_solution, acts.ProposalGiven),
    Act("agreements", "Record that the customer agreed", commands.confirm_solution, acts.AgreementGiven),
    Act("workarounds", "Record a workaround", commands.record_workaround, acts.WorkaroundGiven),
    Act("completion", "Complete the work", commands.complete_ticket, acts.CompletionGiven),
    Act("service-counts", "Say which services of the contract it used", commands.count_services, acts.ServicesGiven),
    Act("confirmations", "Record what the closing rule asks for", commands.record_confirmation, acts.ConfirmationGiven),
    Act("verification", "Verify that it is solved", commands.verify_ticket),
    Act("closing", "Close the ticket", commands.close_ticket, acts.ClosingGiven),
    Act("reopenings", "Reopen the ticket", commands.reopen_ticket, acts.ReasonGiven),
    Act("cancellation", "Cancel the ticket", commands.cancel_ticket, acts.ReasonGiven),
    Act("merges", "Merge it into another ticket", commands.merge_tickets, acts.MergeGiven, "absorbed", True),
    Act("merge-undos", "Let it stand alone again", commands.unmerge_tickets, ticket="absorbed", names_another=True),
    Act("links", "Link it to another ticket", commands.link_tickets, acts.LinkGiven, names_another=True),
    Act("parent", "Make it a part of another ticket", commands.set_parent, acts.ParentGiven, names_another=True),
    Act("owner", "Change who answers to the customer", commands.change_owner, acts.OwnerGiven),
    Act("stand-ins", "Let somebody act for the owner", commands.name_stand_in, acts.StandInGiven),
    Act("undos", "Undo one's newest act", commands.undo, acts.UndoGiven),
)  # fmt: skip


def told_ticket(request: ApiRequest, pk: int) -> Told:
    """The ticket as it stands now, with its ETag; one statement."""
    return told_whole(request, *WHOLE(pk))


def told_in_hand(request: ApiRequest, ticket: Ticket) -> Told:
    """The `ticket` that was held whole, as the act left it, with its ETag; no statement."""
    return told_whole(request, ticket)


def told_whole(request: ApiRequest, ticket: Ticket) -> Told:
    """The `ticket`, read by `WHOLE` or as it was registered, with its ETag; no statement."""
    body = shown(ticket, url=url_of(request, ticket.number), actor=request.actor)
    return Told(body, {"ETag": finding.etag(ticket.subject.seq), "Location": body.url})


def url_of(request: ApiRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("api:get_ticket", args=[number]))


def _declare(act: Act) -> None:
    takes_seen = "seen" in inspect.signature(act.command).parameters
    held_by = None if act.names_another else HELD_WHOLE

    is_all_optional = not any(field.is_required() for field in act.body.model_fields.values())
    unsaid: Any = Body(act.body() if is_all_optional else ...)

    def view(request: ApiRequest, number: finding.Number, body: acts.ActGiven = unsaid) -> Told:
        ticket = finding.ticket_of(request, number, heed_match=not takes_seen, held_by=held_by)
        before = around(ticket)
        condition = {"seen": finding.seen_by(request)} if takes_seen else {}
        actor = request.actor
        act.command(**{act.ticket: ticket}, **body.given(actor), **condition, actor=actor, at=now())
        is_in_hand = held_by is not None and not ticket.is_outdated and around(ticket) == before
        return told_in_hand(request, ticket) if is_in_hand else told_ticket(request, ticket.pk)

    view.__annotations__["body"] = act.body
    view.__name__ = act.resource.replace("-", "_")
    view.__doc__ = act.command.__doc__
    acting(
        router, f"/tickets/{{number}}/{act.resource}", name=f"ticket_{view.__name__}", answer=TicketShown,
        rule=WRITES, summary=act.summary, conditional=True, is_undivided=act.command is not commands.link_tickets,
    )(view)  # fmt: skip


for _act in ACTS:
    _declare(_act)


@reading(
    router,
    "/tickets/{number}/dispatches",
    name="list_dispatches",
    answer=dispatches.DispatchList,
    rule=Rule("tickets"),
)
def list_dispatches(request: ApiRequest, number: finding.Number) -> dispatches.DispatchList:
    """Read who was sent, newest first.

    Each with what was suggested, whether it was followed, and what became of it.
    """
    ticket = finding.ticket_of(request, number)
    return dispatches.DispatchList.of(items=[dispatches.dispatch(row) for row in dispatches_of(ticket.pk)])


@acting(
    router,
    "/meetings/{meeting}/record",
    name="keep_meeting",
    answer=TicketShown,
    rule=WRITES,
    summary="Put on record what came of a coordination meeting",
    conditional=True,
)
def keep_meeting(request: ApiRequest, meeting: finding.PathId, body: acts.MeetingRecordGiven) -> Told:
    """The first record tells that it was held, every further one corrects it; what was written before is not lost.

    `remote` says whether remote help is possible; that it is not is a fact that promises may start from.
    """
    actor = request.actor
    found = finding.meeting_of(request, meeting)
    seen = finding.seen_by(request)
    commands.keep_meeting(meeting=found, actor=actor, at=now(), seen=seen, **body.given(actor))
    return told_ticket(request, found.ticket_id)


@acting(
    router,
    "/tasks/{task}/result",
    name="finish_task",
    answer=TicketShown,
    rule=WRITES,
    summary="Finish a helper's task",
)
def finish_task(request: ApiRequest, task: finding.PathId, body: acts.TaskResultGiven) -> Told:
    """The helper's task is done, with what came of it."""
    actor = request.actor
    found = finding.task_of(request, task)
    commands.finish_task(task=found, actor=actor, at=now(), **body.given(actor))
    return told_ticket(request, found.ticket_id)
