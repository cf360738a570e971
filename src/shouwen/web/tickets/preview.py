"""While the caller speaks: who he may be, whether it is ours and why, which level, and what would be promised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import reader_language
from shouwen.base.time import now
from shouwen.capabilities.customers.models import Contact, Customer, Product
from shouwen.capabilities.customers.queries import by_phone, search_contacts, search_customers
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.tickets.checking import check_request
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket
from shouwen.capabilities.tickets.labels import finding_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.promised import promises_at
from shouwen.capabilities.tickets.required import still_asked
from shouwen.domain.grading import Grade, NoLevel, grade
from shouwen.domain.regulation import Regulation
from shouwen.domain.routing import fitting_routes
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.tickets.new_form import FOUND_BY_AGENT
from shouwen.web.tickets.rows import rows_of
from shouwen.web.words import promise_name, route_name

CALLER = ("caller_phone", "find", "caller_name", "caller_company", "caller_mail")  # what tells who reports


@granted("tickets.register")
@require_safe
def callers(request: DeskRequest) -> HttpResponse:
    """Who may be calling: by the number, else by words; with the open tickets of the one customer it points to."""
    known = number_of(request.GET.get("known_contact"))
    phone, words = request.GET.get("caller_phone", "")[:40], request.GET.get("find", "")[:60].strip()
    today = _today(active_regulation())
    found: list[dict[str, Any]] = [
        {
            "contact": caller.contact_id,
            "name": caller.contact_name,
            "title": caller.contact_title,
            "customer": caller.customer_name,
            "contracts": caller.contracts,
            "customer_id": caller.customer_id,
        }
        for caller in (by_phone(phone, on=today) if len(phone) >= 5 else [])
    ]
    if known and known not in {one["contact"] for one in found}:
        found += _told(Contact.objects.visible_to(request.actor).select_related("customer").filter(pk=known))
    companies: list[Customer] = []
    if words:
        found += _told(search_contacts(actor=request.actor, words=words)[:6])
        companies = list(search_customers(actor=request.actor, words=words)[:6])
    customer_ids = {one["customer_id"] for one in found} | {company.pk for company in companies}
    open_tickets = (
        rows_of(
            listed(
                Ticket.objects.visible_to(request.actor)
                .open()
                .filter(customer_id__in=customer_ids)
                .order_by("-reported_at"),
                limit=5,
            )
        )
        if len(customer_ids) == 1
        else []
    )
    response = render(
        request,
        "web/tickets/_callers.html",
        {
            "found": found,
            "known": known,
            "companies": companies,
            "is_only": len(found) == 1 and not companies,
            "is_only_company": len(companies) == 1 and not found,
            "open_tickets": open_tickets,
            "is_asked": bool(phone or words),
        },
    )
    return shell.triggering(response, callers={})  # so that the check looks again


def _told(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    return [
        {
            "contact": contact.pk,
            "name": contact.name,
            "title": contact.title,
            "customer": contact.customer.name,
            "contracts": (),
            "customer_id": contact.customer_id,
        }
        for contact in contacts
    ]


@granted("tickets.register")
@require_safe
def check(request: DeskRequest) -> HttpResponse:
    """What the request would be: is it ours and why, which level, and what would be promised by when."""
    regulation = active_regulation()
    return render(
        request,
        "web/tickets/_check.html",
        {**preview(request, regulation), "may_override": request.actor.may("tickets.override_check")},
    )


def preview(request: DeskRequest, regulation: Compiled) -> dict[str, Any]:
    """The two answers of the check with their findings, level and promised times, for what is filled in so far."""
    document, got, at = regulation.document, request.GET, now()
    klass = document.classes.get(got.get("klass", "")) or min(
        document.classes.values(), key=lambda one: one.rank
    )
    code = next(code for code, one in document.classes.items() if one is klass)
    contact = (
        Contact.objects.visible_to(request.actor)
        .select_related("customer")
        .filter(pk=number_of(got.get("contact")) or 0)
        .first()
    )
    customer = (
        contact.customer
        if contact
        else Customer.objects.visible_to(request.actor).filter(pk=number_of(got.get("customer")) or 0).first()
    )
    product = Product.objects.filter(pk=number_of(got.get("product")) or 0).first()
    finding = [got["finding"]] if got.get("finding") in FOUND_BY_AGENT else []
    checked = check_request(
        document=document,
        klass=code,
        on=_today(regulation),
        customer=customer,
        contact=contact,
        product=product,
        found=finding,
    )
    graded = grade_of(document, code, got, checked.service_level)
    level = graded.level if graded else None
    fields = {
        "class": code,
        "level": level or "",
        "priority": graded.priority if graded else 4,
        "channel": got.get("channel", "phone"),
        "service_level": checked.service_level,
        "contract": checked.contract.number if checked.contract else "",
        "customer": customer.code if customer else "",
        "product": product.code if product else "",
        "category": got.get("category", ""),
        "state": "accepted",
        "major": bool(level and document.levels[level].major),
        "lane": "agent",
        "team": "",
        "calendar": checked.contract.calendar if checked.contract else "",
    }
    return {
        "checked": checked,
        "needs_check": klass.needs_check,
        "findings": [str(finding_label(one)) for one in checked.findings],
        "level": document.levels[level].name.in_language(reader_language()) if level else "",
        "rank": graded.priority if graded else None,
        "promises": [
            (promise_name(document, promise), due_at)
            for promise, due_at in promises_at(regulation=regulation, fields=fields, at=at)
            if promise in document.targets and document.targets[promise].shown_to_customer
        ],
        "still_asked": still_asked(document, _as_new(got, code, customer, contact, product)),
        "route": _route_for(document, checked.findings, fields),
        "advice": _advice(document, checked.evidence.get("served_by", ())),
        "customer": customer,
        "is_nobody_named": customer is None and not any(got.get(name) for name in CALLER),
    }


def _as_new(
    got: Any, klass: str, customer: Customer | None, contact: Contact | None, product: Product | None
) -> NewTicket:
    """The form so far as the request it would register, with as many files as lie in it."""
    has_screenshot = {"yes": True, "no": False}.get(got.get("screenshot", ""))
    channel = got.get("channel", "")
    return NewTicket(
        klass=klass,
        description=got.get("description", ""),
        channel=Channel(channel) if channel in Channel.values else Channel.PHONE,
        category=got.get("category", ""),
        impact=got.get("impact", ""),
        urgency=got.get("urgency", ""),
        difficulty=got.get("difficulty", ""),
        customer=customer,
        contact=contact,
        product=product,
        caller_name=got.get("caller_name", "").strip(),
        caller_phone=got.get("caller_phone", "").strip(),
        caller_mail=got.get("caller_mail", "").strip(),
        caller_company=got.get("caller_company", "").strip(),
        has_screenshot=has_screenshot,
        no_screenshot_reason=got.get("no_screenshot_reason", ""),
        files=number_of(got.get("attached")) or 0,
    )


def grade_of(document: Regulation, klass: str, got: Any, service_level: str) -> Grade | None:
    """The level and priority the judgement so far would give; None while nothing decides."""
    impact, urgency = got.get("impact") or None, got.get("urgency") or None
    rule = document.classes[klass]
    try:
        return grade(
            document,
            impact=impact or rule.default_impact,
            urgency=urgency or rule.default_urgency,
            difficulty=got.get("difficulty") or None,
            klass=klass,
            service_level=service_level or None,
        )
    except NoLevel:
        return None


def _advice(document: Regulation, serving: Sequence[str]) -> str:
    """What the regulation says to do with what it serves all the same; empty for what it doesn't."""
    said = document.routes[serving[0]].advice if serving else None
    return said.in_language(reader_language()) if said else ""


def _route_for(document: Regulation, findings: tuple[str, ...], fields: Mapping[str, object]) -> str:
    """The name of the best route that the regulation has for what was found; empty for none."""
    best = next(iter(fitting_routes(document, findings, fields)), None)
    return route_name(document, best) if best else ""


def _today(regulation: Compiled) -> date:
    return now().astimezone(ZoneInfo(regulation.document.desk.time_zone)).date()


def number_of(written: str | None) -> int | None:
    """An id as a form sent it; None for anything that is none."""
    return whole(written or "")
