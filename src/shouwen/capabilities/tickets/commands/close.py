"""After the work: verified, closed by the rule or against it, reopened, cancelled."""

from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.approval import CHANGE_APPROVED
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.closing import closing_rule, missing
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.commands.services import give_back
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.named import closes, require_closing
from shouwen.capabilities.tickets.permissions import OVERRIDE_CLOSING, holds_grant
from shouwen.capabilities.tickets.refusals import ReopenTooLate
from shouwen.domain.workflow import TicketState, TicketVerb

UNCONFIRMED = "unconfirmed"
"""How a ticket is closed whose customer stayed silent for as long as the closing rule waits."""


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
            require(holds_grant(actor, OVERRIDE_CLOSING, change.ticket), grant=OVERRIDE_CLOSING)
        change.require(TicketVerb.CLOSE)
        require_closing(actor, change.ticket, overrides=bool(override_reason.strip()))
        change.move(TicketVerb.CLOSE, override=override_reason.strip() or is_silent)
        entry = change.write(EntryKind.REASON, override_reason) if override_reason.strip() else None
        close_kind = kind or ("overridden" if override_reason.strip() else "confirmed")
        change.set(closed_at=change.at, close_kind=close_kind, awaits_answer=False)
        change.tell("ticket.closed", kind=close_kind, entry=entry and entry.pk)
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

    Owner, responsible and handler stay; what the closing rule was shown of the result is forgotten, and so is a
    solution that was proposed: nobody is asked again about one that did not hold. Raises ReopenTooLate when it was
    closed longer ago than the regulation allows.
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
            name: value
            for name, value in change.ticket.evidence.items()
            if name in ("checked", "backup", "charge", CHANGE_APPROVED)
        }
        entry = change.write(EntryKind.REASON, reason)
        change.set(
            evidence=kept,
            reopened=change.ticket.reopened + 1,
            completed_at=None,
            verified_at=None,
            closed_at=None,
            close_kind="",
            proposal="",
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
        change.tell("ticket.cancelled", entry=entry.pk, **give_back(change))
    return change.ticket
