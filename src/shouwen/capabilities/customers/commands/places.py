"""Sites and assets: where customers have what we serve."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.customers.commands.fields import changed_fields, clean_texts, require_filled
from shouwen.capabilities.customers.models import Asset, Customer, Product, Site
from shouwen.capabilities.customers.permissions import can_edit
from shouwen.capabilities.customers.refusals import SerialTaken, SiteCodeTaken

OF_A_SITE = frozenset({"name", "region", "address", "is_active"})
OF_AN_ASSET = frozenset({"site", "version", "installed_on", "warranty_until", "is_active"})


@transaction.atomic
def create_site(
    *, customer: Customer, code: str, name: str, actor: Actor, at: datetime, **details: Any
) -> Site:
    """`customer` has a site under `code`. Raises SiteCodeTaken and InvalidInput."""
    require(can_edit(actor))
    subject = journal.lock(customer.subject_id)
    values = clean_texts({"name": name, **details})
    code = code.strip()
    require_filled({"code": code, **values}, "code", "name")
    site = Site(customer=customer, code=code)
    changed_fields(site, values, OF_A_SITE)
    with refused_as(SiteCodeTaken(taken=code)):
        site.save()
    payload = {"site": site.pk, "code": code}
    journal.record_all(subject, [("customer.site_added", payload)], actor=actor, at=at)
    return site


@transaction.atomic
def change_site(*, site: Site, actor: Actor, at: datetime, **changes: Any) -> Site:
    """`site` has the new name, region, address or is_active; equal values change nothing."""
    require(can_edit(actor))
    subject = journal.lock(site.customer.subject_id)
    site = Site.objects.get(pk=site.pk)
    changed = changed_fields(site, clean_texts(changes), OF_A_SITE)
    if changed:
        require_filled({"name": site.name}, "name")
        site.save(update_fields=changed)
        payload = {"site": site.pk, "changed": changed}
        journal.record_all(subject, [("customer.site_changed", payload)], actor=actor, at=at)
    return site


@transaction.atomic
def create_asset(
    *, customer: Customer, product: Product, serial: str, actor: Actor, at: datetime, **details: Any
) -> Asset:
    """`product` with `serial` stands at `customer`. Raises SerialTaken and InvalidInput."""
    require(can_edit(actor))
    subject = journal.lock(customer.subject_id)
    serial = serial.strip()
    require_filled({"serial": serial}, "serial")
    asset = Asset(customer=customer, product=product, serial=serial)
    changed_fields(asset, clean_texts(details), OF_AN_ASSET)
    _check_site(asset)
    with refused_as(SerialTaken(taken=serial)):
        asset.save()
    payload = {"asset": asset.pk, "product": product.code}
    journal.record_all(subject, [("customer.asset_added", payload)], actor=actor, at=at)
    return asset


@transaction.atomic
def change_asset(*, asset: Asset, actor: Actor, at: datetime, **changes: Any) -> Asset:
    """`asset` has the new site, version, dates or is_active; versions matter when a fix is delivered."""
    require(can_edit(actor))
    subject = journal.lock(asset.customer.subject_id)
    asset = Asset.objects.get(pk=asset.pk)
    changed = changed_fields(asset, clean_texts(changes), OF_AN_ASSET)
    if changed:
        _check_site(asset)
        asset.save(update_fields=changed)
        payload = {"asset": asset.pk, "changed": changed}
        journal.record_all(subject, [("customer.asset_changed", payload)], actor=actor, at=at)
    return asset


def _check_site(asset: Asset) -> None:
    if asset.site is not None and asset.site.customer_id != asset.customer_id:
        raise InvalidInput({"site": gettext("This site belongs to another customer.")})
