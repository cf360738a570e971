"""Towards the end of a ticket: proposal, workaround, completion, verification, closing, reopening, cancelling."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import EntryKind, Restored, Visibility, Way
from shouwen.capabilities.tickets.closing import closing_rule, missing
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.named import closes, require_closing
from shouwen.capabilities.tickets.permissions import CLOSE, OVERRIDE_CLOSING, may_do
from shouwen.capabilities.tickets.refusals import ReopenTooLate
from shouwen.domain.workflow import TicketState, TicketVerb

BACKUPS = {"backup_done": "done", "backup_refused": "refused"}
"""What the customer answered when he was asked for a back-up (DP-9), and what the ticket then shows."""

PLAN_REPORTED = "plan_reported"
"""The plan how a complaint is treated has been reported to the department's manager (SD-17)."""

CONFIRMATIONS = frozenset(
    {
        *BACKUPS,
        "agent_confirmation",
        "customer_agreed",
        "business_back_to_normal",
        "acknowledgement",
        "sheet_signed",
        "sheet_settled",
        "told_what_became",
        "answered",
        "treatment",
        PLAN_REPORTED,
    }
)


UNCONFIRMED = "unconfirmed"
"""How a ticket is closed whose customer stayed silent for as long as the closing rule waits."""

SILENCE = "silence"
"""What is on record when nobody reaches the customer and somebody has to decide."""

CUSTOMERS_WORD = frozenset({"customer_agreed", "business_back_to_normal", "acknowledgement"})
"""What only the customer can know, and may therefore say himself."""

_ABOUT_BACKUP: Final = {
    "backup_done": gettext_lazy("Enter what was copied, where to and by whom."),
    "backup_refused": gettext_lazy(
        "Enter who refused and was told that the consequences are the customer's own."
    ),
}

WORKERS_WORD = frozenset({*BACKUPS, "sheet_signed", "sheet_settled", PLAN_REPORTED})
"""What whoever does the work hears and brings back from the customer himself."""


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
        change.move(TicketVerb.PROPOSE)
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
        change.move(TicketVerb.CONFIRM)
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
        change.move(TicketVerb.WORKAROUND)
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
    with changing(
        ticket, actor=actor, at=happened_at or at, seen=seen, late=happened_at is not None
    ) as change:
        change.move(TicketVerb.COMPLETE, cause=cause, solution=solution, process=process)
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
        )
        if change.ticket.handler_id is None and actor.is_staff:
            change.set(handler_id=actor.id)
        change.tell(
            "ticket.completed", entry=entry.pk, way=str(way), restored_by=str(restored_by), by=solved_by
        )
    return change.ticket


def record_confirmation(
    *,
    ticket: Ticket,
    what: str,
    actor: Actor,
    at: datetime,
    how: str = "",
    text: str = "",
    seen: int | None = None,
) -> Ticket:
    """One thing the regulation asks for is shown: who, when, how (`CONFIRMATIONS` names what can be).

    A back-up done needs in `text` what was copied, where and by whom; a refused one who refused it and was told that
    the consequences are his own (DP-9); a plan reported needs the plan. Workers may record what
    they bring back themselves.
    """
    if what not in CONFIRMATIONS:
        raise InvalidInput({"what": _("Choose one of the values offered.")})
    if what in BACKUPS:
        needs({"text": text}, text=str(_ABOUT_BACKUP[what]))
    if what == PLAN_REPORTED:
        needs({"text": text}, text=_("Enter the plan: measures, by whom, by when."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        is_his_to_say = actor.kind != "contact" or what in CUSTOMERS_WORD
        may_call_back = may_do(actor, TicketVerb.CALL_BACK, change.ticket)
        may_work = what in WORKERS_WORD and may_do(actor, TicketVerb.COMPLETE, change.ticket)
        require(is_his_to_say and (may_call_back or may_work), grant=CLOSE)
        entry = change.write(EntryKind.CALL_BACK, text) if text.strip() else None
        if what in BACKUPS:
            change.show(backup=BACKUPS[what])
        else:
            change.show(**{what: change.at.isoformat()})
        change.tell("ticket.evidence_recorded", what=what, how=how, entry=entry and entry.pk)
    return change.ticket


def record_call_back_result(
    *,
    ticket: Ticket,
    rule: str,
    purpose: str,
    result: str,
    evidence: dict[str, Any],
    text: str,
    grade: int | None,
    actor: Actor,
    at: datetime,
) -> Ticket:
    """What a call-back by `rule` brought is known to the ticket; called by the call-back's own command."""
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.CALL_BACK)
        entry = change.write(EntryKind.CALL_BACK, text) if text.strip() else None
        change.show(**evidence)
        change.tell(
            "ticket.call_back_recorded",
            call_back=rule,
            purpose=purpose,
            result=result,
            grade=grade,
            entry=entry and entry.pk,
        )
    return change.ticket


def verify_ticket(*, ticket: Ticket, actor: Actor, at: datetime, seen: int | None = None) -> Ticket:
    """The completion call-back says that it is solved 完工回访."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.VERIFY)
        change.set(verified_at=change.at)
        change.tell("ticket.verified")
    return change.ticket


def close_ticket(
    *,
    ticket: Ticket,
    actor: Actor,
    at: datetime,
    override_reason: str = "",
    kind: str = "",
    seen: int | None = None,
) -> Ticket:
    """The ticket is closed because its closing rule is met, or by a manager's override with the reason (SA-12).

    The desk itself closes `UNCONFIRMED` after the customer's silence; nobody else may, and figures tell the two apart.
    Raises NotClosable naming what is missing, NotNamed naming who may.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        is_silent = kind == UNCONFIRMED
        if is_silent:
            require(actor.kind == "system", grant=OVERRIDE_CLOSING)
        if override_reason.strip():
            require(actor.may(OVERRIDE_CLOSING), grant=OVERRIDE_CLOSING)
        change.require(TicketVerb.CLOSE)
        require_closing(actor, change.ticket, overrides=bool(override_reason.strip()))
        change.move(TicketVerb.CLOSE, override=override_reason.strip() or is_silent)
        entry = change.write(EntryKind.REASON, override_reason) if override_reason.strip() else None
        close_kind = kind or ("overridden" if override_reason.strip() else "confirmed")
        change.set(closed_at=change.at, close_kind=close_kind, awaits_answer=False)
        change.tell("ticket.closed", kind=close_kind, entry=entry and entry.pk)
    return change.ticket


def record_silence(*, ticket: Ticket, since: datetime, actor: Actor, at: datetime) -> Ticket:
    """It is on record that the customer has not answered since then; whoever may close against the rule is told."""
    with changing(ticket, actor=actor, at=at) as change:
        require(actor.kind == "system", grant=OVERRIDE_CLOSING)
        change.show(silence=change.at.isoformat())
        change.tell("ticket.evidence_recorded", what=SILENCE, since=since)
    return change.ticket


def can_close(actor: Actor, ticket: Ticket) -> bool:
    """Whether nothing is missing any more and it is `actor`'s part to close it."""
    return is_closable(ticket) and closes(actor, ticket)


def is_closable(ticket: Ticket) -> bool:
    """Whether nothing that the closing rule asks for is missing any more."""
    return not missing(closing_rule(regulation_of(ticket.regulation_id).document, ticket), ticket)


def reopen_ticket(
    *, ticket: Ticket, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """Back to work, the same ticket: the result did not hold or did not meet the need (SD-15, CS-1).

    Owner, responsible and handler stay; what the closing rule was shown of the result is forgotten. Raises
    ReopenTooLate when it was closed longer ago than the regulation allows.
    """
    needs({"reason": reason}, reason=_("Enter why it is reopened."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        limit = change.document.desk.reopen_within
        if change.ticket.closed_at is not None and change.at - change.ticket.closed_at > limit:
            raise ReopenTooLate(number=change.ticket.number)
        change.require(TicketVerb.REOPEN)
        change.move(TicketVerb.REOPEN, reason=reason)
        if change.ticket.state == TicketState.IN_PROGRESS.value and change.ticket.handler_id is None:
            change.set(state=TicketState.ACCEPTED.value)
        kept = {
            name: value for name, value in change.ticket.evidence.items() if name in ("checked", "backup")
        }
        entry = change.write(EntryKind.REASON, reason)
        change.set(
            evidence=kept,
            reopened=change.ticket.reopened + 1,
            completed_at=None,
            verified_at=None,
            closed_at=None,
            close_kind="",
            proposal_confirmed_at=None,
        )
        change.tell("ticket.reopened", count=change.ticket.reopened, entry=entry.pk)
    return change.ticket


def cancel_ticket(
    *, ticket: Ticket, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The ticket was none (a mistake, spam, withdrawn by its sender); its promises end with the reason."""
    needs({"reason": reason}, reason=_("Enter the reason."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.CANCEL, reason=reason)
        entry = change.write(EntryKind.REASON, reason)
        change.set(closed_at=change.at, close_kind="cancelled")
        change.tell("ticket.cancelled", entry=entry.pk)
    return change.ticket
