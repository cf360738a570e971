"""A call of the hotline that a ticket came of, or that was about it: its story says so."""

from datetime import datetime

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.facts import CALL_LINKED
from shouwen.capabilities.tickets.models import Ticket


def note_call(*, ticket: Ticket, call_id: int, actor: Actor, at: datetime) -> Ticket:
    """The story says that the call was linked; who may link calls is for those to judge who keep them.

    Raises NotVisible.
    """
    if not Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists():
        raise NotVisible(ticket=ticket.pk)
    with changing(ticket, actor=actor, at=at) as change:
        change.tell(CALL_LINKED, call=call_id, channel=Channel.PHONE.value)
    return change.ticket
