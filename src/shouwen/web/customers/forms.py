"""Forms of the customers' pages: shape and syntax only, the commands decide the rest."""

import base64
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import reader_language
from shouwen.capabilities.customers.choices import (
    ContactRole,
    ContractStatus,
    CustomerPhase,
    ProductKind,
    ServiceKind,
)
from shouwen.capabilities.customers.commands.contracts import MOST_TIMES
from shouwen.capabilities.customers.models import Contact, Customer, Product, Site
from shouwen.capabilities.people.choices import Language
from shouwen.capabilities.people.models import Person, Skill, Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation
from shouwen.web.acting import ActForm
from shouwen.web.fields import Label, day_picker, offer


def codes_of(section: str, none: str) -> list[tuple[str, str]]:
    """The rules of a section of the regulation in force, to choose from; `none` names the empty choice."""
    try:
        rules = getattr(active_regulation().document, section)
    except NoRegulation:
        rules = {}
    language = reader_language()
    return [("", none), *((code, rule.name.in_language(language)) for code, rule in rules.items())]


def rows_field(label: Label) -> forms.ModelChoiceField:  # type: ignore[type-arg]  # its rows are offered by the form
    """One of several persons, teams or skills, or none."""
    return forms.ModelChoiceField(label=label, queryset=Person.objects.none(), required=False)


class LinesField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class CustomerForm(ActForm):
    code = forms.CharField(
        label=_("Customer code"), max_length=40, help_text=_("Your own short code; it never changes")
    )
    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=120, help_text=_("As on the contract")
    )
    short_names = LinesField(
        label=_("Short names"), required=False, help_text=_("What callers say, one per line")
    )
    level = forms.ChoiceField(label=_("Level"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), choices=CustomerPhase.choices)
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    owner = forms.ModelChoiceField(label=_("Looked after by"), queryset=Person.objects.none(), required=False)
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.had_level = bool(self.initial.get("level"))
        offered = codes_of("service_levels", gettext("Standard"))
        if standard := standard_level():  # the regulation's own word for who has no level of his own
            offered = offered[1:]
            self.initial["level"] = self.initial.get("level") or standard
        self.fields["level"].choices = offered  # type: ignore[attr-defined]
        offer(self.fields["owner"], Person.objects.active().order_by("name"))

    def clean_level(self) -> str:
        """Who has no level of his own is shown the standard one; left there he still has none."""
        level: str = self.cleaned_data["level"]
        return "" if level == standard_level() and not self.had_level else level


def standard_level() -> str:
    """The service level that the regulation in force calls the standard; empty where none is."""
    try:
        levels = active_regulation().document.service_levels
    except NoRegulation:
        return ""
    return next((code for code, level in levels.items() if level.standard), "")


class ContactForm(ActForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Job title"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=ContactRole.choices)
    phones = LinesField(
        label=_("Phones"), required=False, help_text=_("One per line; with an extension: 010-88881234转801")
    )
    mails = LinesField(label=_("E-mail addresses"), required=False, help_text=_("One per line"))
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["site"], Site.objects.filter(customer=customer, is_active=True).order_by("name"))


class MergeForm(ActForm):
    absorbed = forms.ModelChoiceField(
        label=_("The same person as"), queryset=Contact.objects.none(),
        help_text=_("That entry is removed; its numbers and addresses move here."),
    )  # fmt: skip

    def __init__(self, *args: Any, survivor: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Contact.objects.present().filter(customer_id=survivor.customer_id).exclude(pk=survivor.pk)
        offer(self.fields["absorbed"], others.order_by("name"))


class SiteForm(ActForm):
    code = forms.CharField(label=_("Site code"), max_length=40)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)


class AssetForm(ActForm):
    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none())
    serial = forms.CharField(label=_("Serial number"), max_length=60)
    version = forms.CharField(label=_("Version"), required=False, max_length=40)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    installed_on = forms.DateField(label=_("Installed on"), required=False, widget=day_picker())
    warranty_until = forms.DateField(label=_("Warranty until"), required=False, widget=day_picker())

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["product"], Product.objects.filter(is_active=True).order_by("code"))
        offer(self.fields["site"], Site.objects.filter(customer=customer, is_active=True).order_by("name"))


class ProductForm(ActForm):
    code = forms.CharField(label=_("Product code"), max_length=40)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProductKind.choices)
    family = forms.CharField(label=_("Family"), required=False, max_length=60)
    is_own = forms.BooleanField(label=_("Served by us"), required=False, initial=True)
    incident_manager = rows_field(_("Incident manager"))
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False)
    skill = forms.ModelChoiceField(label=_("Skill needed"), queryset=Skill.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["incident_manager"], Person.objects.active().order_by("name"))
        offer(self.fields["team"], Team.objects.filter(is_active=True).order_by("pk"))
        offer(self.fields["skill"], Skill.objects.filter(is_active=True).order_by("code"))

    def values(self) -> dict[str, Any]:
        """What the command asks for."""
        values = dict(self.cleaned_data)
        values["names"] = {"zh": values.pop("name_zh"), "en": values.pop("name_en")}
        return values


class ContractForm(ActForm):
    number = forms.CharField(label=_("Contract number"), max_length=60)
    status = forms.ChoiceField(label=_("Status"), choices=ContractStatus.choices)
    starts_on = forms.DateField(label=_("First day"), widget=day_picker())
    ends_on = forms.DateField(label=_("Last day"), widget=day_picker())
    maintenance_until = forms.DateField(
        label=_("Maintained until"), required=False, widget=day_picker(),
        help_text=_("Empty: to the last day of the contract"),
    )  # fmt: skip
    service_level = forms.ChoiceField(label=_("Service level"), required=False)
    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    covers_all_products = forms.BooleanField(label=_("All products"), required=False)
    products = forms.ModelMultipleChoiceField(
        label=_("Products"),
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_level"].choices = codes_of("service_levels", gettext("As the customer"))  # type: ignore[attr-defined]
        self.fields["calendar"].choices = codes_of("calendars", gettext("As the desk"))  # type: ignore[attr-defined]
        offer(self.fields["products"], Product.objects.filter(is_active=True).order_by("code"))
        for service, name in ServiceKind.choices:
            self.fields[f"has_{service}"] = forms.BooleanField(label=str(name), required=False)
            self.fields[f"quantity_{service}"] = forms.IntegerField(
                label=gettext("%(service)s: how often") % {"service": name}, required=False, min_value=1,
                max_value=MOST_TIMES, help_text=gettext("Empty: without limit"),
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the command asks for; `services` as {service: quantity or None}."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(("has_", "quantity_"))
        }
        held = self.cleaned_data
        values["services"] = {s: held[f"quantity_{s}"] for s in ServiceKind.values if held[f"has_{s}"]}
        values["maintenance_until"] = values["maintenance_until"] or values["ends_on"]
        return values


def services_asked(services: Mapping[str, int | None]) -> dict[str, Any]:
    """Initial values of a contract's service fields."""
    asked: dict[str, Any] = {}
    for service, quantity in services.items():
        asked |= {f"has_{service}": True, f"quantity_{service}": quantity}
    return asked


class WorkbookForm(ActForm):
    """A workbook: chosen now, or the one that was tried, which the page of the trial holds as `again`."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_(".xlsx, up to 5 MB"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    dry_run = forms.CharField(required=False, widget=forms.HiddenInput)
    again = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workbook"].required = not self.data.get("again")

    @property
    def content(self) -> bytes:
        """The file's bytes; what is no Base64 gives none, which is no workbook."""
        chosen, again = self.cleaned_data["workbook"], self.cleaned_data["again"]
        return bytes(chosen.read()) if chosen else _decoded(again)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
