"""Products and business systems: created and changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.customers.choices import ProductKind
from shouwen.capabilities.customers.commands.fields import (
    changed_fields,
    clean_texts,
    require_choice,
    require_filled,
)
from shouwen.capabilities.customers.models import Product
from shouwen.capabilities.customers.permissions import can_manage
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.customers.refusals import ProductCodeTaken

CHANGEABLE = frozenset(
    {"names", "kind", "family", "is_own", "incident_manager", "team", "skill", "is_active"}
)


@transaction.atomic
def create_product(
    *, code: str, names: dict[str, str], actor: Actor, at: datetime, **details: Any
) -> Product:
    """A product or business system exists under `code`. Raises ProductCodeTaken and InvalidInput."""
    require(can_manage(actor))
    code = code.strip()
    require_filled({"code": code}, "code")
    product = Product(code=code)
    changed_fields(product, clean_texts({"names": names, **details}), CHANGEABLE)
    _check(product)
    product.subject = subject = journal.open_subject("product")
    with refused_as(ProductCodeTaken(taken=code)):
        product.save()
    payload = {"code": code, "kind": str(product.kind)}
    journal.record_all(subject, [("product.created", payload)], actor=actor, at=at)
    return product


@transaction.atomic
def change_product(*, product: Product, actor: Actor, at: datetime, **changes: Any) -> Product:
    """`product` has the new values; equal ones change nothing."""
    require(can_manage(actor))
    subject = journal.lock(product.subject_id)
    product = Product.objects.get(pk=product.pk)
    changed = changed_fields(product, clean_texts(changes), CHANGEABLE)
    if changed:
        _check(product)
        product.save(update_fields=[*changed, "lookup"])
        journal.record_all(subject, [("product.changed", {"changed": changed})], actor=actor, at=at)
    return product


def _check(product: Product) -> None:
    require_choice("kind", product.kind, ProductKind)
    names = {language: product.names.get(language, "").strip() for language in ("zh", "en")}
    either = names["zh"] or names["en"]
    require_filled({"names": either}, "names")
    product.names = {language: name or either for language, name in names.items()}
    product.lookup = lookup_of(product.code, *product.names.values(), product.family)
