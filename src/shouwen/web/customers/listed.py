"""The list of customers, and one customer's page."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.ranges import enumerated
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.customers.choices import CustomerPhase
from shouwen.capabilities.customers.commands.customers import change_customer, create_customer
from shouwen.capabilities.customers.models import Asset, Contact, Contract, Customer, Site
from shouwen.capabilities.customers.queries import check_entitlement, search_customers, show_phone
from shouwen.capabilities.customers.queries.services import Owed, with_services
from shouwen.capabilities.tickets.permissions import SEE_ALL
from shouwen.capabilities.tickets.queries.lists import Filters, tickets_listed
from shouwen.ui.components import Chip, Fact, badge
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.customers.forms import CustomerForm, codes_of
from shouwen.web.services import used_words
from shouwen.web.tickets.rows import rows_of

PAGE = 50


@granted("customers.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """Customers by name; words, pinyin, initials and phases narrow the list."""
    words, phase, after = (request.GET.get(name, "") for name in ("q", "phase", "after"))
    found = search_customers(actor=request.actor, words=words)
    if phase in CustomerPhase.values:
        found = found.filter(phase=phase)
    start = whole(after) or 0
    customers = list(found.select_related("owner")[start : start + PAGE + 1])
    kept = {"q": words, "phase": phase}
    in_force = _in_force([customer.pk for customer in customers])
    levels = dict(codes_of("service_levels", ""))
    facts = {
        "rows": [
            (c, c.get_phase_display(), levels.get(c.level, c.level), in_force.get(c.pk, 0))
            for c in customers[:PAGE]
        ],
        "words": words,
        "phase": phase,
        "chips": [_chip(value, str(label), kept) for value, label in CustomerPhase.choices],
        "heads": [
            _("Customer"),
            _("Phase"),
            _("Level"),
            _("Region"),
            (_("Contracts in force"), "number"),
            _("Looked after by"),
        ],
        "next_url": _query({**kept, "after": str(start + PAGE)}) if len(customers) > PAGE else "",
        "may_edit": request.actor.may("customers.edit"),
        "may_import": request.actor.may("customers.import"),
    }
    return render(request, "web/customers/list.html", facts)


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    form = CustomerForm(request.POST or None, initial={"phase": CustomerPhase.SERVICE})
    if form.is_valid():
        try:
            customer = create_customer(actor=request.actor, at=now(), **form.cleaned_data)
            return done(request, customer, _("The customer is added"))
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error("code", refusal.sentence())
    return form_page(request, form, _("New customer"), reverse("web:customers"))


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, customer_id: int) -> HttpResponseBase:
    customer = find_customer(request, customer_id)
    initial = {name: getattr(customer, name) for name in CustomerForm.base_fields if name != "owner"}
    form = CustomerForm(request.POST or None, initial={**initial, "owner": customer.owner_id})
    form.fields["code"].disabled = True
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        try:
            change_customer(customer=customer, actor=request.actor, at=now(), **values)
            return done(request, customer, _("Saved"))
        except InvalidInput as refusal:
            form.tell(refusal)
    return form_page(request, form, _("Change %(name)s") % {"name": customer.name}, address_of(customer))


@granted("customers.see")
@require_safe
def page(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Everything about one customer: who calls, where, what is installed, what was promised, what is open."""
    customer = find_customer(request, customer_id)
    at = now()
    today = timezone.localdate(at)
    finding = check_entitlement(customer=customer, on=today)
    levels = dict(codes_of("service_levels", _("Standard")))
    facts: dict[str, Any] = {
        "customer": customer,
        "crumbs": [(_("Customers"), reverse("web:customers"))],
        "is_valid": finding.is_valid_customer,
        "customer_facts": [
            Fact(_("Customer code"), customer.code),
            Fact(_("Short names"), enumerated(customer.short_names)),
            Fact(_("Phase"), customer.get_phase_display()),
            Fact(_("Level"), levels.get(customer.level, customer.level)),
            Fact(_("Region"), customer.region),
            Fact(_("Address"), customer.address),
            Fact(_("Looked after by"), customer.owner.name if customer.owner else ""),
            Fact(_("Remarks"), customer.remarks),
        ],
        "contacts": [_contact(contact) for contact in _contacts(customer)],
        "sites": list(Site.objects.filter(customer=customer, is_active=True).order_by("name")),
        "assets": [
            (asset, name_in(asset.product.names))
            for asset in Asset.objects.filter(customer=customer, is_active=True).select_related(
                "product", "site"
            )
        ],
        "contracts": [_contract(contract, levels, today) for contract in contracts_of_page(customer)],
        "may_edit": request.actor.may("customers.edit"),
        "may_manage": request.actor.may("customers.manage"),
        "may_register": request.actor.may("tickets.register"),
        "ticket_url": "/t/new?" + urlencode({"find": customer.code}),
        "asset_heads": [_("Product"), _("Serial number"), _("Version"), _("Site"), _("Warranty until")],
        **_open_tickets(request, customer),
        "contract_heads": [
            _("Contract number"),
            _("Status"),
            _("Term"),
            _("Maintained until"),
            _("Service level"),
            _("Services"),
        ],
    }
    return render(request, "web/customers/customer.html", facts)


@granted("customers.see")
@require_safe
def tickets(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The customer's open tickets that this person may see."""
    customer = find_customer(request, customer_id)
    facts = {"customer": customer, **_open_tickets(request, customer)}
    return render(request, "web/customers/_tickets.html", facts)


def _open_tickets(request: DeskRequest, customer: Customer) -> dict[str, Any]:
    """Those one may see; who may see only tickets he has a part in, and has none here, is told nothing of them."""
    asked = Filters(customer=customer.pk)
    page = tickets_listed(view="open", actor=request.actor, at=now(), filters=asked, limit=20)
    sees_all = request.actor.may(SEE_ALL)
    return {
        "rows": rows_of(page.rows),
        "has_more": bool(page.next),
        "sees_all": sees_all,
        "shows_tickets": bool(page.rows) or request.actor.may_somewhere(SEE_ALL),
    }


def find_customer(request: DeskRequest, customer_id: int) -> Customer:
    """The customer with this id, if the actor may see it; NotVisible otherwise."""
    found = Customer.objects.visible_to(request.actor).select_related("owner").filter(pk=customer_id).first()
    if found is None:
        raise NotVisible(customer=customer_id)
    return found


def contracts_of_page(customer: Customer) -> Any:
    found = Contract.objects.filter(customer=customer).prefetch_related(with_services())
    return found.order_by("-maintenance_until", "pk")


def address_of(customer: Customer) -> str:
    return reverse("web:customer", args=[customer.pk])


def done(request: DeskRequest, customer: Customer, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, address_of(customer))


def form_page(request: DeskRequest, form: Any, title: str, back_url: str) -> HttpResponse:
    facts = {"form": form, "title": title, "action": request.path, "back_url": back_url}
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)


def _contacts(customer: Customer) -> Any:
    present = Contact.objects.present().filter(customer=customer).select_related("site")
    return present.prefetch_related("phones", "mails").order_by("name", "pk")


def _contact(contact: Contact) -> tuple[Contact, str, list[tuple[str, str]], list[str]]:
    phones = [(phone.number, show_phone(phone.number, phone.extension)) for phone in contact.phones.all()]
    return contact, contact.get_role_display(), phones, [mail.address for mail in contact.mails.all()]


def _contract(contract: Contract, levels: dict[str, str], today: date) -> tuple[Contract, Any, str, str]:
    owed = [Owed(str(one.service), one.quantity, one.used) for one in contract.services.all()]
    services = enumerated(used_words(one) for one in owed)
    level = levels.get(contract.service_level, contract.service_level) if contract.service_level else ""
    return contract, _standing(contract, today), level, services


def _standing(contract: Contract, today: date) -> Any:
    """What the contract says, unless its days say otherwise."""
    if contract.status == "active" and today > min(contract.ends_on, contract.maintenance_until):
        return badge(_("Expired"), tone="warn")
    if contract.status == "active" and today < contract.starts_on:
        return badge(_("Not begun"))
    tone = {"active": "good", "unpaid": "bad", "implementation": "blue"}.get(contract.status, "")
    return badge(contract.get_status_display(), tone=tone)


def _in_force(ids: list[int]) -> dict[int, int]:
    today = timezone.localdate(now())
    living = Q(status="active", starts_on__lte=today, ends_on__gte=today, maintenance_until__gte=today)
    rows = Contract.objects.filter(living, customer_id__in=ids).values_list("customer_id")
    return dict(rows.annotate(Count("pk")))


def _chip(value: str, label: str, kept: dict[str, str]) -> Chip:
    on = kept["phase"] == value
    return Chip(label, _query({**kept, "phase": "" if on else value}), on)


def _query(values: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})
