"""One field for everything: a number opens its ticket, a phone finds its caller, words find tickets and customers."""

import re
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.search import matching, matching_among
from shouwen.base.time import now
from shouwen.capabilities.customers.queries import by_phone, search_contacts, search_customers
from shouwen.capabilities.tickets.models import Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries.finding import ids_involving
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.rows import rows_of

NUMBER = re.compile(r"([A-Za-z]{2,4})[- ]?(\d{8})[- ]?(\d+)")
PHONE = re.compile(r"^[+\d][\d\s()-]{6,}$")
SHOWN = 50


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponseBase:
    """What was found: customers and contacts beside, tickets newest first."""
    asked = request.GET.get("q", "").strip()[:100]
    if named := NUMBER.fullmatch(asked):
        prefix, day, ordinal = named.groups()
        number = f"{prefix.upper()}-{day}-{ordinal:0>4}"
        found = Ticket.objects.visible_to(request.actor).filter(number=number).first()
        if found is not None:
            return redirect(f"/t/{found.number}")
    places: dict[str, Any] = {"q": asked, "rows": [], "contacts": [], "customers": [], "callers": []}
    if asked:
        places |= _found(request, asked)
    return render(request, "web/search/page.html", places)


def tickets_matching(asked: str, *, actor: Actor) -> TicketQuerySet:
    """The tickets `actor` sees that hold all words of `asked`, newest first; a part of a number counts as a word."""
    if actor.may("tickets.see_all"):
        found = matching(asked, limit=SHOWN)
    else:
        found = matching_among(asked, among=ids_involving(actor), limit=SHOWN)
    return Ticket.objects.filter(pk__any=found).order_by("-pk")  # type: ignore[misc]  # a lookup of our own


def _found(request: DeskRequest, asked: str) -> dict[str, Any]:
    actor = request.actor
    tickets, words = tickets_matching(asked, actor=actor), asked
    if PHONE.match(asked):
        visible = Ticket.objects.visible_to(actor)
        if callers := by_phone(asked, on=now().date()):
            tickets = visible.filter(customer_id__in={caller.customer_id for caller in callers})
            return {"callers": callers, "rows": rows_of(listed(tickets.order_by("-pk"), limit=SHOWN))}
        words = re.sub(r"\D", "", asked)  # a part of a phone number, or the end of a ticket's
        by_digits = tickets_matching(words, actor=actor)
        written = Replace(Replace("caller_phone", Value(" ")), Value("-"))
        inside = (
            visible.annotate(written=written)
            .filter(Q(written__contains=words) | Q(number__endswith=asked))
            .order_by("-pk")
        )
        found = {
            pk for some in (tickets, by_digits, inside) for pk in some.values_list("pk", flat=True)[:SHOWN]
        }
        tickets = Ticket.objects.filter(pk__in=found).order_by("-pk")
    return {
        "rows": rows_of(listed(tickets, limit=SHOWN)),
        "customers": list(search_customers(actor=actor, words=asked)[:8]),
        "contacts": list(search_contacts(actor=actor, words=words)[:8]),
    }
