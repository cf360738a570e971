"""What a hall may see: how many, how late, who is here. No customers, no titles, no words of anybody."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries.duty import who_is_on_duty
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import MOST_COUNTED, counts, in_view
from shouwen.ui.components import TicketRow
from shouwen.web.tickets.rows import rows_of

LATE_SHOWN = 6
PEOPLE_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Big:
    """One big figure; `tone` colours it while it is not zero, and `sign` says the same without colour."""

    name: Promise | str
    number: str
    tone: str
    sign: str


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody on duty and how much lies with him."""

    id: int
    name: str
    open_tickets: int


def big_figures(at: datetime) -> list[Big]:
    """The six figures of the hall; one statement."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = counts(
        {
            "overdue": in_view("overdue", actor=SYSTEM, at=at),
            "due-soon": in_view("due-soon", actor=SYSTEM, at=at),
            "to-dispatch": in_view("to-dispatch", actor=SYSTEM, at=at),
            "open": in_view("open", actor=SYSTEM, at=at),
            "in": Ticket.objects.filter(reported_at__gte=midnight),
            "out": Ticket.objects.filter(closed_at__gte=midnight),
        }
    )
    looks = {
        "overdue": (_("Overdue"), "bad", "alert"),
        "due-soon": (_("Due within 30 minutes"), "warn", "clock-late"),
        "to-dispatch": (_("To dispatch"), "warn", "dispatch"),
        "open": (_("Open tickets"), "", "ticket"),
        "in": (_("Reported today"), "", "call-in"),
        "out": (_("Closed today"), "good", "check"),
    }
    return [
        Big(
            name,
            f"{MOST_COUNTED - 1}+" if counted[code] >= MOST_COUNTED else str(counted[code]),
            tone if counted[code] else "",
            sign,
        )
        for code, (name, tone, sign) in looks.items()
    ]


def late_rows(at: datetime) -> list[TicketRow]:
    """What is overdue, gravest first; one statement. Nobody points at a wall: its promises show no card."""
    rows = rows_of(listed(in_view("overdue", actor=SYSTEM, at=at).order_by(*QUEUE_ORDER), limit=LATE_SHOWN))
    return [replace(row, clock=replace(row.clock, card="")) if row.clock else row for row in rows]


def present(at: datetime) -> list[Present]:
    """Who is on duty, the busiest first; three statements."""
    people = dict(Person.objects.active().values_list("pk", "name"))
    here = who_is_on_duty(person_ids=people, at=at)
    load = dict(
        Ticket.objects.open()
        .filter(handler_id__in=here)
        .values_list("handler_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = [Present(pk, people[pk], load.get(pk, 0)) for pk in here]
    return sorted(found, key=lambda one: (-one.open_tickets, one.name))[:PEOPLE_SHOWN]
