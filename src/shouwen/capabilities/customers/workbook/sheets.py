"""The sheets of the customers' workbook and their columns."""

from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwen.capabilities.customers.choices import ContactRole, ContractStatus, CustomerPhase, ProductKind

Kind = Literal["text", "list", "date", "yes_no", "choice", "services"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key in code, the words of its head, how it is read, the note that explains it, and how many
    characters its text, or each part of its list, may have.
    """

    key: str
    head: str | Promise
    note: str | Promise = ""
    kind: Kind = "text"
    is_required: bool = False
    choices: type[models.TextChoices] | None = None
    longest: int = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: what it is called and its columns."""

    key: str
    title: str | Promise
    columns: tuple[Column, ...]


_CUSTOMER_CODE = Column(
    "customer_code", _("Customer code"), _("As on the sheet of customers"), is_required=True
)
_LIST = _("Separate several with ; or a new line")
_PHONES = _("Separate several with ; and write an extension as 010-88881234转801")
_SERVICES = _(
    "Such as inspection:4; fault; upgrade:1 - a number limits how often; empty for none, and then no request is covered"
)
_DAY = _("A date such as 2026-12-31")

SHEETS = (
    Sheet("products", _("Products"), (
        Column("code", _("Product code"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), is_required=True, longest=120),
        Column("name_en", _("English name"), longest=120),
        Column("kind", _("Kind"), kind="choice", choices=ProductKind),
        Column("family", _("Family")),
        Column("is_own", _("Our own"), _("Yes or no; no: requests about it are routed elsewhere"), kind="yes_no"),
    )),
    Sheet("customers", _("Customers"), (
        Column("code", _("Customer code"), _("Your own short code; it never changes"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), _("As on the contract"), is_required=True, longest=120),
        Column("short_names", _("Short names"), _LIST, kind="list"),
        Column("level", _("Level"), _("A service level of the regulation; empty for the standard one")),
        Column("phase", _("Phase"), kind="choice", choices=CustomerPhase),
        Column("region", _("Region")),
        Column("address", _("Address"), longest=200),
        Column("remarks", _("Remarks"), longest=500),
    )),
    Sheet("sites", _("Sites"), (
        _CUSTOMER_CODE,
        Column("code", _("Site code"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), is_required=True, longest=120),
        Column("region", _("Region")),
        Column("address", _("Address"), longest=200),
    )),
    Sheet("contacts", _("Contacts"), (
        _CUSTOMER_CODE,
        Column("name", _("Name"), is_required=True),
        Column("code", _("Contact code"), _("Needed only where two contacts of a customer have one name"), longest=40),
        Column("title", _("Job title")),
        Column("role", _("Role"), kind="choice", choices=ContactRole),
        Column("phones", _("Phones"), _PHONES, kind="list"),
        Column("mails", _("E-mail addresses"), _LIST, kind="list", longest=254),
        Column("site_code", _("Site code")),
    )),
    Sheet("contracts", _("Contracts"), (
        Column("number", _("Contract number"), is_required=True),
        _CUSTOMER_CODE,
        Column("status", _("Status"), kind="choice", choices=ContractStatus),
        Column("starts_on", _("First day"), _DAY, kind="date", is_required=True),
        Column("ends_on", _("Last day"), _DAY, kind="date", is_required=True),
        Column("maintenance_until", _("Maintained until"), _("Empty: to the last day of the contract"), kind="date"),
        Column("service_level", _("Service level"), _("A service level of the regulation; empty for the customer's")),
        Column("calendar", _("Calendar"), _("A calendar of the regulation; empty for the desk's")),
        Column("products", _("Product codes"), _LIST, kind="list"),
        Column("covers_all_products", _("All products"), _("Yes or no"), kind="yes_no"),
        Column("services", _("Services"), _SERVICES, kind="services"),
    )),
    Sheet("assets", _("Assets"), (
        _CUSTOMER_CODE,
        Column("product_code", _("Product code"), is_required=True),
        Column("serial", _("Serial number"), is_required=True),
        Column("version", _("Version"), longest=40),
        Column("site_code", _("Site code")),
        Column("installed_on", _("Installed on"), _DAY, kind="date"),
        Column("warranty_until", _("Warranty until"), _DAY, kind="date"),
    )),
)  # fmt: skip
