"""A new ticket: the call is written down while the caller speaks; who he is and what he is promised show themselves."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from shouwen.base.asked import whole
from shouwen.base.files import Upload
from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.time import now
from shouwen.capabilities.calls.commands import link_call
from shouwen.capabilities.calls.permissions import can_handle
from shouwen.capabilities.customers.models import Contact, Product
from shouwen.capabilities.intake.commands.sort import register_from_intake
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket, attach_file, register_ticket, route_away
from shouwen.capabilities.tickets.labels import finding_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.capabilities.tickets.queries import candidates, routes_for
from shouwen.capabilities.workplace.commands.drafts import forget_draft
from shouwen.capabilities.workplace.commands.hints import ignore_hint, link_hint
from shouwen.domain.workflow import TicketVerb
from shouwen.web.access import DeskRequest, granted
from shouwen.web.tickets.clocks import lines_of
from shouwen.web.tickets.company import NEWEST_CHECK
from shouwen.web.tickets.hints import MOST_CHOSEN
from shouwen.web.tickets.new_form import NewForm
from shouwen.web.tickets.reasons import reason_words
from shouwen.web.words import choices_of, route_name

CHOSEN_BESIDE: Final = ("site", "contract")
"""Fields that a part of their own shows as soon as the customer is known; what is wrong with them is said beside it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One step of a scale as it is asked on the phone."""

    value: str
    label: str
    note: str
    chosen: bool


@granted("tickets.register")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """The drawer of a new ticket; when it is registered, its number and what is promised, to be read aloud."""
    regulation = active_regulation()
    if request.method != "POST":
        known = {
            name: request.GET[name][:100]
            for name in ("caller_phone", "find", "channel", "klass", "call", "known_contact")
            if request.GET.get(name)
        }
        known |= as_told(request)
        known["place"] = place_of(known)
        return _show(request, regulation, NewForm(request=request, regulation=regulation, initial=known))
    form = NewForm(request.POST, request.FILES, request=request, regulation=regulation)
    if not form.is_valid():
        return _show(request, regulation, form, status=422)
    try:
        with transaction.atomic():
            ticket = _register(request, form.cleaned_data)
    except InvalidInput as refusal:
        form.tell(
            refusal,
            also={
                "has_screenshot": "screenshot",
                "reason": "route_reason",
                "customer": "find",
                "contact": "find",
            },
        )
        return _show(request, regulation, form, status=422)
    forget_draft(place=form.cleaned_data["place"], actor=request.actor, at=now(), was_sent=True)
    return _registered(request, regulation, ticket, _choose(request, ticket, form.cleaned_data))


def place_of(known: dict[str, Any]) -> str:
    """Where the draft of this new ticket is kept: what was begun for one caller never shows at another's call."""
    about = (
        known.get("intake")
        or known.get("call")
        or "".join(filter(str.isdigit, known.get("caller_phone", "")))
    )
    return f"new-ticket/{about}" if about else "new-ticket"


def as_told(request: DeskRequest) -> dict[str, Any]:
    """What the waiting request `intake` already says, for the form to begin with."""
    chosen = request.GET.get("intake", "")
    waiting = IntakeItem.objects.visible_to(request.actor).waiting().select_related("contact", "customer")
    item = waiting.filter(pk=whole(chosen)).first() if whole(chosen) else None
    if item is None:
        return {}
    known = item.contact or item.customer
    product = Product.objects.filter(code=item.details.get("product", "")).first()
    return {
        **{name: item.details.get(name, "") for name in ("category", "impact", "urgency", "screenshot")},
        "product": product and product.pk,
        "intake": item.pk,
        "description": item.text or item.quoted or item.title,
        "channel": item.channel,
        "klass": item.details.get("class", ""),
        "occurred_at": parse_datetime(item.details.get("occurred_at", "")),
        "find": known.name if known else "",
        "caller_phone": item.sender_phone,
        "caller_mail": item.sender_address,
        "caller_name": item.sender_name,
    }


def _register(request: DeskRequest, values: dict[str, Any]) -> Ticket:
    """Register what the form says, keep its files, route it away where that was chosen; one transaction."""
    contact: Contact | None = values["contact"]
    customer = contact.customer if contact else values["customer"]
    uploads = request.FILES.getlist("files")
    new_ticket = NewTicket(
        klass=values["klass"],
        description=values["description"],
        channel=Channel(values["channel"]),
        category=values["category"],
        impact=values["impact"],
        urgency=values["urgency"],
        difficulty=values["difficulty"],
        customer=customer,
        contact=contact,
        contract=values["contract"],
        site=values["site"],
        product=values["product"],
        caller_name=values["caller_name"] or (contact.name if contact else ""),
        caller_phone=values["caller_phone"],
        caller_mail=values["caller_mail"],
        caller_company=values["caller_company"] or (customer.name if customer else ""),
        occurred_at=values["occurred_at"],
        has_screenshot={"yes": True, "no": False}.get(values["screenshot"]),
        no_screenshot_reason=values["no_screenshot_reason"],
        files=len(uploads),
        findings=(values["finding"],) if values["finding"] else (),
        override_reason=values["override_reason"],
    )
    at = now()
    item: IntakeItem | None = values["intake"]
    if item is not None:
        new_ticket = replace(new_ticket, title=item.title[:200], reported_at=min(item.received_at, at))
        ticket = register_from_intake(item=item, new=new_ticket, actor=request.actor, at=at)
    else:
        ticket = register_ticket(new=new_ticket, actor=request.actor, at=at)
    if values["call"] is not None and can_handle(request.actor):
        link_call(call=values["call"], ticket=ticket, actor=request.actor, at=at)
    for file in uploads:
        upload = Upload.of_form(file)
        attach_file(ticket=ticket, upload=upload, actor=request.actor, at=at)
    if values["route"]:
        ticket = route_away(
            ticket=ticket, route=values["route"], reason=values["route_reason"], actor=request.actor, at=at
        )
    return ticket


def _choose(request: DeskRequest, ticket: Ticket, values: dict[str, Any]) -> list[str]:
    """Link and ignore what was chosen among the hints; the numbers that could not be linked."""
    chosen = {name: values[name][:MOST_CHOSEN] for name in ("link", "ignore")}
    numbers = {*chosen["link"], *chosen["ignore"]}
    found = Ticket.objects.visible_to(request.actor).filter(number__in=numbers) if numbers else ()
    others = {other.number: other for other in found}
    refused = []
    for name, choose in (("ignore", ignore_hint), ("link", link_hint)):
        for number in chosen[name]:
            try:
                if number in others:
                    choose(ticket=ticket, other=others[number], actor=request.actor, at=now())
            except Refusal:
                refused += [number] if name == "link" else []
    return refused


def _registered(
    request: DeskRequest, regulation: Compiled, ticket: Ticket, unlinked: list[str]
) -> HttpResponse:
    """The number and the promise in large type, and to whom it should go."""
    suggested = None
    if request.actor.may("tickets.dispatch") and ticket.state in ("new", "accepted"):
        first = next(iter(candidates(ticket=ticket, at=now(), limit=1)), None)
        suggested = (
            {"name": first.name, "why": reason_words(first), "value": first.person_id}
            if first and first.is_on_duty
            else None
        )
    is_barred = ticket.state in ("new", "accepted") and not ticket.evidence.get("checked")
    check = NEWEST_CHECK.one(ticket.pk) if is_barred else None
    routes = routes_for(ticket, check)
    may_route = is_barred and may_do(request.actor, TicketVerb.ROUTE_AWAY, ticket)
    promises = [
        line for line in lines_of(clocks_of(ticket.pk), ticket)["waiting"] if line.row.shown_to_customer
    ]
    needs_dispatch = regulation.document.classes[ticket.klass_id.split("/", 1)[1]].needs_dispatch
    return render(
        request,
        "web/tickets/registered.html",
        {
            "ticket": ticket,
            "promises": promises,
            "unlinked": unlinked,
            "findings": [str(finding_label(code)) for code in check.findings] if check else [],
            "route": route_name(regulation.document, routes[0]) if routes else "",
            "may_route": may_route,
            "goes_on": not may_route,
            "suggested": suggested if needs_dispatch else None,
            "may_dispatch": request.actor.may("tickets.dispatch")
            and needs_dispatch
            and ticket.state in ("new", "accepted"),
        },
    )


def _show(request: DeskRequest, regulation: Compiled, form: NewForm, *, status: int = 200) -> HttpResponse:
    document = regulation.document
    usual = min(document.classes, key=lambda code: document.classes[code].rank)
    return render(
        request,
        "web/tickets/new.html",
        {
            "form": form,
            "impacts": _questions(document.impacts, form["impact"].value()),
            "urgencies": _questions(document.urgencies, form["urgency"].value()),
            "difficulties": _questions(document.difficulties, form["difficulty"].value()),
            "classes": [
                (code, name, code == (form["klass"].value() or usual))
                for code, name in choices_of(document.classes)
            ],
            "beside": [(form[name].label, fault) for name in CHOSEN_BESIDE for fault in form[name].errors],
            "starts_with_phone": not form["caller_phone"].value(),
            "starts_with_words": bool(form["caller_phone"].value()),
            "may_override": request.actor.may("tickets.override_check"),
            "may_route": request.actor.may("tickets.route_away"),
        },
        status=status,
    )


def _questions(scale: Any, chosen: Any) -> list[Question]:
    language = reader_language()
    return [
        Question(
            code,
            degree.name.in_language(language),
            (degree.question or degree.definition).in_language(language),
            code == chosen,
        )
        for code, degree in scale.items()
    ]
