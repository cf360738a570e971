"""What changes at a customer: contacts, sites, assets and contracts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.customers.choices import ServiceKind
from shouwen.capabilities.customers.commands import contacts, contracts, places
from shouwen.capabilities.customers.models import Asset, Contact, Contract, Customer, Site
from shouwen.capabilities.customers.queries import show_phone
from shouwen.web.access import DeskRequest, granted
from shouwen.web.customers.forms import (
    AssetForm,
    ContactForm,
    ContractForm,
    MergeForm,
    SiteForm,
    services_asked,
)
from shouwen.web.customers.listed import address_of, done, find_customer, form_page

Act = Callable[[dict[str, Any]], object]


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def contact_new(request: DeskRequest, customer_id: int) -> HttpResponseBase:
    customer = find_customer(request, customer_id)
    form = ContactForm(
        request.POST or None, customer=customer, initial={"role": "user", "language": "zh-hans"}
    )
    return _carry_out(
        request, customer, form, _("New contact"), _("The contact is added"),
        lambda values: contacts.create_contact(customer=customer, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def contact(request: DeskRequest, contact_id: int) -> HttpResponseBase:
    found = _find_contact(request, contact_id)
    initial = {
        **{name: getattr(found, name) for name in ("name", "title", "role", "language")},
        "site": found.site_id,
        "phones": [show_phone(phone.number, phone.extension) for phone in found.phones.all()],
        "mails": [mail.address for mail in found.mails.all()],
    }
    form = ContactForm(request.POST or None, customer=found.customer, initial=initial)
    return _carry_out(
        request, found.customer, form, _("Change %(name)s") % {"name": found.name}, _("Saved"),
        lambda values: contacts.change_contact(contact=found, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("customers.edit")
@require_POST
def contact_gone(request: DeskRequest, contact_id: int) -> HttpResponseBase:
    """The contact has left: no number or address leads to him any more."""
    found = _find_contact(request, contact_id)
    contacts.change_contact(contact=found, is_active=False, actor=request.actor, at=now())
    return done(request, found.customer, _("The contact is no longer shown"))


@granted("customers.manage")
@require_http_methods(["GET", "POST"])
def contact_merge(request: DeskRequest, contact_id: int) -> HttpResponseBase:
    found = _find_contact(request, contact_id)
    form = MergeForm(request.POST or None, survivor=found)
    return _carry_out(
        request, found.customer, form, _("Merge into %(name)s") % {"name": found.name},
        _("The two contacts are merged"),
        lambda values: contacts.merge_contacts(survivor=found, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def site_new(request: DeskRequest, customer_id: int) -> HttpResponseBase:
    customer = find_customer(request, customer_id)
    form = SiteForm(request.POST or None)
    return _carry_out(
        request, customer, form, _("New site"), _("The site is added"),
        lambda values: places.create_site(customer=customer, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def site(request: DeskRequest, site_id: int) -> HttpResponseBase:
    found = Site.objects.visible_to(request.actor).select_related("customer").filter(pk=site_id).first()
    if found is None:
        raise NotVisible(site=site_id)
    form = SiteForm(
        request.POST or None, initial={name: getattr(found, name) for name in SiteForm.base_fields}
    )
    form.fields["code"].disabled = True
    return _carry_out(
        request, found.customer, form, _("Change %(name)s") % {"name": found.name}, _("Saved"),
        lambda values: places.change_site(site=found, actor=request.actor, at=now(), **_without(values, "code")),
    )  # fmt: skip


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def asset_new(request: DeskRequest, customer_id: int) -> HttpResponseBase:
    customer = find_customer(request, customer_id)
    form = AssetForm(request.POST or None, customer=customer)
    return _carry_out(
        request, customer, form, _("New asset"), _("The asset is added"),
        lambda values: places.create_asset(customer=customer, actor=request.actor, at=now(), **values),
        {"taken": "serial"},
    )  # fmt: skip


@granted("customers.edit")
@require_http_methods(["GET", "POST"])
def asset(request: DeskRequest, asset_id: int) -> HttpResponseBase:
    found = Asset.objects.visible_to(request.actor).select_related("customer").filter(pk=asset_id).first()
    if found is None:
        raise NotVisible(asset=asset_id)
    names = ("serial", "version", "installed_on", "warranty_until")
    initial = {
        **{name: getattr(found, name) for name in names},
        "product": found.product_id,
        "site": found.site_id,
    }
    form = AssetForm(request.POST or None, customer=found.customer, initial=initial)
    for name in ("product", "serial"):
        form.fields[name].disabled = True
    return _carry_out(
        request, found.customer, form, _("Change %(name)s") % {"name": found.serial}, _("Saved"),
        lambda values: places.change_asset(
            asset=found, actor=request.actor, at=now(), **_without(values, "product", "serial")
        ),
    )  # fmt: skip


@granted("customers.manage")
@require_http_methods(["GET", "POST"])
def contract_new(request: DeskRequest, customer_id: int) -> HttpResponseBase:
    customer = find_customer(request, customer_id)
    form = ContractForm(request.POST or None, initial={"status": "active"})
    if form.is_valid():
        try:
            contracts.create_contract(customer=customer, actor=request.actor, at=now(), **form.values())
            return done(request, customer, _("The contract is added"))
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error("number", refusal.sentence())
    return _contract_page(request, form, _("New contract"), customer)


@granted("customers.manage")
@require_http_methods(["GET", "POST"])
def contract(request: DeskRequest, contract_id: int) -> HttpResponseBase:
    found = (
        Contract.objects.visible_to(request.actor).select_related("customer").filter(pk=contract_id).first()
    )
    if found is None:
        raise NotVisible(contract=contract_id)
    names = ("number", "status", "starts_on", "ends_on", "maintenance_until", "service_level", "calendar",
             "covers_all_products", "remarks")  # fmt: skip
    initial = {
        **{name: getattr(found, name) for name in names},
        "products": [covered.product_id for covered in found.covered.all()],
        **services_asked({service.service: service.quantity for service in found.services.all()}),
    }
    form = ContractForm(request.POST or None, initial=initial)
    form.fields["number"].disabled = True
    if form.is_valid():
        try:
            values = _without(form.values(), "number")
            contracts.change_contract(contract=found, actor=request.actor, at=now(), **values)
            return done(request, found.customer, _("Saved"))
        except InvalidInput as refusal:
            form.tell(refusal)
    return _contract_page(request, form, _("Contract %(number)s") % {"number": found.number}, found.customer)


def _contract_page(request: DeskRequest, form: ContractForm, title: str, customer: Customer) -> HttpResponse:
    facts = {
        "form": form, "title": title, "action": request.path, "back_url": address_of(customer), "customer": customer,
        "services": [(form[f"has_{service}"], form[f"quantity_{service}"]) for service in ServiceKind.values],
    }  # fmt: skip
    return render(request, "web/customers/contract.html", facts, status=422 if request.POST else 200)


def _carry_out(
    request: DeskRequest, customer: Customer, form: Any, title: str, said: str, act: Act,
    also: Mapping[str, str] | None = None,
) -> HttpResponseBase:  # fmt: skip
    """Show the form, or do the one act and go back to the customer's page."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return done(request, customer, said)
        except InvalidInput as refusal:
            form.tell(refusal, also=also)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return form_page(request, form, title, address_of(customer))


def _find_contact(request: DeskRequest, contact_id: int) -> Contact:
    found = (
        Contact.objects.visible_to(request.actor).present().select_related("customer").filter(pk=contact_id)
    )
    one = found.first()
    if one is None:
        raise NotVisible(contact=contact_id)
    return one


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
