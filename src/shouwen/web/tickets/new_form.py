"""The form of a new ticket, in the order of the talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.base.languages import name_in
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.labels import FINDINGS
from shouwen.domain.regulation import Regulation
from shouwen.web.access import DeskRequest
from shouwen.web.acting import ActForm
from shouwen.web.fields import instant, text
from shouwen.web.words import choices_of, route_name

FOUND_BY_AGENT = (
    "presales",
    "new_need",
    "suggestion",
    "cooperation",
    "not_our_product",
    "not_about_a_product",
    "innovation_project",
    "customer_own_part",
    "out_of_scope",
)
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def categories_by_class(document: Regulation) -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories under the name of the class they belong to."""
    return [
        (name, choices_of({code: one for code, one in document.categories.items() if one.klass == klass}))
        for klass, name in choices_of(document.classes)
    ]


class Numbers(forms.MultipleChoiceField):
    """Numbers of tickets that were hinted at; which of them there are is seen when the ticket is registered."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 24


class NewForm(ActForm):
    """What is asked on the phone, in the order of the talk; who calls may stay unknown."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices, initial="phone")
    caller_phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    find = forms.CharField(label=gettext_lazy("Customer or contact"), max_length=60, required=False)
    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), required=False)
    customer = forms.ModelChoiceField(queryset=Customer.objects.none(), required=False)
    caller_name = forms.CharField(label=gettext_lazy("Who reports"), max_length=100, required=False)
    caller_company = forms.CharField(label=gettext_lazy("Company"), max_length=200, required=False)
    caller_mail = forms.EmailField(label=gettext_lazy("Mail"), required=False)
    klass = forms.ChoiceField(label=gettext_lazy("Class"))
    description = text(gettext_lazy("What happened"), rows=4)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product or system"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not specified"),
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not specified"),
    )
    contract = forms.ModelChoiceField(
        label=gettext_lazy("Contract"),
        queryset=Contract.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose automatically"),
    )
    impact = forms.ChoiceField(label=gettext_lazy("Who is affected"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Can work continue"), required=False)
    difficulty = forms.ChoiceField(label=gettext_lazy("Difficulty"), required=False)
    occurred_at = instant(gettext_lazy("Since when"), required=False)
    screenshot = forms.ChoiceField(label=gettext_lazy("Screenshot"), choices=YES_NO, required=False)
    no_screenshot_reason = forms.CharField(
        label=gettext_lazy("Why there is none"), max_length=200, required=False
    )
    files = forms.FileField(required=False)  # type: ignore[assignment]  # Django keeps the field elsewhere
    attached = forms.IntegerField(required=False)  # how many files lie in the form, for the card beside it
    finding = forms.ChoiceField(label=gettext_lazy("Not ours, because"), required=False)
    override_reason = forms.CharField(
        label=gettext_lazy("Serve it anyway, because"), max_length=500, required=False
    )
    route = forms.ChoiceField(label=gettext_lazy("Route it away to"), required=False)
    route_reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)
    intake = forms.ModelChoiceField(
        queryset=IntakeItem.objects.none(), required=False, widget=forms.HiddenInput()
    )
    call = forms.ModelChoiceField(queryset=Call.objects.none(), required=False, widget=forms.HiddenInput())
    known_contact = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"data-asks": True}))
    link = Numbers(required=False)
    ignore = Numbers(required=False)
    place = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, request: DeskRequest, regulation: Compiled, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document, actor = regulation.document, request.actor
        fields: dict[str, Any] = self.fields
        fields["klass"].choices = choices_of(document.classes)
        fields["category"].choices = [("", _("Not specified")), *categories_by_class(document)]
        fields["impact"].choices = choices_of(document.impacts, empty=_("Not asked"))
        fields["urgency"].choices = choices_of(document.urgencies, empty=_("Not asked"))
        fields["difficulty"].choices = choices_of(document.difficulties, empty=_("Not specified"))
        fields["finding"].choices = [
            ("", _("It is ours")),
            *((code, str(FINDINGS[code])) for code in FOUND_BY_AGENT),
        ]
        fields["route"].choices = [
            ("", _("Nowhere; it stays here")),
            *((code, route_name(document, code)) for code in document.routes),
        ]
        fields["contact"].queryset = Contact.objects.visible_to(actor).select_related("customer")
        fields["customer"].queryset = Customer.objects.visible_to(actor)
        fields["product"].queryset = Product.objects.filter(is_active=True).order_by("code")
        fields["product"].label_from_instance = lambda product: name_in(product.names)
        fields["site"].queryset = Site.objects.visible_to(actor).filter(is_active=True)
        fields["contract"].queryset = Contract.objects.visible_to(actor)
        fields["call"].queryset = Call.objects.visible_to(actor)
        fields["intake"].queryset = IntakeItem.objects.visible_to(actor).waiting()
