"""What one row of the customers' workbook becomes: new, changed, or what it was."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypeVar

from django.db import models
from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.refusals import InvalidInput
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
from shouwen.capabilities.customers.workbook.naming import Named

Thing = TypeVar("Thing", bound=models.Model)
Outcome = Literal["new", "changed", "same"]
Row = Mapping[str, Any]


class Known:
    """What rows name by its code, looked up once in an import, and how many facts were told about it by then."""

    def __init__(self, named: Named) -> None:
        self.named = named
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
        raise InvalidInput({"customer_code": gettext("This serial number belongs to another customer.")})
    known.seq(customer)
    change_asset(asset=asset, actor=actor, at=at, **values)
    return known.outcome(customer)


def _given(row: Row, *keys: str) -> dict[str, Any]:
    """What the row has to say about `keys`: an empty cell says nothing, so that a short list changes little."""
    return {key: row[key] for key in keys if row.get(key) is not None}


def _customer(row: Row, known: Known) -> Customer:
    customer = known.customer(row["customer_code"])
    if customer is None:
        left_out = known.named.left_out(row["customer_code"])
        reason = gettext("There is no customer with this code.")
        if left_out is not None:
            reason = gettext("Row %(row)s of the customers is wrong: correct it, then send this row again.")
        raise InvalidInput({"customer_code": reason % {"row": left_out}})
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


KEEP: Final[dict[str, Callable[[Row, Actor, datetime, Known], Outcome]]] = {
    "products": keep_product,
    "customers": keep_customer,
    "sites": keep_site,
    "contacts": keep_contact,
    "contracts": keep_contract,
    "assets": keep_asset,
}
"""The key of a sheet -> what makes one row of it true."""
