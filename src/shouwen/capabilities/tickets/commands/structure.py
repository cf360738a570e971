"""Tickets among tickets: merge with undo, links, parent and children."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.holding import lock_ticket
from shouwen.capabilities.tickets.commands.parts import is_part_of
from shouwen.capabilities.tickets.commands.services import WERE_COUNTED, count_again, give_back
from shouwen.capabilities.tickets.commands.undo import values_before
from shouwen.capabilities.tickets.models import OPEN_STATES, Merge, Ticket, TicketLink
from shouwen.capabilities.tickets.refusals import MergeRefused, UndoTooLate
from shouwen.domain.workflow import TicketVerb


@transaction.atomic
def merge_tickets(*, absorbed: Ticket, survivor: Ticket, actor: Actor, at: datetime) -> Ticket:
    """`survivor` goes on for both; `absorbed` ends, its clocks are cancelled.

    The earlier occurrence, report and registration count, each for the promises that ask for it.
    Both must be open, different, and of the same customer (or one of none yet); else MergeRefused.
    """
    _lock_in_order(absorbed, survivor)
    with changing(absorbed, actor=actor, at=at) as ending, changing(survivor, actor=actor, at=at) as lasting:
        gone, stays = ending.ticket, lasting.ticket
        customers = {gone.customer_id, stays.customer_id} - {None}
        if gone.pk == stays.pk or stays.state not in OPEN_STATES or len(customers) > 1:
            raise MergeRefused(number=gone.number)
        lasting.require(TicketVerb.ABSORB)
        lasting.ask(TicketVerb.ABSORB)
        state_before = gone.state
        ending.move(TicketVerb.MERGE)
        ending.set(merged_into=stays)
        row = Merge.objects.create(absorbed=gone, survivor=stays, state_before=state_before, at=ending.at)
        if stays.customer_id is None:
            lasting.set(customer=gone.customer, contact=gone.contact, contract=gone.contract)
        earliest = _earliest_of(stays, gone)
        occurrences = [one.occurred_at for one in (stays, gone) if one.occurred_at is not None]
        lasting.set(reported_at=earliest["reported_at"], occurred_at=min(occurrences, default=None))
        ending.tell("ticket.merged", into=stays.pk, merge=row.pk, **give_back(ending))
        lasting.tell(
            "ticket.absorbed", ticket=gone.pk, merge=row.pk, earliest=earliest, starts=_starts_of(gone)
        )
    return stays


@transaction.atomic
def unmerge_tickets(*, absorbed: Ticket, actor: Actor, at: datetime) -> Ticket:
    """`absorbed` stands on its own again and both are what they were, but for what people have changed since.

    Until the survivor has told the customer something since (UndoTooLate).
    """
    row = Merge.objects.filter(absorbed=absorbed, undone_at__isnull=True).order_by("-pk").first()
    if row is None:
        raise UndoTooLate(number=absorbed.number)
    survivor = row.survivor
    _lock_in_order(absorbed, survivor)
    if not Merge.objects.filter(pk=row.pk, undone_at__isnull=True).exists():  # parted before both were held
        raise UndoTooLate(number=absorbed.number)
    if (
        survivor.entries.filter(visibility="customer", created_at__gt=row.at)
        .exclude(author_kind="contact")
        .exists()
    ):
        raise UndoTooLate(number=survivor.number)
    with changing(absorbed, actor=actor, at=at) as back, changing(survivor, actor=actor, at=at) as lasting:
        merged = _fact_of(back, "ticket.merged", row)
        absorption = _fact_of(lasting, "ticket.absorbed", row)
        back.require(TicketVerb.UNMERGE)
        back.set(**values_before(back, merged.payload["before"]))
        lasting.set(**values_before(lasting, _still_there(lasting, absorption)))
        if WERE_COUNTED in merged.payload:
            count_again(back, merged.payload)
        row.undone_at = back.at
        row.save(update_fields=["undone_at"])
        back.tell("ticket.unmerged", merge=row.pk, undoes=merged.seq)
        lasting.tell("ticket.unmerged", merge=row.pk, undoes=absorption.seq)
    return back.ticket


def link_tickets(*, ticket: Ticket, other: Ticket, kind: LinkKind, actor: Actor, at: datetime) -> TicketLink:
    """`ticket` is `kind` of `other`; safe to repeat."""
    if ticket.pk == other.pk:
        raise InvalidInput({"other": _("A ticket can't be linked to itself.")})
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.LINK)
        change.ask(TicketVerb.LINK)
        link, is_new = TicketLink.objects.get_or_create(
            ticket=change.ticket, other=other, kind=kind, defaults={"at": change.at}
        )
        if is_new:
            change.tell("ticket.linked", other=other.pk, kind=str(kind), link=link.pk)
    return link


def unlink_tickets(*, link: TicketLink, actor: Actor, at: datetime) -> None:
    """The link is gone; the journal keeps that it was there. Safe to repeat."""
    with changing(link.ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.UNLINK)
        change.ask(TicketVerb.UNLINK)
        was_there, _each = TicketLink.objects.filter(pk=link.pk).delete()
        if was_there:
            change.tell("ticket.unlinked", other=link.other_id, kind=link.kind)


def set_parent(*, ticket: Ticket, parent: Ticket | None, actor: Actor, at: datetime) -> Ticket:
    """`ticket` is a part of `parent` (None: of nothing); a circle is refused."""
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.PARENT)
        change.ask(TicketVerb.PARENT)
        if parent and is_part_of(parent.pk, change.ticket.pk):
            raise InvalidInput({"parent": _("A ticket can't be a part of itself.")})
        change.set(parent=parent)
        change.tell("ticket.parent_set", parent=parent and parent.pk)
    return change.ticket


def _lock_in_order(*tickets: Ticket) -> None:
    """Hold several subjects, lowest id first, so that two commands never wait for each other in a circle."""
    for pk in sorted({ticket.pk for ticket in tickets}):
        lock_ticket(pk)


def _earliest_of(*tickets: Ticket) -> dict[str, datetime]:
    """The earliest instants from which promises about these tickets may count, as registering names them."""
    return {
        "": min(ticket.registered_at for ticket in tickets),
        "occurred_at": min(ticket.occurred_at or ticket.reported_at for ticket in tickets),
        "reported_at": min(ticket.reported_at for ticket in tickets),
    }


def _starts_of(ticket: Ticket) -> dict[str, str]:
    """From when each promise about `ticket` that is given and not yet kept counts."""
    given = ticket.subject.promise_state.get("starts", {})
    return {promise: counts_at for promise, (_seq, _at, counts_at) in given.items()}


def _fact_of(change: Change, name: str, row: Merge) -> Fact:
    """The fact `name` by which this merge was told."""
    told = Fact.objects.filter(subject=change.subject, name=name, payload__merge=row.pk)
    return told.order_by("-seq")[0]


def _still_there(change: Change, fact: Fact) -> dict[str, Any]:
    """The values before `fact`, but for those that a later one has changed."""
    later = Fact.objects.filter(subject=change.subject, seq__gt=fact.seq, payload__has_key="before")
    changed = {name for payload in later.values_list("payload", flat=True) for name in payload["before"]}
    return {name: value for name, value in fact.payload["before"].items() if name not in changed}
