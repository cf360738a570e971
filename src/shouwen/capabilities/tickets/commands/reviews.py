"""What the journal keeps of drafts that were looked over: who asked whom, what came of it; never the draft itself."""

from datetime import datetime
from typing import Any

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.models import Ticket


def tell_of_review(
    *, ticket: Ticket, name: str, actor: Actor, at: datetime, text: str = "", **payload: Any
) -> None:
    """The fact `name` (one of REVIEWING) stands on the ticket, with `text`, if any, as a note among colleagues.

    The caller has checked that it is `actor`'s to tell. Raises NotVisible for a ticket he may not see.
    """
    if not Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists():
        raise NotVisible(ticket=ticket.pk)
    with changing(ticket, actor=actor, at=at) as change:
        if text.strip():
            payload["entry"] = change.write(EntryKind.NOTE, text.strip()).pk
        change.tell(name, **payload)
