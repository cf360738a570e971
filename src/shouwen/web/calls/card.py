"""The caller card: who calls, what he is entitled to, what is open for him and what was last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.time import now
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.permissions import can_handle
from shouwen.capabilities.calls.queries import calls_at, calls_before
from shouwen.capabilities.customers.queries import by_phone
from shouwen.capabilities.customers.queries.finding import Caller, ContractInForce, contracts_in_force
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.ui.components import TicketRow
from shouwen.ui.components.marks import Tone
from shouwen.web.access import DeskRequest, granted
from shouwen.web.telephone import phone_of
from shouwen.web.tickets.rows import ENDED, row_of
from shouwen.web.words import name_of

SHOWN = 3
"""Of open tickets as many as there are keys for them, and of earlier calls and tickets."""
EXPIRES_SOON = 30


@dataclass(frozen=True, slots=True)
class InForce:
    """A contract as the card shows it: its service level in words and how long it lasts."""

    number: str
    level: str
    left: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another call at the same colleague, a touch away."""

    call: Call
    phone: str
    who: str


@dataclass(frozen=True, slots=True)
class Open:
    """An open ticket with the mark of a complaint, which every agent must know of before he speaks."""

    row: TicketRow
    marks: tuple[tuple[str, Tone], ...]


@granted("calls.handle")
@require_safe
def show(request: DeskRequest) -> HttpResponse:
    """The call that rings at this actor or that he is on, and that others wait; nothing where there is none.

    The page says which one it shows already, or was told to show. At most six statements.
    """
    actor, at = request.actor, now()
    calls = calls_at(actor=actor, at=at)
    if not calls:
        return HttpResponse("")
    chosen = whole(request.GET.get("chosen", ""))
    call = in_front(calls, shown=whole(request.GET.get("shown", "")), chosen=chosen)
    waiting = [Waiting(one, phone_of(one), who_calls(one, [])) for one in calls if one is not call]
    places = {**facts_of(call, actor, at), "waiting": waiting, "is_chosen": call.pk == chosen}
    return render(request, "web/calls/_card.html", places)


def in_front(calls: Sequence[Call], *, shown: int | None, chosen: int | None) -> Call:
    """Which of several calls the card shows: the chosen one; else the one spoken on; else the one it shows, so that
    no key means another call than a moment ago; else the newest.
    """
    spoken_on = [call for call in calls if call.answered_at is not None]
    found = [call for call in calls if call.pk == chosen]
    found += [call for call in spoken_on or calls if call.pk == shown]
    return (found or spoken_on or list(calls))[0]


def facts_of(call: Call, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the card shows of `call`."""
    regulation = active_regulation()
    today = at.astimezone(ZoneInfo(regulation.document.desk.time_zone)).date()
    callers = [] if call.contact else by_phone(call.told_number, on=today)
    customers = {call.customer_id} if call.customer_id else {caller.customer_id for caller in callers}
    contracts = (
        contracts_in_force(customer_id=call.contact.customer_id, on=today)
        if call.contact
        else [contract for caller in callers for contract in caller.contracts]
    )
    tickets = tickets_of(customers, actor)
    return {
        "call": call,
        "phone": phone_of(call),
        "who": who_calls(call, callers),
        "title": call.contact.title if call.contact else "",
        "company": company_of(call, callers),
        "site": call.contact.site.name if call.contact and call.contact.site else "",
        "contracts": in_force(contracts, regulation, today) if len(customers) == 1 else [],
        "open": [_open(one, regulation) for one in tickets if one.state not in ENDED],
        "earlier": calls_before(call, actor=actor, most=SHOWN),
        "past": [row_of(one) for one in tickets if one.state in ENDED],
        "new_url": new_ticket_url(call) if actor.may("tickets.register") else "",
        "may_handle": can_handle(actor),
    }


def who_calls(call: Call, callers: list[Caller]) -> str:
    """The contact; else that it may be one of several; else that nobody knows."""
    if call.contact:
        return call.contact.name
    names = _(", ").join(dict.fromkeys(caller.contact_name for caller in callers[:SHOWN]))
    if names:
        return _("Maybe %(names)s") % {"names": names}
    return (
        _("Somebody at %(company)s") % {"company": call.customer.name}
        if call.customer
        else _("Unknown caller")
    )


def company_of(call: Call, callers: list[Caller]) -> str:
    if call.customer:
        return call.customer.name
    return _(", ").join(dict.fromkeys(caller.customer_name for caller in callers[:SHOWN]))


def tickets_of(customers: set[int], actor: Actor) -> Sequence[ListedTicket]:
    """The open tickets that press most and the newest of the others, of those who may be calling; one statement."""
    if not customers:
        return ()
    his = Ticket.objects.visible_to(actor).filter(customer_id__in=customers)
    pressing = his.open().order_by(*QUEUE_ORDER).values("pk")[:SHOWN]
    past = his.filter(state__in=ENDED).order_by("-reported_at", "-pk").values("pk")[:SHOWN]
    return listed(
        Ticket.objects.filter(Q(pk__in=pressing) | Q(pk__in=past)).order_by(*QUEUE_ORDER), limit=2 * SHOWN
    )


def in_force(contracts: Iterable[ContractInForce], regulation: Compiled, today: date) -> list[InForce]:
    """The contracts of the one customer, longest first; each once, however many contacts share the number."""
    found = {contract.id: contract for contract in contracts}
    return [_in_force(contract, regulation, today) for contract in found.values()]


def new_ticket_url(call: Call) -> str:
    """Where a ticket of this call begins, with what is known of it."""
    known = {
        "call": call.pk,
        "caller_phone": call.told_number,
        "channel": "phone",
        "known_contact": call.contact_id,
        "find": call.customer.name if call.customer and not call.contact else "",
    }
    return f"/t/new?{urlencode({name: value for name, value in known.items() if value})}"


def _in_force(contract: ContractInForce, regulation: Compiled, today: date) -> InForce:
    days = (min(contract.ends_on, contract.maintenance_until) - today).days
    level = name_of(regulation.id, f"service_level/{contract.service_level}")
    left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return InForce(
        contract.number, level if contract.service_level else "", left, "warn" if days <= EXPIRES_SOON else ""
    )


def _open(one: ListedTicket, regulation: Compiled) -> Open:
    row, klass = row_of(one), regulation.document.classes.get(one.klass.removeprefix("class/"))
    is_complaint = klass is not None and klass.flow == "complaint"
    complaint: tuple[tuple[str, Tone], ...] = ((_("Complaint"), "bad"),) if is_complaint else ()
    return Open(row, (*complaint, *row.marks))
