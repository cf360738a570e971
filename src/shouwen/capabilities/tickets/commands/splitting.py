"""Split: a second matter gets a ticket of its own, and gives it back as long as nobody has gone on from it."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.capabilities.notifications.commands.outbox import withdraw_all
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, LinkKind
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.commands.register import NewTicket, register_ticket
from shouwen.capabilities.tickets.models import OPEN_STATES, Ticket, TicketLink
from shouwen.capabilities.tickets.refusals import UndoTooLate
from shouwen.domain.workflow import TicketState, TicketVerb

BY_THEMSELVES: Final = Q(name__startswith="clock.") | Q(name__startswith="promise.")
"""What promises tell of themselves (started, soon due, counted anew) is nobody's act; whom that told, is."""


@transaction.atomic
def split_ticket(*, ticket: Ticket, new: NewTicket, actor: Actor, at: datetime) -> Ticket:
    """A second matter in one request gets a ticket of its own, linked to the first; the owner stays the same person.

    Undone like any act: see `take_back_split`. Until then is over, nothing about the new ticket leaves the house.
    """
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.SPLIT)
        change.ask(TicketVerb.SPLIT)
        child = register_ticket(
            new=new, actor=actor, at=change.at, owner=change.ticket.owner, split_from=change.ticket
        )
        TicketLink.objects.create(ticket=child, other=change.ticket, kind=LinkKind.SPLIT_FROM, at=change.at)
        change.tell("ticket.split", into=child.pk, registered=child.subject.seq)
    return child


def take_back_split(*, split: Fact, actor: Actor, at: datetime) -> None:
    """The ticket that the fact `split` made ends as a split taken back: number, link, texts and files stay with it,
    its promises are cancelled, its waiting messages withdrawn, and whoever was to be told of it is not.

    What it had it holds in copies, so nothing returns. Raises UndoTooLate, naming it, once somebody has acted on it or
    a message about it has left; what its promises told of themselves does not count.
    """
    child = Ticket.objects.get(pk=split.payload["into"])
    with changing(child, actor=actor, at=at) as ending:
        told = Fact.objects.filter(subject=ending.subject).exclude(BY_THEMSELVES)
        since = told.filter(seq__gt=split.payload.get("registered", 0)).exclude(recorded_at=split.recorded_at)
        if ending.ticket.state not in OPEN_STATES or since.exists():
            raise UndoTooLate(number=child.number)
        withdraws = list(told.values_list("seq", flat=True))
        if not withdraw_all(subject_id=child.pk, at=ending.at):
            raise UndoTooLate(number=child.number)
        ending.set(
            state=TicketState.CANCELLED.value,
            closed_at=ending.at,
            close_kind=SPLIT_TAKEN_BACK,
            awaits_answer=False,
        )
        ending.tell(
            "ticket.cancelled", kind=SPLIT_TAKEN_BACK, split_from=split.subject_id, withdraws=withdraws
        )
