"""Customers, contacts, sites, products and contracts: found, added, changed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from ninja import Query, Router
from pydantic import BaseModel

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas import customers as shapes
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.contacts import change_contact, create_contact, merge_contacts
from shouwen.capabilities.customers.commands.contracts import change_contract, create_contract
from shouwen.capabilities.customers.commands.customers import change_customer, create_customer
from shouwen.capabilities.customers.commands.places import change_site, create_site
from shouwen.capabilities.customers.commands.products import change_product, create_product
from shouwen.capabilities.customers.models import Contact, Contract, ContractProduct, Customer, Product, Site
from shouwen.capabilities.customers.queries import search_contacts, search_customers, search_products
from shouwen.capabilities.customers.queries.naming import contact_numbered
from shouwen.capabilities.customers.queries.services import with_services

router = Router(tags=["Customers"])
READS = Rule("customers", grants=("customers.see",))
EDITS = Rule("customers", writes=True, grants=("customers.edit",))
MANAGES = Rule("customers", writes=True, grants=("customers.manage",))
PRODUCT_READS = Rule("customers")


@reading(
    router, "/customers", name="list_customers", answer=shapes.CustomerPage, rule=READS, query=shapes.Words
)
def list_customers(request: ApiRequest, filters: Query[shapes.Words]) -> Any:
    """List customers, found by words, in the order they were added."""
    found = search_customers(actor=_actor(request), words=filters.q, with_former=True)
    return page_of(request, found, filters, shapes.customer, shapes.CustomerPage)


@reading(router, "/customers/{code}", name="get_customer", answer=shapes.CustomerShown, rule=READS)
def get_customer(request: ApiRequest, code: finding.PathCode) -> Any:
    """Read one customer."""
    return shapes.customer(_one(Customer.objects.visible_to(_actor(request)).filter(code=code)))


@acting(router, "/customers", name="create_customer", answer=shapes.CustomerShown, rule=EDITS)
def add_customer(request: ApiRequest, body: shapes.CustomerGiven) -> Any:
    """Add a customer."""
    return shapes.customer(create_customer(**body.model_dump(), actor=_actor(request), at=now()))


@acting(
    router,
    "/customers/{code}",
    name="change_customer",
    answer=shapes.CustomerShown,
    rule=EDITS,
    method="PATCH",
    status=200,
)
def alter_customer(request: ApiRequest, code: finding.PathCode, body: shapes.CustomerChanged) -> Any:
    """Change a customer; fields left out stay."""
    found = _one(Customer.objects.visible_to(_actor(request)).filter(code=code))
    return shapes.customer(change_customer(customer=found, actor=_actor(request), at=now(), **_changes(body)))


@reading(
    router,
    "/contacts",
    name="list_contacts",
    answer=shapes.ContactPage,
    rule=READS,
    query=shapes.ContactFilters,
)
def list_contacts(request: ApiRequest, filters: Query[shapes.ContactFilters]) -> Any:
    """List contacts, found by words: name, pinyin, initials, mail address or a part of a number."""
    actor = _actor(request)
    customer = finding.customer_named(actor, "customer", filters.customer) if filters.customer else None
    found = search_contacts(actor=actor, words=filters.q, customer_id=customer.pk if customer else None)
    return page_of(
        request, found.prefetch_related("phones", "mails"), filters, shapes.contact, shapes.ContactPage
    )


@reading(router, "/contacts/{contact}", name="get_contact", answer=shapes.ContactShown, rule=READS)
def get_contact(request: ApiRequest, contact: finding.PathId) -> Any:
    """Read one contact."""
    return shapes.contact(_contact(request, contact))


@acting(router, "/contacts", name="create_contact", answer=shapes.ContactShown, rule=EDITS)
def add_contact(request: ApiRequest, body: shapes.ContactGiven) -> Any:
    """Add a contact to a customer."""
    actor = _actor(request)
    values = {**body.model_dump(), "customer": finding.customer_named(actor, "customer", body.customer)}
    return shapes.contact(create_contact(**values, actor=actor, at=now()))


@acting(
    router,
    "/contacts/{contact}",
    name="change_contact",
    answer=shapes.ContactShown,
    rule=EDITS,
    method="PATCH",
    status=200,
)
def alter_contact(request: ApiRequest, contact: finding.PathId, body: shapes.ContactChanged) -> Any:
    """Change a contact; fields left out stay."""
    found = _contact(request, contact)
    change_contact(contact=found, actor=_actor(request), at=now(), **_changes(body))
    return shapes.contact(_contact(request, contact))


@acting(router, "/contacts/{contact}/merges", name="merge_contacts", answer=shapes.ContactShown, rule=MANAGES)
def merge(request: ApiRequest, contact: finding.PathId, body: shapes.ContactMergeGiven) -> Any:
    """Make one of two entries of the same person: this one stays, with the numbers and addresses of both."""
    actor = _actor(request)
    survivor = contact_numbered(contact, actor=actor)
    if survivor is None:
        raise NotVisible(contact=contact)
    absorbed = finding.contact_named(actor, "absorbed", body.absorbed)
    merge_contacts(survivor=survivor, absorbed=absorbed, actor=actor, at=now())
    return shapes.contact(_contact(request, contact))


@reading(router, "/sites", name="list_sites", answer=shapes.SitePage, rule=READS, query=shapes.SiteFilters)
def list_sites(request: ApiRequest, filters: Query[shapes.SiteFilters]) -> Any:
    """List the places of customers."""
    found = Site.objects.visible_to(_actor(request)).select_related("customer")
    found = found.filter(customer__code=filters.customer) if filters.customer else found
    return page_of(request, found, filters, shapes.site, shapes.SitePage)


@acting(router, "/sites", name="create_site", answer=shapes.SiteShown, rule=EDITS)
def add_site(request: ApiRequest, body: shapes.SiteGiven) -> Any:
    """Add a site to a customer."""
    actor = _actor(request)
    values = {**body.model_dump(), "customer": finding.customer_named(actor, "customer", body.customer)}
    return shapes.site(create_site(**values, actor=actor, at=now()))


@acting(
    router,
    "/sites/{site}",
    name="change_site",
    answer=shapes.SiteShown,
    rule=EDITS,
    method="PATCH",
    status=200,
)
def alter_site(request: ApiRequest, site: finding.PathId, body: shapes.SiteChanged) -> Any:
    """Change a site; fields left out stay."""
    found = _one(Site.objects.visible_to(_actor(request)).select_related("customer").filter(pk=site))
    change_site(site=found, actor=_actor(request), at=now(), **_changes(body))
    return shapes.site(Site.objects.select_related("customer").get(pk=found.pk))


@reading(
    router,
    "/products",
    name="list_products",
    answer=shapes.ProductPage,
    rule=PRODUCT_READS,
    query=shapes.Words,
)
def list_products(request: ApiRequest, filters: Query[shapes.Words]) -> Any:
    """List products and business systems, found by words."""
    found = search_products(words=filters.q, with_former=True)
    return page_of(request, found, filters, shapes.product, shapes.ProductPage)


@acting(router, "/products", name="create_product", answer=shapes.ProductShown, rule=MANAGES)
def add_product(request: ApiRequest, body: shapes.ProductGiven) -> Any:
    """Add a product or a business system."""
    return shapes.product(create_product(**body.model_dump(), actor=_actor(request), at=now()))


@acting(
    router,
    "/products/{code}",
    name="change_product",
    answer=shapes.ProductShown,
    rule=MANAGES,
    method="PATCH",
    status=200,
)
def alter_product(request: ApiRequest, code: finding.PathCode, body: shapes.ProductChanged) -> Any:
    """Change a product; fields left out stay."""
    found = _one(Product.objects.filter(code=code))
    return shapes.product(change_product(product=found, actor=_actor(request), at=now(), **_changes(body)))


@reading(
    router,
    "/contracts",
    name="list_contracts",
    answer=shapes.ContractPage,
    rule=READS,
    query=shapes.ContractFilters,
)
def list_contracts(request: ApiRequest, filters: Query[shapes.ContractFilters]) -> Any:
    """List contracts."""
    found = _contracts(request)
    found = found.filter(customer__code=filters.customer) if filters.customer else found
    return page_of(request, found, filters, shapes.contract, shapes.ContractPage)


@reading(router, "/contracts/{code}", name="get_contract", answer=shapes.ContractShown, rule=READS)
def get_contract(request: ApiRequest, code: finding.PathCode) -> Any:
    """Read one contract, by number."""
    return shapes.contract(_one(_contracts(request).filter(number=code)))


@acting(router, "/contracts", name="create_contract", answer=shapes.ContractShown, rule=MANAGES)
def add_contract(request: ApiRequest, body: shapes.ContractGiven) -> Any:
    """Add a contract."""
    actor = _actor(request)
    values = {**body.model_dump(), "customer": finding.customer_named(actor, "customer", body.customer)}
    values["products"] = finding.products_named("products", body.products)
    made = create_contract(**values, actor=actor, at=now())
    return shapes.contract(_one(_contracts(request).filter(pk=made.pk)))


@acting(
    router,
    "/contracts/{code}",
    name="change_contract",
    answer=shapes.ContractShown,
    rule=MANAGES,
    method="PATCH",
    status=200,
)
def alter_contract(request: ApiRequest, code: finding.PathCode, body: shapes.ContractChanged) -> Any:
    """Change a contract; fields left out stay."""
    found = _one(_contracts(request).filter(number=code))
    changes = _changes(body)
    if "products" in changes:
        changes["products"] = finding.products_named("products", body.products)
    change_contract(contract=found, actor=_actor(request), at=now(), **changes)
    return shapes.contract(_one(_contracts(request).filter(pk=found.pk)))


def page_of(
    request: ApiRequest, found: QuerySet[Any], filters: Page, show: Callable[[Any], Any], shape: type[Any]
) -> Any:
    """One page of `found` in the order of their making."""
    place = unpacked(filters.cursor, (int,))
    rows = found.order_by("pk")
    rows = rows.filter(pk__gt=place[0]) if place else rows
    part, goes_on = cut(list(rows[: filters.limit + 1]), filters.limit)
    cursor = packed(part[-1].pk) if goes_on else None
    return shape.of(items=[show(row) for row in part], next=next_url(request, cursor))


def _contracts(request: ApiRequest) -> QuerySet[Contract]:
    covered = Prefetch("covered", ContractProduct.objects.select_related("product"))
    visible = Contract.objects.visible_to(_actor(request)).select_related("customer")
    return visible.prefetch_related(covered, with_services())


def _contact(request: ApiRequest, pk: int) -> Contact:
    visible = Contact.objects.visible_to(_actor(request)).select_related("customer")
    found: Contact = _one(visible.prefetch_related("phones", "mails").filter(pk=pk))
    return found


def _one(rows: QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise NotVisible()
    return found


def _changes(body: BaseModel) -> dict[str, Any]:
    """The fields that were sent, whatever their value."""
    return body.model_dump(exclude_unset=True)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
