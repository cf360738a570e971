"""The sheets of the customers' workbook: their columns, and what one row of each becomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.models import Subject
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.choices import (
    ContactRole,
    ContractStatus,
    CustomerPhase,
    ProductKind,
    ServiceKind,
)
from shouwen.capabilities.customers.commands.contacts import change_contact, create_contact
from shouwen.capabilities.customers.commands.contracts import change_contract, create_contract
from shouwen.capabilities.customers.commands.customers import change_customer, create_customer
from shouwen.capabilities.customers.commands.places import (
    change_asset,
    change_site,
    create_asset,
    create_site,
)
from shouwen.capabilities.customers.commands.products import change_product, create_product
from shouwen.capabilities.customers.models import Asset, Contact, Contract, Customer, Product, Site

Thing = TypeVar("Thing", bound=models.Model)
Outcome = Literal["new", "changed", "same"]
Row = Mapping[str, Any]
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


class Known:
    """What rows name by its code, looked up once in an import, and how many facts were told about it by then."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Any] = {}
        self._seqs: dict[int, int] = {}

    def customer(self, code: str) -> Customer | None:
        key = ("customer", code)
        return self._first(key, lambda: Customer.objects.filter(code=code))

    def site(self, customer: Customer, code: str) -> Site | None:
        key = ("site", customer.pk, code)
        return self._first(key, lambda: Site.objects.filter(customer=customer, code=code))

    def product(self, code: str) -> Product | None:
        return self._first(("product", code), lambda: Product.objects.filter(code=code))

    def seq(self, thing: Any) -> int:
        """The number of the newest fact about `thing`, as of the last row that touched it."""
        if thing.subject_id not in self._seqs:
            self._seqs[thing.subject_id] = _seq_of(thing)
        return self._seqs[thing.subject_id]

    def outcome(self, thing: Any) -> Outcome:
        """Whether the row changed `thing`: whether there are new facts about it."""
        before, now = self._seqs[thing.subject_id], _seq_of(thing)
        self._seqs[thing.subject_id] = now
        return "changed" if now > before else "same"

    def added(self, thing: Any) -> Outcome:
        """The row brought something new to `thing`."""
        self._seqs.pop(thing.subject_id, None)
        return "new"

    def _first(
        self, key: tuple[object, ...], asked: Callable[[], "models.QuerySet[Thing]"]
    ) -> "Thing | None":
        found: Thing | None = self._found.get(key)
        if found is None:
            found = self._found[key] = asked().first()
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns and the function that makes one row true."""

    key: str
    title: str | Promise
    columns: tuple[Column, ...]
    keep: Callable[[Row, Actor, datetime, Known], Outcome]


def _seq_of(thing: Any) -> int:
    return Subject.objects.values_list("seq", flat=True).get(pk=thing.subject_id)


def keep_product(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The product of this code is as the row says."""
    values = {
        "names": {"zh": row.get("name") or "", "en": row.get("name_en") or ""},
        **_given(row, "kind", "family", "is_own"),
    }
    product = Product.objects.filter(code=row["code"]).first()
    if product is None:
        create_product(code=row["code"], actor=actor, at=at, **values)
        return "new"
    names = values["names"]
    either = names["zh"] or names["en"]
    values["names"] = {"zh": names["zh"] or either, "en": names["en"] or either}
    known.seq(product)
    change_product(product=product, actor=actor, at=at, **values)
    return known.outcome(product)


def keep_customer(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The customer of this code is as the row says."""
    values = _given(row, "short_names", "level", "phase", "region", "address", "remarks")
    customer = Customer.objects.filter(code=row["code"]).first()
    if customer is None:
        create_customer(code=row["code"], name=row["name"], actor=actor, at=at, **values)
        return "new"
    known.seq(customer)
    change_customer(customer=customer, name=row["name"], actor=actor, at=at, **values)
    return known.outcome(customer)


def keep_site(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The customer's site of this code is as the row says."""
    customer = _customer(row, known)
    values = _given(row, "region", "address")
    site = Site.objects.filter(customer=customer, code=row["code"]).first()
    if site is None:
        create_site(customer=customer, code=row["code"], name=row["name"], actor=actor, at=at, **values)
        return known.added(customer)
    known.seq(customer)
    change_site(site=site, name=row["name"], actor=actor, at=at, **values)
    return known.outcome(customer)


def keep_contact(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The contact, known by his code at the customer or else by his name, is as the row says."""
    customer = _customer(row, known)
    values = _given(row, "title", "role", "phones", "mails")
    if row.get("site_code"):
        values["site"] = _site(customer, row["site_code"], known)
    present = Contact.objects.present().filter(customer=customer)
    same = present.filter(code=row["code"]) if row.get("code") else present.filter(name=row["name"])
    if len(same) > 1:
        raise InvalidInput({"name": gettext("Several contacts have this name: give each a code.")})
    if not same:
        create_contact(
            customer=customer, name=row["name"], code=row.get("code") or "", actor=actor, at=at, **values
        )
        return known.added(customer)
    known.seq(customer)
    change_contact(contact=same[0], name=row["name"], actor=actor, at=at, **values)
    return known.outcome(customer)


def keep_contract(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The contract of this number is as the row says, with exactly its products and services."""
    customer = _customer(row, known)
    values = _given(
        row, "status", "maintenance_until", "service_level", "calendar", "covers_all_products", "services"
    )
    if row.get("products") is not None:
        values["products"] = [_product(code, "products", known) for code in row["products"]]
    dates = {"starts_on": row["starts_on"], "ends_on": row["ends_on"]}
    contract = Contract.objects.filter(number=row["number"]).first()
    if contract is None:
        create_contract(number=row["number"], customer=customer, actor=actor, at=at, **dates, **values)
        return "new"
    if contract.customer_id != customer.pk:
        raise InvalidInput({"customer_code": gettext("This contract belongs to another customer.")})
    known.seq(contract)
    change_contract(contract=contract, actor=actor, at=at, **dates, **values)
    return known.outcome(contract)


def keep_asset(row: Row, actor: Actor, at: datetime, known: Known) -> Outcome:
    """The asset of this product and serial number is as the row says."""
    customer, product = _customer(row, known), _product(row["product_code"], "product_code", known)
    values = _given(row, "version", "installed_on", "warranty_until")
    if row.get("site_code"):
        values["site"] = _site(customer, row["site_code"], known)
    asset = Asset.objects.filter(product=product, serial=row["serial"]).first()
    if asset is None:
        create_asset(customer=customer, product=product, serial=row["serial"], actor=actor, at=at, **values)
        return known.added(customer)
    if asset.customer_id != customer.pk:
        raise InvalidInput({"customer_code": gettext("This serial number stands at another customer.")})
    known.seq(customer)
    change_asset(asset=asset, actor=actor, at=at, **values)
    return known.outcome(customer)


def _given(row: Row, *keys: str) -> dict[str, Any]:
    """What the row has to say about `keys`: an empty cell says nothing, so that a short list changes little."""
    return {key: row[key] for key in keys if row.get(key) is not None}


def _customer(row: Row, known: Known) -> Customer:
    customer = known.customer(row["customer_code"])
    if customer is None:
        raise InvalidInput({"customer_code": gettext("There is no customer with this code.")})
    return customer


def _site(customer: Customer, code: str, known: Known) -> Site:
    site = known.site(customer, code)
    if site is None:
        raise InvalidInput({"site_code": gettext("The customer has no site with this code.")})
    return site


def _product(code: str, key: str, known: Known) -> Product:
    product = known.product(code)
    if product is None:
        raise InvalidInput({key: gettext("There is no product with the code %(code)s.") % {"code": code}})
    return product


_CUSTOMER_CODE = Column(
    "customer_code", _("Customer code"), _("As on the sheet of customers"), is_required=True
)
_LIST = _("Several are parted by ; or a new line")
_PHONES = _("Several are parted by ; and an extension is written 010-88881234转801")
_SERVICES = _("Such as inspection:4; fault; upgrade:1 - a number limits how often")
_DAY = _("A date such as 2026-12-31")

SHEETS = (
    Sheet("products", _("Products"), (
        Column("code", _("Product code"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), is_required=True, longest=120),
        Column("name_en", _("English name"), longest=120),
        Column("kind", _("Kind"), kind="choice", choices=ProductKind),
        Column("family", _("Family")),
        Column("is_own", _("Our own"), _("Yes or no; no: requests about it are routed elsewhere"), kind="yes_no"),
    ), keep_product),
    Sheet("customers", _("Customers"), (
        Column("code", _("Customer code"), _("Your own short code; it never changes"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), _("As on the contract"), is_required=True, longest=120),
        Column("short_names", _("Short names"), _LIST, kind="list"),
        Column("level", _("Level"), _("A service level of the regulation; empty for the standard one")),
        Column("phase", _("Phase"), kind="choice", choices=CustomerPhase),
        Column("region", _("Region")),
        Column("address", _("Address"), longest=200),
        Column("remarks", _("Remarks"), longest=500),
    ), keep_customer),
    Sheet("sites", _("Sites"), (
        _CUSTOMER_CODE,
        Column("code", _("Site code"), is_required=True, longest=40),
        Column("name", pgettext_lazy("thing", "Name"), is_required=True, longest=120),
        Column("region", _("Region")),
        Column("address", _("Address"), longest=200),
    ), keep_site),
    Sheet("contacts", _("Contacts"), (
        _CUSTOMER_CODE,
        Column("name", _("Name"), is_required=True),
        Column("code", _("Contact code"), _("Needed only where two contacts of a customer have one name"), longest=40),
        Column("title", _("Job title")),
        Column("role", _("Role"), kind="choice", choices=ContactRole),
        Column("phones", _("Phones"), _PHONES, kind="list"),
        Column("mails", _("E-mail addresses"), _LIST, kind="list", longest=254),
        Column("site_code", _("Site code")),
    ), keep_contact),
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
    ), keep_contract),
    Sheet("assets", _("Assets"), (
        _CUSTOMER_CODE,
        Column("product_code", _("Product code"), is_required=True),
        Column("serial", _("Serial number"), is_required=True),
        Column("version", _("Version"), longest=40),
        Column("site_code", _("Site code")),
        Column("installed_on", _("Installed on"), _DAY, kind="date"),
        Column("warranty_until", _("Warranty until"), _DAY, kind="date"),
    ), keep_asset),
)  # fmt: skip


def read_cell(column: Column, value: Any) -> Any:
    """The cell as its column reads it; None for an empty one. Raises ValueError with the sentence for the person."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.is_required:
            raise ValueError(gettext("This is missing."))
        return None
    read = _READERS[column.kind](column, value)
    if column.kind in ("text", "list"):
        _check_length(column, [read] if isinstance(read, str) else read)
    return read


def _check_length(column: Column, texts: Sequence[str]) -> None:
    if any(len(text) > column.longest for text in texts):
        raise ValueError(gettext("At most %(count)s characters.") % {"count": column.longest})


def _text(column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _list(column: Column, value: Any) -> list[str]:
    text = _text(column, value)
    for mark in (";", ";", "、", "\n"):
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _date(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = (
        _text(column, value)
        .replace("/", "-")
        .replace(".", "-")
        .replace("年", "-")
        .replace("月", "-")
        .strip("日")
    )
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise ValueError(gettext("This is not a date such as 2026-12-31.")) from None


def _yes_no(column: Column, value: Any) -> bool:
    text = _text(column, value).lower()
    if text in ("是", "yes", "y", "true", "1"):
        return True
    if text in ("否", "no", "n", "false", "0"):
        return False
    raise ValueError(gettext("This must be yes or no."))


def _choice(column: Column, value: Any) -> str:
    text = _text(column, value)
    assert column.choices is not None
    known = {key.lower(): key for code, label in column.choices.choices for key in (code, str(label))}
    codes = {str(label).lower(): code for code, label in column.choices.choices}
    if text.lower() in codes:
        return str(codes[text.lower()])
    if text.lower() in known:
        return text.lower()
    listed = ", ".join(str(label) for label in column.choices.labels)
    raise ValueError(gettext("This must be one of: %(known)s.") % {"known": listed})


def _services(column: Column, value: Any) -> dict[str, int | None]:
    services: dict[str, int | None] = {}
    kinds = Column("services", "", choices=ServiceKind)
    for part in _list(column, value):
        name, _colon, quantity = part.replace("：", ":").partition(":")
        often = whole(quantity.strip())
        if quantity.strip() and often is None:
            raise ValueError(gettext("%(text)s is not a number.") % {"text": quantity.strip()})
        services[_choice(kinds, name)] = often
    return services


_READERS: dict[Kind, Callable[[Column, Any], Any]] = {
    "text": _text, "list": _list, "date": _date, "yes_no": _yes_no, "choice": _choice, "services": _services,
}  # fmt: skip
