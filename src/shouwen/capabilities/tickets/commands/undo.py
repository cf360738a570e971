"""Undo: a fact that annuls another, as long as nothing else has happened since."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment, Fact
from shouwen.capabilities.tickets.choices import Outcome
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.models import Dispatch, Entry, Ticket
from shouwen.capabilities.tickets.refusals import UndoTooLate

LATENCY: Final = timedelta(seconds=3)
"""A click at the last moment of the undo window may take so long to arrive; messages wait twice as much longer."""
UNDOABLE: Final = frozenset(
    {
        "ticket.accepted",
        "ticket.graded",
        "ticket.mark_changed",
        "ticket.dispatched",
        "ticket.taken",
        "ticket.noted",
        "ticket.replied",
        "ticket.suspended",
        "ticket.resumed",
        "ticket.routed_away",
        "ticket.cancelled",
        "ticket.closed",
        "ticket.owner_changed",
        "ticket.parent_set",
    }
)


def undo(*, ticket: Ticket, seq: int, actor: Actor, at: datetime) -> Ticket:
    """Fact number `seq` is annulled and the ticket has its values of before; messages not yet sent are withdrawn.

    Only by whoever caused it, within the regulation's undo window, while it is the ticket's newest fact that people
    told; else UndoTooLate.
    """
    with changing(ticket, actor=actor, at=at) as change:
        told = list(
            Fact.objects.filter(subject=change.subject, seq__gte=seq)
            .exclude(name__startswith="clock.")
            .order_by("seq")
        )
        fact = told[0] if told and told[0].seq == seq else None
        is_allowed = (
            fact is not None
            and fact.name in UNDOABLE
            and (fact.actor_kind, fact.actor_id) == (actor.kind, actor.id)
            and change.at - fact.at <= change.document.desk.undo_within + LATENCY
            and all(later.recorded_at == fact.recorded_at for later in told[1:])
        )
        if fact is None or not is_allowed:
            raise UndoTooLate(number=change.ticket.number)
        change.set(**_values_before(change, fact.payload.get("before", {})))
        if fact.name == "ticket.dispatched":
            _take_back_dispatch(fact.payload)
        Entry.objects.filter(pk=fact.payload.get("entry") or 0, ticket=change.ticket).update(
            facets={"withdrawn": True}, visibility="internal"
        )
        Attachment.objects.filter(
            pk__in=fact.payload.get("attachments", []), subject_id=change.ticket.pk
        ).update(visibility="internal")
        change.tell("ticket.undone", undoes=[one.seq for one in told], undone=fact.name)
    return change.ticket


def _values_before(change: Change, before: dict[str, Any]) -> dict[str, Any]:
    """Column values as the fact kept them, instants read back."""
    values: dict[str, Any] = {}
    for name, value in before.items():
        field = change.ticket._meta.get_field(name)
        is_instant = field.get_internal_type() == "DateTimeField" and isinstance(value, str)
        values[field.attname] = parse_datetime(value) if is_instant else value  # type: ignore[union-attr]
    return values


def _take_back_dispatch(payload: dict[str, Any]) -> None:
    Dispatch.objects.filter(pk=payload.get("dispatch") or 0).update(
        outcome=Outcome.WITHDRAWN, outcome_reason="undone"
    )
    if payload.get("previous"):
        Dispatch.objects.filter(pk=payload["previous"]).update(
            outcome=Outcome.OPEN, outcome_reason="", outcome_at=None
        )
