"""What stands installed at customers: listed, added, changed."""

from datetime import date
from typing import Any

from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.customers import EDITS, READS, page_of
from shouwen.api.kinds import Code, Day, Given, ShortCode, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page
from shouwen.api.schemas.shared import NEXT
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.places import change_asset, create_asset
from shouwen.capabilities.customers.models import Asset, Customer

router = Router(tags=["Customers"])


class AssetFilters(Page):
    customer: Code | None = Field(None, description="Only those of this customer, by code.")
    product: Code | None = Field(None, description="Only those of this product, by code.")
    serial: Code | None = None


class AssetShown(Shown):
    id: int
    customer: str
    product: str
    serial: str
    site: str | None
    version: str
    installed_on: date | None
    warranty_until: date | None
    is_active: bool


class AssetPage(Shown):
    items: list[AssetShown]
    next: str | None = NEXT


class AssetGiven(Given):
    """A new installed product."""

    customer: Code
    product: Code
    serial: Code
    site: Code | None = Field(None, description="Where it stands, by the site's code.")
    version: ShortCode = ""
    installed_on: Day | None = None
    warranty_until: Day | None = None


class AssetChanged(Given):
    """What changes; fields left out stay."""

    site: Code | None = None
    version: ShortCode = ""
    installed_on: Day | None = None
    warranty_until: Day | None = None
    is_active: bool = True


@reading(router, "/assets", name="list_assets", answer=AssetPage, rule=READS, query=AssetFilters)
def list_assets(request: ApiRequest, filters: Query[AssetFilters]) -> Any:
    """List what stands at customers, in the order it was added."""
    found = Asset.objects.visible_to(_actor(request)).select_related("customer", "product", "site")
    named = {"customer__code": filters.customer, "product__code": filters.product, "serial": filters.serial}
    found = found.filter(**{name: value for name, value in named.items() if value})
    return page_of(request, found, filters, _shown, AssetPage)


@reading(router, "/assets/{asset}", name="get_asset", answer=AssetShown, rule=READS)
def get_asset(request: ApiRequest, asset: finding.PathId) -> Any:
    """Read one installed product."""
    return _shown(_asset(request, asset))


@acting(router, "/assets", name="create_asset", answer=AssetShown, rule=EDITS)
def add_asset(request: ApiRequest, body: AssetGiven) -> Any:
    """Add an installed product to a customer."""
    actor = _actor(request)
    customer = finding.customer_named(actor, "customer", body.customer)
    details = body.model_dump(include={"version", "installed_on", "warranty_until"})
    made = create_asset(
        customer=customer, product=finding.product_named("product", body.product), serial=body.serial,
        **details, **_place(actor, body, customer), actor=actor, at=now(),
    )  # fmt: skip
    return _shown(made)


@acting(
    router, "/assets/{asset}", name="change_asset", answer=AssetShown, rule=EDITS, method="PATCH", status=200
)
def alter_asset(request: ApiRequest, asset: finding.PathId, body: AssetChanged) -> Any:
    """Change an installed product; fields left out stay."""
    actor, found = _actor(request), _asset(request, asset)
    changes = body.model_dump(exclude_unset=True, exclude={"site"}) | _place(actor, body, found.customer)
    change_asset(asset=found, actor=actor, at=now(), **changes)
    return _shown(_asset(request, asset))


def _place(actor: Actor, body: AssetGiven | AssetChanged, customer: Customer) -> dict[str, Any]:
    """The site as a row, if one was sent."""
    if "site" not in body.model_fields_set:
        return {}
    return {"site": finding.site_named(actor, "site", body.site, customer) if body.site else None}


def _asset(request: ApiRequest, pk: int) -> Asset:
    visible = Asset.objects.visible_to(_actor(request)).select_related("customer", "product", "site")
    found = visible.filter(pk=pk).first()
    if found is None:
        raise NotVisible(asset=pk)
    return found


def _shown(of: Asset) -> AssetShown:
    return AssetShown.of(
        id=of.pk, customer=of.customer.code, product=of.product.code, serial=of.serial,
        site=of.site.code if of.site else None, version=of.version, installed_on=of.installed_on,
        warranty_until=of.warranty_until, is_active=of.is_active,
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
