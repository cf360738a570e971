"""Plain makers of customers; each issues commands."""

from datetime import date
from itertools import count
from typing import Any

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.capabilities.customers.commands.contacts import create_contact
from shouwen.capabilities.customers.commands.contracts import create_contract
from shouwen.capabilities.customers.commands.customers import create_customer
from shouwen.capabilities.customers.commands.products import create_product
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product
from tests.capabilities.people.makers import SUNDAY_9

NOVEMBER_22 = date(2026, 11, 22)
IN_FORCE = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 12, 31)}

_numbers = count(1)


def a_customer(name: str = "华北电力设备有限公司", **details: Any) -> Customer:
    details.setdefault("code", f"C{next(_numbers)}")
    return create_customer(name=name, actor=SYSTEM, at=SUNDAY_9, **details)


def a_contact(customer: Customer | None = None, name: str = "王芳", **details: Any) -> Contact:
    return create_contact(customer=customer or a_customer(), name=name, actor=SYSTEM, at=SUNDAY_9, **details)


def a_product(code: str = "", **details: Any) -> Product:
    code = code or f"P{next(_numbers)}"
    details.setdefault("names", {"zh": code, "en": code})
    return create_product(code=code, actor=SYSTEM, at=SUNDAY_9, **details)


def a_contract(customer: Customer, *products: Product, **details: Any) -> Contract:
    """A contract on `products` in force whenever the test runs, fault response without limit, unless `details` differ."""
    details = {"number": f"HT-{next(_numbers)}", **IN_FORCE, "services": {"fault": None}, **details}
    return create_contract(customer=customer, products=products, actor=SYSTEM, at=SUNDAY_9, **details)


def names_of_facts(subject_id: int) -> list[str]:
    return [fact.name for fact in facts_of(subject_id)]
