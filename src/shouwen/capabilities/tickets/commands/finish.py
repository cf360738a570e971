"""The work comes to its end: a solution proposed and agreed, service restored for the time being, completion."""

from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.choices import EntryKind, Restored, Visibility, Way
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.workflow import TicketState, TicketVerb


def propose_solution(
    *,
    ticket: Ticket,
    solution: str,
    actor: Actor,
    at: datetime,
    risk: str = "",
    way_back: str = "",
    check_after: str = "",
    seen: int | None = None,
) -> Ticket:
    """The solution is proposed to the customer, who confirms before it is carried out (RS-7).

    With a `risk` the way back and the check afterwards are required.
    """
    needs({"solution": solution}, solution=_("Enter the solution."))
    if risk.strip():
        needs(
            {"way_back": way_back, "check_after": check_after},
            way_back=_("With a risk, say how to get back."),
            check_after=_("With a risk, say what is checked afterwards."),
        )
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(
            TicketVerb.PROPOSE, solution=solution, risk=risk, way_back=way_back, check_after=check_after
        )
        entry = change.write(
            EntryKind.SOLUTION,
            solution,
            visibility=Visibility.CUSTOMER,
            facets={"risk": risk, "way_back": way_back, "check_after": check_after},
        )
        change.set(proposal=solution, proposal_confirmed_at=None)
        change.tell("ticket.solution_proposed", entry=entry.pk, risk=bool(risk.strip()))
    return change.ticket


def confirm_solution(
    *, ticket: Ticket, actor: Actor, at: datetime, how: str = "", seen: int | None = None
) -> Ticket:
    """The customer agreed: to a proposal before it is carried out, or to the finished work.

    `how` says by which way an agent heard it; a contact who confirms on the portal says it himself.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.CONFIRM, how=how)
        is_finished = change.ticket.state in (TicketState.COMPLETED.value, TicketState.VERIFIED.value)
        if is_finished:
            change.show(customer_agreed=change.at.isoformat())
        else:
            change.set(proposal_confirmed_at=change.at)
        change.tell("ticket.solution_confirmed", finished=is_finished, how=how)
    return change.ticket


def record_workaround(
    *,
    ticket: Ticket,
    workaround: str,
    actor: Actor,
    at: datetime,
    tell_customer: bool = True,
    seen: int | None = None,
) -> Ticket:
    """Service is restored for the time being; recorded apart from the solution and told to the customer (RS-8)."""
    needs({"workaround": workaround}, workaround=_("Enter the workaround."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.WORKAROUND, workaround=workaround)
        entry = change.write(
            EntryKind.WORKAROUND,
            workaround,
            visibility=Visibility.CUSTOMER if tell_customer else Visibility.INTERNAL,
        )
        change.set(workaround=workaround)
        change.tell("ticket.workaround_recorded", entry=entry.pk, told=tell_customer)
    return change.ticket


def complete_ticket(
    *,
    ticket: Ticket,
    cause: str,
    solution: str,
    actor: Actor,
    at: datetime,
    process: str = "",
    way: Way | str = Way.REMOTE,
    minutes: int | None = None,
    restored_by: Restored | str = Restored.SOLUTION,
    seen: int | None = None,
    happened_at: datetime | None = None,
) -> Ticket:
    """The work is done: process, cause and result are on the ticket (SD-12), call-backs fall due by the regulation.

    `happened_at` is for completions that reach the desk late. Raises InvalidInput naming what is missing.
    """
    with changing(ticket, actor=actor, at=at, seen=seen, happened_at=happened_at) as change:
        change.move(
            TicketVerb.COMPLETE, cause=cause, solution=solution, process=process, way=way, minutes=minutes
        )
        solved_by = (
            "agent" if change.ticket.team is None or change.ticket.team.line == "first" else "engineer"
        )
        entry = change.write(
            EntryKind.SOLUTION,
            solution,
            visibility=Visibility.CUSTOMER,
            way=way,
            minutes=minutes,
            facets={"cause": cause, "process": process, "restored_by": str(restored_by)},
        )
        change.set(
            cause=cause,
            process=process,
            solution=solution,
            restored_by=restored_by,
            solved_how=str(way),
            solved_by=solved_by,
            completed_at=change.at,
            awaits_answer=False,
            estimate_asked_at=None,
        )
        if change.ticket.handler_id is None and actor.is_staff:
            change.set(handler_id=actor.id)
        change.tell(
            "ticket.completed", entry=entry.pk, way=str(way), restored_by=str(restored_by), by=solved_by
        )
    return change.ticket
