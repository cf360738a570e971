"""Where a call or a ticket may belong, how it was solved before, which site and contract; what one makes of it."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.capabilities.tickets.queries import ticket_numbered
from shouwen.capabilities.workplace.choices import HintReason
from shouwen.capabilities.workplace.commands.hints import heed_hint, ignore_hint, link_hint
from shouwen.capabilities.workplace.queries.hints import (
    Hint,
    beyond,
    hints_on,
    may_be_the_same,
    solved_before,
    tallies,
)
from shouwen.domain.workflow import TicketVerb
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted, staff_only
from shouwen.web.acting import done, find_ticket
from shouwen.web.tickets.preview import number_of
from shouwen.web.words import state_name

FEWEST = 4  # characters before words count
MOST_CHOSEN = 20


@granted("tickets.register")
@require_safe
def hints(request: DeskRequest) -> HttpResponse:
    """Open tickets it may belong to and solutions of before, each with its reason; at most six statements."""
    got = request.GET
    words = got.get("description", "").strip()[:500]
    text = words if len(words) >= FEWEST else ""
    product = (
        Product.objects.filter(pk=number_of(got.get("product")) or 0).first() if got.get("product") else None
    )
    linked, ignored = (got.getlist(name)[:MOST_CHOSEN] for name in ("link", "ignore"))
    usual: dict[str, Any] = {
        "actor": request.actor, "text": text, "product": product, "counts": tallies(at=now()),
        "without": Q(number__in=ignored),
    }  # fmt: skip
    same = may_be_the_same(
        **usual, customer=customer_of(request), site_id=number_of(got.get("site")), at=now()
    )
    solved = beyond(same, solved_before(**usual)) if text else []
    return render(
        request,
        "web/tickets/_hints.html",
        {
            "same": [_told(hint, linked) for hint in same],
            "solved": [_told(hint, linked) for hint in solved],
            "kept": [number for number in linked if number not in _numbers(same, solved)],
            "ignored": ignored,
        },
    )


@staff_only
@require_safe
def similar(request: DeskRequest, number: str) -> HttpResponse:
    """Beside a ticket: open ones it may belong to and solutions of before; at most six statements."""
    return _similar(request, find_ticket(request, number))


@staff_only
@require_POST
def link(request: DeskRequest, number: str, other: str) -> HttpResponseBase:
    """The ticket hinted at is linked."""
    ticket, found = _pair(request, number, other)
    link_hint(ticket=ticket, other=found, actor=request.actor, at=now())
    said = _("Linked to %(number)s") % {"number": found.number}
    return done(request, ticket, said, url=f"/t/{ticket.number}/related")


@staff_only
@require_POST
def ignore(request: DeskRequest, number: str, other: str) -> HttpResponseBase:
    """The ticket is hinted at here no longer; the panel shows what is left."""
    ticket, found = _pair(request, number, other)
    ignore_hint(ticket=ticket, other=found, actor=request.actor, at=now())
    undo_url = f"/t/{ticket.number}/similar/{found.number}/heeding"
    said = _("%(number)s is no longer suggested here") % {"number": found.number}
    if not shell.is_fragment(request):
        return done(request, ticket, said, undo_url=undo_url, url=f"/t/{ticket.number}/related")
    return shell.toasted(_similar(request, ticket), said, undo_url=undo_url)


@staff_only
@require_POST
def heed(request: DeskRequest, number: str, other: str) -> HttpResponseBase:
    """What was ignored may be hinted at again."""
    ticket, found = _pair(request, number, other)
    heed_hint(ticket=ticket, other=found, actor=request.actor)
    return done(request, ticket, _("Undone"), url=f"/t/{ticket.number}/related")


def _similar(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    same, solved = hints_on(ticket=ticket, actor=request.actor, at=now())
    if not (same or solved):
        return HttpResponse()
    return render(
        request,
        "web/tickets/_similar.html",
        {
            "ticket": ticket,
            "parts": [
                (_("Perhaps the same"), [_told(hint) for hint in same]),
                (_("Solved before"), [_told(hint) for hint in solved]),
            ],
            "may_choose": may_do(request.actor, TicketVerb.LINK, ticket),
        },
    )


def _pair(request: DeskRequest, number: str, other: str) -> tuple[Ticket, Ticket]:
    """The ticket, with its customer and product, and the other one. Raises NotVisible."""
    found = ticket_numbered(other, actor=request.actor)
    if found is None:
        raise NotVisible(number=other)
    return find_ticket(request, number), found


def _numbers(*lists: list[Hint]) -> set[str]:
    return {hint.ticket.number for hints in lists for hint in hints}


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
            "sites": [("", _("Not specified")), *((site.pk, site.name) for site in sites[:200])],
            "contracts": [
                ("", _("Choose automatically")),
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


def _told(hint: Hint, linked: Collection[str] = ()) -> dict[str, Any]:
    """A hint as it is shown: the ticket and, in a few words, why; and what people made of such reasons so far."""
    ticket = hint.ticket
    return {
        "ticket": ticket,
        "state": state_name(ticket.regulation_id, ticket.state),
        "why": " · ".join(_reason(hint, reason) for reason in hint.reasons),
        "counts": " · ".join(_count(hint, reason) for reason in hint.reasons if reason in hint.tallies),
        "is_linked": ticket.number in linked,
    }


def _reason(hint: Hint, reason: HintReason) -> str:
    """One reason, and whether it proved itself."""
    words = _words(hint) if reason == HintReason.WORDS else str(reason.label)
    tally = hint.tallies.get(reason)
    if tally and tally.is_often_linked:
        return _("%(reason)s (often linked)") % {"reason": words}
    if tally and tally.is_mostly_ignored:
        return _("%(reason)s (mostly ignored)") % {"reason": words}
    return words


def _words(hint: Hint) -> str:
    return _("%(percent)d%% the same words") % {"percent": round(hint.share * 100)}


def _count(hint: Hint, reason: HintReason) -> str:
    tally = hint.tallies[reason]
    return _("%(reason)s: linked %(linked)d, ignored %(ignored)d") % {
        "reason": reason.label, "linked": tally.linked, "ignored": tally.ignored,
    }  # fmt: skip
