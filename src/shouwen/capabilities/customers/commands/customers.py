"""Customers: created and changed."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.customers.choices import CustomerPhase
from shouwen.capabilities.customers.commands.fields import (
    changed_fields,
    clean_texts,
    require_choice,
    require_filled,
    require_known_code,
)
from shouwen.capabilities.customers.models import Customer
from shouwen.capabilities.customers.permissions import can_edit
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.customers.refusals import CustomerCodeTaken

CODE: Final = re.compile("[A-Za-z0-9-]+")
"""What a new code is made of; older ones stay as they are."""
CHANGEABLE = frozenset(
    {"name", "short_names", "level", "phase", "region", "address", "remarks", "owner", "is_active"}
)


@transaction.atomic
def create_customer(*, code: str, name: str, actor: Actor, at: datetime, **details: Any) -> Customer:
    """A customer exists under `code`; `details` are the other changeable fields.

    Raises CustomerCodeTaken and InvalidInput (a level that the regulation in force does not know, a wrong phase, a
    code of other signs than letters, digits and hyphens).
    """
    require(can_edit(actor))
    values = clean_texts({"name": name, **details})
    code = code.strip()
    require_filled({"code": code, **values}, "code", "name")
    if not CODE.fullmatch(code):
        raise InvalidInput(
            {"code": gettext("A customer code is of letters A to Z, digits and hyphens only.")}
        )
    customer = Customer(code=code, created_at=at)
    changed_fields(customer, values, CHANGEABLE)
    _check(customer)
    customer.subject = subject = journal.open_subject("customer")
    with refused_as(CustomerCodeTaken(taken=code)):
        customer.save()
    payload = {"code": code, "level": customer.level, "phase": str(customer.phase)}
    journal.record_all(subject, [("customer.created", payload)], actor=actor, at=at)
    return customer


@transaction.atomic
def change_customer(*, customer: Customer, actor: Actor, at: datetime, **changes: Any) -> Customer:
    """`customer` has the new values; equal ones change nothing. Raises InvalidInput as `create_customer`."""
    require(can_edit(actor))
    subject = journal.lock(customer.subject_id)
    customer = Customer.objects.get(pk=customer.pk)
    changed = changed_fields(customer, clean_texts(changes), CHANGEABLE)
    if not changed:
        return customer
    _check(customer)
    customer.save(update_fields=[*changed, "lookup"])
    payload = {"changed": changed, "level": customer.level, "phase": str(customer.phase)}
    journal.record_all(subject, [("customer.changed", payload)], actor=actor, at=at)
    return customer


def _check(customer: Customer) -> None:
    require_filled({"name": customer.name}, "name")
    require_choice("phase", customer.phase, CustomerPhase)
    require_known_code("level", customer.level, "service_levels")
    customer.short_names = _names(customer.short_names)
    customer.lookup = lookup_of(customer.code, customer.name, *customer.short_names)


def _names(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))
