"""An agent decides what becomes of something that waits: a ticket, an answer, another department's, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.intake import facts
from shouwen.capabilities.intake.choices import ItemState
from shouwen.capabilities.intake.keeping import hand_on, with_tokens_of
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.permissions import SORT, can_sort
from shouwen.capabilities.intake.refusals import AlreadySorted
from shouwen.capabilities.intake.registering import register_new
from shouwen.capabilities.service_levels.commands import tell_promised
from shouwen.capabilities.tickets.commands.judge import route_away
from shouwen.capabilities.tickets.commands.register import NewTicket
from shouwen.capabilities.tickets.commands.talk import record_customer_word
from shouwen.capabilities.tickets.models import Ticket


def register_from_intake(*, item: IntakeItem, new: NewTicket, actor: Actor, at: datetime) -> Ticket:
    """The request is registered by an agent, as checked and judged in `new`; its files and its text go with it.

    Raises NotPermitted, AlreadySorted, and whatever `register_ticket` refuses.
    """
    with _sorting(item, actor, at) as sorting:
        ticket = register_new(sorting, new=new, actor=actor, at=at)
        _decide(sorting, ItemState.REGISTERED, facts.REGISTERED, actor, at, ticket=ticket)
    return ticket


def append_from_intake(*, item: IntakeItem, ticket: Ticket, actor: Actor, at: datetime) -> Ticket:
    """What came in is the customer's word on a ticket that `actor` sees: its text and files stand there.

    Raises NotPermitted, NotVisible, AlreadySorted, and what the ticket's workflow refuses.
    """
    if not Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists():
        raise NotVisible(ticket=ticket.pk)
    with _sorting(item, actor, at) as sorting:
        handed = hand_on(from_subject_id=sorting.pk, to_subject_id=ticket.pk)
        record_customer_word(
            ticket=ticket,
            text=sorting.text or sorting.title or "—",
            actor=actor,
            at=at,
            channel=sorting.channel,
            html=with_tokens_of(sorting.html, handed),
            reference=sorting.message_id[:300],
            author_name=sorting.sender_called,
            brought=[(one.pk, one.blob_id) for one in handed.values()],
        )
        _decide(sorting, ItemState.APPENDED, facts.APPENDED, actor, at, ticket=ticket)
    return ticket


def route_from_intake(
    *, item: IntakeItem, new: NewTicket, route: str, reason: str, actor: Actor, at: datetime
) -> Ticket:
    """The request is not ours (SA-7): recorded as a ticket, routed away in the same breath, its sender told."""
    with _sorting(item, actor, at) as sorting:
        ticket = register_new(sorting, new=new, actor=actor, at=at)
        ticket = route_away(ticket=ticket, route=route, reason=reason, actor=actor, at=at)
        _decide(sorting, ItemState.ROUTED, facts.ROUTED, actor, at, ticket=ticket)
    return ticket


def dismiss_from_intake(*, item: IntakeItem, reason: str, actor: Actor, at: datetime) -> IntakeItem:
    """Nothing is made of it; it stays findable with the reason. Raises InvalidInput without one."""
    if not reason.strip():
        raise InvalidInput({"reason": _("Enter why it is dismissed.")})
    with _sorting(item, actor, at) as sorting:
        sorting.note = reason.strip()[:500]
        _decide(sorting, ItemState.IGNORED, facts.DISMISSED, actor, at)
    return sorting


@contextmanager
def _sorting(item: IntakeItem, actor: Actor, at: datetime) -> Iterator[IntakeItem]:
    """The item, held, as long as nobody has decided about it; saved when the block ends."""
    require(can_sort(actor), grant=SORT)
    with transaction.atomic():
        journal.lock(item.pk)
        held = IntakeItem.objects.select_related("subject", "customer", "contact").get(pk=item.pk)
        if held.state not in (ItemState.WAITING, ItemState.QUARANTINED):
            raise AlreadySorted(state=held.state)
        yield held
        held.sorted_by_id, held.sorted_at = actor.id, at
        held.save()
        live.ring("intake")


def _decide(
    item: IntakeItem, state: ItemState, name: str, actor: Actor, at: datetime, *, ticket: Ticket | None = None
) -> None:
    item.state, item.ticket = state, ticket
    payload: dict[str, Any] = {"ticket": ticket.pk} if ticket else {}
    tell_promised(journal.lock(item.pk), name, actor=actor, at=at, **payload)
