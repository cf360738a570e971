"""Reporting: guided questions from the regulation, pictures, and at once a number or a receipt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in, reader_language
from shouwen.base.limits import PORTAL_REPORT, spend
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.customers.models import Contact, ContractProduct, Product
from shouwen.capabilities.customers.queries import read_phone, show_phone
from shouwen.capabilities.intake.commands.receive_request import Request, receive_request
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import MailAttachment
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket
from shouwen.capabilities.tickets.commands.register import when_told
from shouwen.capabilities.tickets.required import check_required
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.classes import RequestClass
from shouwen.portal.access import contacts_only
from shouwen.portal.pages import page, see_other
from shouwen.portal.uploads import NOTHING_GIVEN, Given, files_given
from shouwen.ui.components import Choice

LONGEST_TEXT = 8000
GRADED = frozenset({"impact", "urgency"})
"""What a fault is graded by: the form asks for it with a star."""


class ReportForm(forms.Form):
    """What a customer can say by himself; what else must be filled is the regulation's word."""

    description = forms.CharField(max_length=LONGEST_TEXT)
    category = forms.CharField(max_length=60, required=False)
    product = forms.CharField(max_length=60, required=False)
    impact = forms.CharField(max_length=60, required=False)
    urgency = forms.CharField(max_length=60, required=False)
    occurred_at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Since when?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    screenshot = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)
    phone = forms.CharField(
        max_length=40, required=False, label=gettext_lazy("Which number can we call?"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, starred: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in starred:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = gettext("Choose what fits best.")
        self.fields["description"].error_messages["required"] = gettext("Tell us in a few words.")

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and read_phone(phone) is None:
            raise forms.ValidationError(
                gettext("This is not a phone number. Write it like 138 0013 8000, or leave it empty.")
            )
        return phone

    def clean_occurred_at(self) -> Any:
        occurred_at = self.cleaned_data["occurred_at"]
        if occurred_at and occurred_at > now():
            raise forms.ValidationError(gettext("This is in the future."))
        return occurred_at


@contacts_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, klass: str) -> HttpResponseBase:
    """The form of one class; sent, it is a ticket at once or a request waiting, as the regulation says (SA-9)."""
    document = active_regulation().document
    rule = document.classes.get(klass)
    if rule is None:
        raise NotVisible(klass=klass)
    contact, starred = _contact(request), GRADED if rule.flow == "fault" else frozenset()
    if request.method != "POST":
        form = ReportForm(initial={"phone": _phone(contact)}, starred=starred)
        return _form_page(request, document, klass, rule, form, contact)
    form, owner = ReportForm(request.POST, starred=starred), f"contact/{contact.pk}"
    given = files_given(request, owner=owner)
    _mark(form, klass, rule, contact, document, files=len(given))
    if form.is_valid() and not given.faults:
        spend(PORTAL_REPORT, owner)
        try:
            item = _receive(request, klass, form.cleaned_data, _attachments(given), contact)
        except InvalidInput as invalid:
            _show(invalid.errors, form)
        else:
            return see_other(_receipt_of(item))
    if given.new:
        spend(PORTAL_REPORT, owner)  # what lies here without a ticket is limited too
    kept = given.for_next_try(owner=owner)
    return _form_page(request, document, klass, rule, form, contact, status=422, given=kept)


@contacts_only
@require_safe
def request_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The receipt of a request that waits for the desk, and what became of it."""
    found = IntakeItem.objects.visible_to(request.actor).select_related("subject", "ticket__subject")  # type: ignore[attr-defined]
    item = found.filter(subject__public_token=token).first()
    if item is None:
        raise NotVisible(request=token)
    ticket_url = reverse("portal:ticket", args=[item.ticket.subject.public_token]) if item.ticket else ""
    return page(request, "request.html", item=item, ticket_url=ticket_url, is_waiting=item.state == "waiting")


def _receive(
    request: HttpRequest,
    klass: str,
    said: dict[str, Any],
    attachments: list[MailAttachment],
    contact: Contact,
) -> IntakeItem:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    product = _products(contact).get(said["product"])
    new = replace(_told(klass, said, contact, has_files=bool(attachments)), product=product)
    details = {
        name: value for name in ("category", "impact", "urgency", "screenshot") if (value := said[name])
    } | ({"product": product.code} if product else {})
    if said["occurred_at"]:
        details["occurred_at"] = said["occurred_at"].isoformat()
    return receive_request(
        request=Request(new=new, attachments=attachments, details=details), actor=actor, at=now()
    )


def _told(klass: str, said: dict[str, Any], contact: Contact, *, has_files: bool) -> NewTicket:
    """What the form says, ready to be a ticket; of a form that is not in order, as much as is."""
    screenshot = {"yes": True, "no": False}.get(said.get("screenshot", ""))
    return NewTicket(
        klass=klass,
        description=said.get("description", ""),
        channel=Channel.PORTAL,
        category=said.get("category", ""),
        impact=said.get("impact", ""),
        urgency=said.get("urgency", ""),
        customer=contact.customer,
        contact=contact,
        caller_name=contact.name,
        caller_phone=said.get("phone", ""),
        occurred_at=said.get("occurred_at"),
        has_screenshot=True if has_files else screenshot,
    )


def _mark(
    form: ReportForm, klass: str, rule: RequestClass, contact: Contact, document: Regulation, *, files: int
) -> None:
    """Everything that is wrong is marked at once: what the form itself finds, and what the regulation asks for.

    Where an agent registers, he fills in what the form has no field for.
    """
    form.is_valid()
    if form.cleaned_data.get("screenshot") == "yes" and not files:
        form.add_error("screenshot", gettext("You said there is a screenshot: add it here, or choose “no”."))
    new = replace(_told(klass, form.cleaned_data, contact, has_files=bool(files)), files=files)
    errors = check_required(document, new)
    try:
        when_told(new, document=document, at=now())
    except InvalidInput as invalid:
        errors |= {name: str(sentence) for name, sentence in invalid.errors.items()}
    is_open = rule.customer_may_register(Channel.PORTAL)
    _show({name: text for name, text in errors.items() if is_open or _field_of(name) in form.fields}, form)


def _attachments(given: Given) -> list[MailAttachment]:
    return [MailAttachment(one.name, one.media_type, one.stream.read()) for one in given.uploads]


def _form_page(
    request: HttpRequest, document: Regulation, klass: str, rule: RequestClass, form: ReportForm, contact: Contact,
    status: int = 200, given: Given = NOTHING_GIVEN,
) -> HttpResponseBase:  # fmt: skip
    language = reader_language()
    is_fault = rule.flow == "fault"
    facts = {
        "klass": klass,
        "name": rule.name.in_language(language),
        "is_fault": is_fault,
        "is_complaint": rule.flow == "complaint",
        "form": form,
        "said": form.data or form.initial,
        "errors": {name: errors[0] for name, errors in form.errors.items()}
        | {"files": " ".join(given.faults)},
        "categories": [
            Choice(code, category.name.in_language(language))
            for code, category in document.categories.items()
            if category.klass == klass
        ],
        "impacts": _degrees(document.impacts, language) if is_fault else [],
        "urgencies": _degrees(document.urgencies, language) if is_fault else [],
        "products": [
            ("", gettext("Not sure")),
            *((code, name_in(row.names)) for code, row in _products(contact).items()),
        ],
        "screenshots": [Choice("yes", gettext("Yes, I'll add it")), Choice("no", gettext("No"))],
        "asks_screenshot": _asks_screenshot(document, klass),
        "kept": given.kept,
        "here": "report",
    }  # fmt: skip
    return page(request, "report.html", status=status, **facts)


def _degrees(section: Any, language: str) -> list[Choice]:
    """The steps of a scale, each with what it means."""
    steps = sorted(section.items(), key=lambda item: -item[1].rank)
    return [
        Choice(code, step.name.in_language(language), note=step.definition.in_language(language))
        for code, step in steps
    ]


def _asks_screenshot(document: Regulation, klass: str) -> bool:
    known = {"class": klass, "channel": Channel.PORTAL.value}
    rules = document.required_fields.values()
    return any(
        rule.ask in ("file", "yes_no_file") and "register" in rule.on and rule.when.holds(known)
        for rule in rules
    )


def _show(errors: Mapping[str, object], form: ReportForm) -> None:
    """The sentences of the command at the fields they are about; those about others above the form. A field that says
    what is wrong with it already says no more.
    """
    for name, sentence in errors.items():
        field = _field_of(name)
        if field not in form.errors:
            form.add_error(field if field in form.fields else None, str(sentence))


def _field_of(name: str) -> str:
    """The field of this form for what a command calls `name`."""
    return {"caller_phone": "phone", "has_screenshot": "screenshot", "files": "screenshot"}.get(name, name)


def _receipt_of(item: IntakeItem) -> str:
    if item.ticket is not None:
        return reverse("portal:ticket-registered", args=[item.ticket.subject.public_token])
    return reverse("portal:request", args=[item.subject.public_token])


def _contact(request: HttpRequest) -> Contact:
    return Contact.objects.select_related("customer").get(pk=request.actor.id)  # type: ignore[attr-defined]


def _phone(contact: Contact) -> str:
    first = contact.phones.order_by("pk").first()
    return show_phone(first.number) if first else ""


def _products(contact: Contact) -> dict[str, Product]:
    """What the company has under contract, by code."""
    covered = ContractProduct.objects.filter(contract__customer=contact.customer, product__is_active=True)
    rows = Product.objects.filter(pk__in=covered.values("product_id")).order_by("code")
    return {row.code: row for row in rows}
