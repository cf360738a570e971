"""The open tickets of a view by their states: how many, since when, and the first of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, Window
from django.db.models.functions import RowNumber

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket
from shouwen.capabilities.tickets.models.tickets import OPEN_STATES
from shouwen.capabilities.tickets.queries.lists import Filters, ListedTicket, rows_of
from shouwen.capabilities.tickets.queries.views import in_view

SHOWN: Final = 20
"""So many cards of each state; the list has all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One state: how many tickets are in it, when the oldest was reported, the first SHOWN in the queue's order."""

    state: str
    count: int
    oldest_at: datetime | None
    tickets: tuple[ListedTicket, ...]


def board_of(*, view: str, filters: Filters, actor: Actor, at: datetime) -> list[Column]:
    """The columns of all open states, in the order of a ticket's life, empty ones too; two statements."""
    ids = filters.narrow(in_view(view, actor=actor, at=at)).open().order_by().values("pk")
    rows = Ticket.objects.open().filter(pk__in=ids)
    summed = rows.order_by().values("state").annotate(count=Count("pk"), oldest_at=Min("reported_at"))
    known = {one["state"]: (one["count"], one["oldest_at"]) for one in summed}
    place = Window(RowNumber(), partition_by="state", order_by=QUEUE_ORDER)
    first = rows.annotate(place=place).filter(place__lte=SHOWN).order_by(*QUEUE_ORDER)
    found: dict[str, list[ListedTicket]] = {state: [] for state in OPEN_STATES}
    for ticket in rows_of(first, limit=SHOWN * len(OPEN_STATES)) if known else ():
        found[ticket.state].append(ticket)
    return [Column(state, *known.get(state, (0, None)), tuple(found[state])) for state in OPEN_STATES]
