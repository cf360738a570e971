"""Services of the contract that a ticket used: counted when the work is done, put right by hand, undone (SA-1)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.capabilities.customers.commands.service_uses import entitlements_named, set_services_used
from shouwen.capabilities.customers.models import ContractService
from shouwen.capabilities.customers.queries.services import used_by
from shouwen.capabilities.tickets.checking import SERVICE_OF_FLOW
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.facts import SERVICES_COUNTED
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import RIGHTS, has_right
from shouwen.domain.workflow import TicketState, TicketVerb

NONE_OF_ITS_OWN: Final = frozenset({TicketState.CANCELLED.value, TicketState.MERGED.value})
"""Where there was nothing to serve, or another ticket stands for it."""
WERE_COUNTED: Final = "were_counted"
"""Where a fact keeps the entitlements counted before it, for its undo."""


def count_services(
    *, ticket: Ticket, services: Collection[str], actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The ticket has used exactly these `services` of its contract, each once; none named gives back what was counted.

    Raises UsedUp when nothing is left of one that was not counted yet, InvalidInput for one the contract does not owe.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        require(has_right(actor, TicketVerb.COMPLETE, change.ticket), grant=RIGHTS[TicketVerb.COMPLETE].grant)
        entitlements = entitlements_named(change.ticket.contract_id, services)
        before = _set(change, entitlements)
        if before is not None:
            change.tell(SERVICES_COUNTED, services=sorted(services), **{WERE_COUNTED: before})
    return change.ticket


def count_what_was_done(*, completion: Fact, actor: Actor) -> None:
    """By its `completion` a ticket has used the service its request asked for, where the contract owes it; repeatable.

    What is served at a charge is paid for by itself and takes nothing from the contract. Work that is done counts even
    where nothing was left: the contract then reads 5 of 4. What somebody said it used stands.
    """
    require(actor.kind == "system", grant=RIGHTS[TicketVerb.COMPLETE].grant)
    with changing(Ticket(pk=completion.subject_id), actor=actor, at=completion.at) as change:
        ticket = change.ticket
        is_ours = ticket.contract_id is not None and ticket.evidence.get("checked") != "charged"
        if not is_ours or ticket.state in NONE_OF_ITS_OWN or _is_said_by_hand(completion):
            return
        owed = ContractService.objects.filter(contract=ticket.contract_id, service=_asked_for(change))
        kept = [use.entitlement for use in used_by(ticket.pk)]
        if ticket.contract_id not in {one.contract_id for one in kept}:
            _set(change, [*kept, *owed.select_related("contract")], may_exceed=True)


def _is_said_by_hand(completion: Fact) -> bool:
    told = Fact.objects.filter(subject_id=completion.subject_id, seq__gt=completion.seq)
    return told.filter(name=SERVICES_COUNTED).exists()


def give_back(change: Change) -> dict[str, Any]:
    """What was none has used nothing; for the fact that says so, what was counted before."""
    before = _set(change, [])
    return {WERE_COUNTED: before} if before is not None else {}


def count_again(change: Change, payload: dict[str, Any]) -> None:
    """The uses are those from before the fact with this payload."""
    kept = ContractService.objects.filter(pk__in=payload[WERE_COUNTED]).select_related("contract")
    _set(change, list(kept), may_exceed=True)


def _set(
    change: Change, entitlements: Collection[ContractService], *, may_exceed: bool = False
) -> list[int] | None:
    """The entitlements counted before; None if nothing changed."""
    before = sorted(use.entitlement_id for use in used_by(change.ticket.pk))
    zone = ZoneInfo(change.document.desk.time_zone)
    is_changed = set_services_used(
        entitlements=entitlements,
        subject=change.subject,
        used_on=change.at.astimezone(zone).date(),
        actor=change.actor,
        at=change.at,
        may_exceed=may_exceed,
    )
    return before if is_changed else None


def _asked_for(change: Change) -> str:
    """The service named when the ticket was checked, else the one its class asks for."""
    klass = change.document.classes[code_of(change.ticket.klass_id)]
    newest = change.ticket.checks.order_by("-pk").values_list("evidence", flat=True).first() or {}
    named = newest.get("service") or ""
    usual = SERVICE_OF_FLOW.get(klass.flow, "")
    return usual if named in ("", *SERVICE_OF_FLOW.values()) else named
