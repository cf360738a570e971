"""What a step of a ladder does besides telling people: the ticket itself changes, once, and the journal says why."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import Why
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.work import involve
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import CHANGE_OWNER
from shouwen.capabilities.tickets.queries.parties import persons_meant
from shouwen.domain.workflow import WORKING_STATES, TicketState

AT_WORK: Final = WORKING_STATES | {TicketState.NEW}
"""A finished ticket needs nobody brought in any more."""


def carry_out_step(
    *,
    ticket: Ticket,
    escalation: Fact,
    acts: Iterable[str],
    parties: tuple[str, ...],
    actor: Actor,
    at: datetime,
) -> Ticket:
    """What the ladder's step of `escalation` orders is done to the ticket; safe to repeat.

    "raise": one priority higher. "hand_to_manager": the first colleague whom `parties` mean, one on duty before others,
    decides how it goes on; he sees it, and owner, responsible and handler stay who they are. "ask_estimate": whoever
    works on it owes the customer a new estimate. Nothing happens to a ticket that is finished meanwhile.
    """
    require(actor.kind == "system", grant=CHANGE_OWNER)
    with changing(ticket, actor=actor, at=at) as change:
        if TicketState(change.ticket.state) not in AT_WORK or _is_done(change, escalation):
            return change.ticket
        for act in acts:
            if act in _ACTS and (told := _ACTS[act](change, parties)) is not None:
                change.tell(
                    ESCALATED,
                    act=act,
                    escalation=escalation.pk,
                    promise=escalation.payload.get("promise", ""),
                    **told,
                )
    return change.ticket


def _is_done(change: Change, escalation: Fact) -> bool:
    told = Fact.objects.filter(subject=change.subject, name=ESCALATED)
    return told.filter(payload__escalation=escalation.pk).exists()


def _raise(change: Change, parties: tuple[str, ...]) -> dict[str, Any] | None:
    if change.ticket.priority == 1:
        return None
    change.set(priority=change.ticket.priority - 1)
    return {"priority": change.ticket.priority}


def _hand_to_manager(change: Change, parties: tuple[str, ...]) -> dict[str, Any] | None:
    manager = _first_meant(change, parties)
    if manager is None:
        return None
    involve(change, (manager,), Why.FOLLOWER)
    change.set(escalated_to=manager)
    return {"person": manager.pk}


def _ask_estimate(change: Change, parties: tuple[str, ...]) -> dict[str, Any] | None:
    change.set(estimate_asked_at=change.at)
    ticket = change.ticket
    return {"person": ticket.handler_id or ticket.responsible_id or ticket.stand_in_id or ticket.owner_id}


def _first_meant(change: Change, parties: tuple[str, ...]) -> Person | None:
    groups = (persons_meant(party, change.ticket, at=change.at) for party in parties)
    return next((group[0] for group in groups if group), None)


_ACTS: Final[dict[str, Callable[[Change, tuple[str, ...]], dict[str, Any] | None]]] = {
    "raise": _raise,
    "hand_to_manager": _hand_to_manager,
    "ask_estimate": _ask_estimate,
}
