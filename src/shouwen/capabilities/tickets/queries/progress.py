"""How a ticket stands, in words that may be read out to its customer: nothing that was written among colleagues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.dateparse import parse_datetime

from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.tickets.choices import EntryKind, Visibility
from shouwen.capabilities.tickets.models import Entry, Ticket

OUR_WORDS: Final = (EntryKind.REPLY, EntryKind.UPDATE, EntryKind.WORKAROUND, EntryKind.SOLUTION)


@dataclass(frozen=True, slots=True)
class Progress:
    """The state as the regulation names it, who answers, the last word the customer may know, what comes next.

    `promise` is the code of the nearest promise made to him that is still to be kept, due at `due_at`.
    """

    state: str
    owner: str
    last_word: str
    last_word_at: datetime | None
    next_step: str
    next_at: datetime | None
    estimate_at: datetime | None
    promise: str
    due_at: datetime | None


def progress_of(ticket: Ticket) -> Progress:
    """What an agent tells a customer who asks how far it is (SA-13); at most three statements."""
    word = (
        Entry.objects.filter(
            ticket=ticket, kind__in=OUR_WORDS, visibility=Visibility.CUSTOMER, author_kind="person"
        )
        .order_by("-seq", "-pk")
        .first()
    )
    facets = word.facets if word else {}
    promised = [
        clock
        for clock in clocks_of(ticket.pk, for_customer=True)
        if clock.due_at and clock.status == "running"
    ]
    nearest = min(promised, key=lambda clock: (clock.due_at, clock.pk), default=None)
    return Progress(
        state=regulation_of(ticket.regulation_id).state_name(ticket.state),
        owner=ticket.owner.name if ticket.owner else "",
        last_word=str(facets.get("done") or (word.body if word else "")),
        last_word_at=word.at if word else None,
        next_step=str(facets.get("next", "")),
        next_at=parse_datetime(facets["next_at"]) if facets.get("next_at") else None,
        estimate_at=ticket.estimate_at,
        promise=nearest.promise if nearest else "",
        due_at=nearest.due_at if nearest else None,
    )
