"""Finding customers, contacts and products by words, pinyin, initials, phone or mail."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.models import (
    Asset,
    Contact,
    Contract,
    ContractProduct,
    Customer,
    Product,
)
from shouwen.capabilities.customers.queries.phones import read_phone
from shouwen.capabilities.people.queries.colleagues import in_pinyin_order

CALLERS = """
SELECT k.id, k.name, k.title, k.role, c.id, c.code, c.name, c.level, c.phase, p.extension,
       COALESCE((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'service_level', t.service_level,
                                   'ends_on', t.ends_on, 'maintenance_until', t.maintenance_until)
                                  ORDER BY t.maintenance_until DESC, t.id)
                   FROM customers_contract t
                  WHERE t.customer_id = c.id AND t.status = 'active'
                    AND %(on)s BETWEEN t.starts_on AND LEAST(t.ends_on, t.maintenance_until)), '[]')
  FROM customers_contactphone p
  JOIN customers_contact k ON k.id = p.contact_id AND k.is_active AND k.merged_into_id IS NULL
  JOIN customers_customer c ON c.id = k.customer_id AND c.is_active
 WHERE p.number = %(number)s
 ORDER BY p.extension <> %(extension)s, k.name, k.id
"""


@dataclass(frozen=True, slots=True)
class ContractInForce:
    """A contract in force as the caller card shows it."""

    id: int
    number: str
    service_level: str
    ends_on: date
    maintenance_until: date


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling from a number: contact, customer and the contracts in force, longest first."""

    contact_id: int
    contact_name: str
    contact_title: str
    contact_role: str
    customer_id: int
    customer_code: str
    customer_name: str
    customer_level: str
    customer_phase: str
    extension: str
    contracts: tuple[ContractInForce, ...]


def by_phone(number: str, *, on: date) -> list[Caller]:
    """Everybody who uses `number`, those with its extension first; [] for one unknown or unreadable. One statement."""
    read = read_phone(number)
    if read is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CALLERS, {"number": read.number, "extension": read.extension, "on": on})
        return [_caller(row) for row in cursor.fetchall()]


def contracts_in_force(*, customer_id: int, on: date) -> list[ContractInForce]:
    """The contracts that count for a customer on that day, longest first; one statement."""
    found = Contract.objects.filter(
        customer=customer_id, status="active", starts_on__lte=on, ends_on__gte=on, maintenance_until__gte=on
    ).order_by("-maintenance_until", "pk")
    return [
        ContractInForce(row.pk, row.number, row.service_level, row.ends_on, row.maintenance_until)
        for row in found
    ]


def by_mail(address: str) -> Contact | None:
    """The present contact who writes from `address`; None if nobody does. One statement."""
    return (
        Contact.objects.present()
        .select_related("customer")
        .filter(mails__address=address.strip().lower(), customer__is_active=True)
        .first()
    )


def search_customers(*, actor: Actor, words: str, with_former: bool = False) -> QuerySet[Customer]:
    """Customers `actor` may see with every word in code, name, pinyin or initials; by name in pinyin order."""
    found = Customer.objects.visible_to(actor).filter(_holding(words))
    return _by_name(found if with_former else found.filter(is_active=True))


def search_contacts(*, actor: Actor, words: str, customer_id: int | None = None) -> QuerySet[Contact]:
    """Present contacts `actor` may see, found by name, pinyin, initials, mail address or a part of a number."""
    found = Contact.objects.visible_to(actor).present().select_related("customer")
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    for word in words.split():
        holds = Q(lookup__contains=word.lower()) | Q(mails__address__contains=word.lower())
        digits = re.sub(r"\D", "", word)
        if len(digits) >= 4:
            holds |= Q(phones__number__contains=digits.lstrip("0"))
        found = found.filter(holds)
    return found.distinct().order_by("name", "pk")


def search_products(*, words: str, with_former: bool = False) -> QuerySet[Product]:
    """Products found by code, name, family, pinyin or initials; by code."""
    found = Product.objects.filter(_holding(words))
    return (found if with_former else found.filter(is_active=True)).order_by("code")


def products_for(customer_id: int | None, *, besides: int | None = None) -> QuerySet[Product]:
    """The products a customer has by contract or installed, by code; every active one where a contract covers all, or
    nothing is known of him. The one `besides` is among them in any case. One more statement.
    """
    contracts = Contract.objects.filter(customer=customer_id)
    his = Q(pk__in=ContractProduct.objects.filter(contract__in=contracts).values("product_id"))
    his |= Q(pk__in=Asset.objects.filter(customer=customer_id).values("product_id"))
    active = Product.objects.filter(is_active=True)
    covers_all = contracts.filter(covers_all_products=True).exists()
    found = active if covers_all or not active.filter(his).exists() else active.filter(his)
    return Product.objects.filter(Q(pk__in=found.values("pk")) | Q(pk=besides)).order_by("code")


def lookup_of(*texts: str) -> str:
    """What a thing can be found by: the texts, their full pinyin and their pinyin initials, in lower case."""
    from pypinyin import Style, lazy_pinyin

    keys: list[str] = []
    for text in texts:
        if not text:
            continue
        keys.append(text)
        if not text.isascii():
            keys.append("".join(lazy_pinyin(text)))
            keys.append("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))
    return " ".join(dict.fromkeys(key.lower() for key in keys))


def _holding(words: str) -> Q:
    holds = Q()
    for word in words.lower().split():
        holds &= Q(lookup__contains=word)
    return holds


def _by_name(found: QuerySet[Customer]) -> QuerySet[Customer]:
    return found.order_by(in_pinyin_order(), "pk")


def _caller(row: Sequence[Any]) -> Caller:
    *fields, contracts = row
    listed = json.loads(contracts) if isinstance(contracts, str) else contracts
    in_force = tuple(
        ContractInForce(
            id=item["id"],
            number=item["number"],
            service_level=item["service_level"],
            ends_on=date.fromisoformat(item["ends_on"]),
            maintenance_until=date.fromisoformat(item["maintenance_until"]),
        )
        for item in listed
    )
    values: Any = (*fields, in_force)  # in the order of the fields
    return Caller(*values)
