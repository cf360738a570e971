"""Contracts: made and changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.customers.choices import ContractStatus, ServiceKind
from shouwen.capabilities.customers.commands.fields import (
    changed_fields,
    clean_texts,
    require_choice,
    require_filled,
    require_known_code,
)
from shouwen.capabilities.customers.models import (
    Contract,
    ContractProduct,
    ContractService,
    Customer,
    Product,
    ServiceUse,
)
from shouwen.capabilities.customers.permissions import can_manage
from shouwen.capabilities.customers.refusals import ContractNumberTaken

CHANGEABLE = frozenset(
    {
        "status",
        "starts_on",
        "ends_on",
        "maintenance_until",
        "service_level",
        "calendar",
        "covers_all_products",
    }
    | {"remarks"}
)
MOST_TIMES = 100_000
Services = Mapping[str, int | None]


@transaction.atomic
def create_contract(
    *,
    number: str,
    customer: Customer,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    at: datetime,
    maintenance_until: date | None = None,
    products: Iterable[Product] = (),
    services: Services | None = None,
    **details: Any,
) -> Contract:
    """`customer` is entitled to `services` ({service: quantity, None without limit}) on `products` from day to day.

    Maintenance runs to the end of the contract unless said otherwise. Raises ContractNumberTaken and InvalidInput.
    """
    require(can_manage(actor))
    number = number.strip()
    require_filled({"number": number}, "number")
    values = {"starts_on": starts_on, "ends_on": ends_on, "maintenance_until": maintenance_until or ends_on}
    contract = Contract(number=number, customer=customer, created_at=at)
    changed_fields(contract, clean_texts({**values, **details}), CHANGEABLE)
    _check(contract)
    contract.subject = subject = journal.open_subject("contract")
    with refused_as(ContractNumberTaken(taken=number)):
        contract.save()
    _set_products(contract, products)
    _set_services(contract, services or {})
    payload = {
        "number": number,
        "customer": customer.code,
        "status": str(contract.status),
        "terms": terms_of(contract),
    }
    journal.record_all(subject, [("contract.created", payload)], actor=actor, at=at)
    return contract


@transaction.atomic
def change_contract(
    *,
    contract: Contract,
    actor: Actor,
    at: datetime,
    products: Iterable[Product] | None = None,
    services: Services | None = None,
    **changes: Any,
) -> Contract:
    """`contract` has the new terms; `products` and `services` replace all, None leaves them. Raises InvalidInput.

    Tickets that run keep the terms they were registered under until they are told of the change.
    """
    require(can_manage(actor))
    subject = journal.lock(contract.subject_id)
    contract = Contract.objects.get(pk=contract.pk)
    changed = changed_fields(contract, clean_texts(changes), CHANGEABLE)
    if changed:
        _check(contract)
        contract.save(update_fields=changed)
    if products is not None and _set_products(contract, products):
        changed.append("products")
    if services is not None and _set_services(contract, services):
        changed.append("services")
    if changed:
        payload = {"changed": changed, "status": str(contract.status), "terms": terms_of(contract)}
        journal.record_all(subject, [("contract.changed", payload)], actor=actor, at=at)
    return contract


def terms_of(contract: Contract) -> dict[str, str]:
    """The dates and codes of the contract as its facts keep them."""
    return {
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "maintenance_until": contract.maintenance_until.isoformat(),
        "service_level": contract.service_level,
        "calendar": contract.calendar,
    }


def _check(contract: Contract) -> None:
    require_choice("status", contract.status, ContractStatus)
    require_known_code("service_level", contract.service_level, "service_levels")
    require_known_code("calendar", contract.calendar, "calendars")
    for name in ("ends_on", "maintenance_until"):
        if getattr(contract, name) < contract.starts_on:
            raise InvalidInput({name: gettext("The end is before the start.")})


def _set_products(contract: Contract, products: Iterable[Product]) -> bool:
    wanted = {product.pk for product in products}
    kept = set(ContractProduct.objects.filter(contract=contract).values_list("product_id", flat=True))
    if wanted == kept:
        return False
    ContractProduct.objects.filter(contract=contract).exclude(product_id__in=wanted).delete()
    ContractProduct.objects.bulk_create(
        ContractProduct(contract=contract, product_id=pk) for pk in sorted(wanted - kept)
    )
    return True


def _set_services(contract: Contract, services: Services) -> bool:
    for service in services:
        require_choice("services", service, ServiceKind)
    if any(times is not None and not 1 <= times <= MOST_TIMES for times in services.values()):
        raise InvalidInput(
            {"services": gettext("A service can be included 1 to %(most)s times.") % {"most": MOST_TIMES}}
        )
    kept = dict(ContractService.objects.filter(contract=contract).values_list("service", "quantity"))
    if dict(services) == kept:
        return False
    gone = ContractService.objects.filter(contract=contract).exclude(service__in=list(services))
    if ServiceUse.objects.filter(entitlement__in=gone).exists():
        raise InvalidInput({"services": gettext("A service that was used already can't be taken away.")})
    gone.delete()
    ContractService.objects.bulk_create(
        (
            ContractService(contract=contract, service=service, quantity=quantity)
            for service, quantity in services.items()
        ),
        update_conflicts=True,
        unique_fields=["contract", "service"],
        update_fields=["quantity"],
    )
    return True
