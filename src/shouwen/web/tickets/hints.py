"""Beside a call that is written down: where it may belong, how it was solved before, which site and contract."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.time import now
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site
from shouwen.capabilities.workplace.queries.hints import ALIKE, Hint, may_be_the_same, solved_before
from shouwen.web.access import DeskRequest, granted
from shouwen.web.tickets.preview import number_of
from shouwen.web.words import state_name

FEWEST = 4  # characters before words count


@granted("tickets.register")
@require_safe
def hints(request: DeskRequest) -> HttpResponse:
    """Open tickets it may belong to and solutions of before, each with its reason; at most six statements."""
    got = request.GET
    words = got.get("description", "").strip()[:500]
    text = words if len(words) >= FEWEST else ""
    product = Product.objects.filter(pk=number_of(got.get("product"))).first() if got.get("product") else None
    same = may_be_the_same(
        actor=request.actor,
        text=text,
        customer=customer_of(request),
        product=product,
        site_id=number_of(got.get("site")),
        at=now(),
    )
    solved = solved_before(actor=request.actor, text=text, product=product) if text else []
    return render(
        request,
        "web/tickets/_hints.html",
        {"same": [_told(hint) for hint in same], "solved": [_told(hint) for hint in solved]},
    )


@granted("tickets.register")
@require_safe
def site_and_contract(request: DeskRequest) -> HttpResponse:
    """The sites and contracts of the customer who calls, to choose from."""
    customer, got = customer_of(request), request.GET
    if customer is None:
        return HttpResponse()
    sites = Site.objects.visible_to(request.actor).filter(customer=customer, is_active=True).order_by("name")
    contracts = (
        Contract.objects.visible_to(request.actor).filter(customer=customer).order_by("-maintenance_until")
    )
    return render(
        request,
        "web/tickets/_site_and_contract.html",
        {
            "sites": [("", _("Not said")), *((site.pk, site.name) for site in sites[:200])],
            "contracts": [
                ("", _("The best that fits")),
                *((one.pk, f"{one.number} · {one.maintenance_until:%Y-%m-%d}") for one in contracts[:50]),
            ],
            "site": got.get("site", ""),
            "contract": got.get("contract", ""),
        },
    )


def customer_of(request: DeskRequest) -> Customer | None:
    """The customer whom the chosen contact or company points to; one statement."""
    contact, customer = (number_of(request.GET.get(name)) for name in ("contact", "customer"))
    if contact:
        found = (
            Contact.objects.visible_to(request.actor).select_related("customer").filter(pk=contact).first()
        )
        return found.customer if found else None
    return Customer.objects.visible_to(request.actor).filter(pk=customer).first() if customer else None


def _told(hint: Hint) -> dict[str, Any]:
    """A hint as it is shown: the ticket and, in a few words, why."""
    ticket = hint.ticket
    reasons = [
        (hint.is_same_customer, _("same customer")),
        (hint.is_same_site, _("same site")),
        (hint.is_same_product, _("same product")),
        (hint.share >= ALIKE, _("%(percent)d %% the same words") % {"percent": round(hint.share * 100)}),
    ]
    return {
        "ticket": ticket,
        "state": state_name(ticket.regulation_id, ticket.state),
        "why": " · ".join(words for holds, words in reasons if holds),
    }
