"""Customers, contacts, sites, products and contracts as programs see and give them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from shouwen.api.kinds import Code, Count, Day, Given, Id, Line, Name, Prose, ShortCode, Shown
from shouwen.api.paging import Page
from shouwen.api.schemas.shared import NEXT
from shouwen.capabilities.customers.choices import (
    ContactRole,
    ContractStatus,
    CustomerPhase,
    ProductKind,
    ServiceKind,
)
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site

Language = Literal["zh-hans", "en"]


class Words(Page):
    """Which of them, found by words."""

    q: Line = Field("", description="Words to find it by: code, name, pinyin or initials.")


class ContactFilters(Words):
    customer: Code | None = Field(None, description="Only those of this customer, by code.")


class ContractFilters(Page):
    customer: Code | None = Field(None, description="Only those of this customer, by code.")


class SiteFilters(Page):
    customer: Code | None = Field(None, description="Only those of this customer, by code.")


class CustomerShown(Shown):
    code: str
    name: str
    short_names: list[str]
    level: str
    phase: str
    region: str
    address: str
    remarks: str
    is_active: bool


class CustomerPage(Shown):
    items: list[CustomerShown]
    next: str | None = NEXT


class CustomerGiven(Given):
    """A new customer."""

    code: ShortCode
    name: Name
    short_names: list[Line] = Field([], max_length=20)
    level: Code = Field("", description="A service level of the regulation.")
    phase: CustomerPhase = CustomerPhase.SERVICE
    region: Code = ""
    address: Line = ""
    remarks: Line = ""


class CustomerChanged(Given):
    """What changes; fields left out stay."""

    name: Name = ""
    short_names: list[Line] = Field([], max_length=20)
    level: Code = ""
    phase: CustomerPhase = CustomerPhase.SERVICE
    region: Code = ""
    address: Line = ""
    remarks: Line = ""
    is_active: bool = True


class ContactShown(Shown):
    id: int
    customer: str
    name: str
    title: str
    role: str
    language: str
    code: str
    phones: list[str]
    mails: list[str]
    is_active: bool


class ContactPage(Shown):
    items: list[ContactShown]
    next: str | None = NEXT


class ContactGiven(Given):
    """A new contact."""

    customer: Code
    name: Code
    title: Code = ""
    role: ContactRole = ContactRole.USER
    language: Language = "zh-hans"
    code: ShortCode = ""
    phones: list[Code] = Field([], max_length=20)
    mails: list[Line] = Field([], max_length=20)


class ContactChanged(Given):
    """What changes; fields left out stay. `phones` and `mails` replace all."""

    name: Code = ""
    title: Code = ""
    role: ContactRole = ContactRole.USER
    language: Language = "zh-hans"
    code: ShortCode = ""
    phones: list[Code] = Field([], max_length=20)
    mails: list[Line] = Field([], max_length=20)
    is_active: bool = True


class ContactMergeGiven(Given):
    absorbed: Id = Field(description="The entry that goes.")


class SiteShown(Shown):
    id: int
    customer: str
    code: str
    name: str
    region: str
    address: str
    is_active: bool


class SitePage(Shown):
    items: list[SiteShown]
    next: str | None = NEXT


class SiteGiven(Given):
    """A new site of a customer."""

    customer: Code
    code: ShortCode
    name: Name
    region: Code = ""
    address: Line = ""


class SiteChanged(Given):
    """What changes; fields left out stay."""

    name: Name = ""
    region: Code = ""
    address: Line = ""
    is_active: bool = True


class NamesGiven(Given):
    zh: Line = ""
    en: Line = ""


class NamesNeeded(Given):
    zh: Annotated[Line, Field(min_length=1)]
    en: Line = ""


class ProductShown(Shown):
    code: str
    names: dict[str, str]
    kind: str
    family: str
    is_own: bool
    is_active: bool


class ProductPage(Shown):
    items: list[ProductShown]
    next: str | None = NEXT


class ProductGiven(Given):
    """A new product or business system."""

    code: ShortCode
    names: NamesGiven
    kind: ProductKind = ProductKind.PRODUCT
    family: Code = ""
    is_own: bool = True


class ProductChanged(Given):
    """What changes; fields left out stay."""

    names: NamesGiven = NamesGiven()
    kind: ProductKind = ProductKind.PRODUCT
    family: Code = ""
    is_own: bool = True
    is_active: bool = True


class ContractShown(Shown):
    number: str
    customer: str
    status: str
    starts_on: date
    ends_on: date
    maintenance_until: date
    service_level: str
    calendar: str
    covers_all_products: bool
    products: list[str]
    services: dict[str, int | None] = Field(description="Service to the number of times; null without limit.")
    used: dict[str, int] = Field(description="Service to the number of times it was used.")
    remarks: str


class ContractPage(Shown):
    items: list[ContractShown]
    next: str | None = NEXT


class ContractGiven(Given):
    """A new contract."""

    number: Code
    customer: Code
    starts_on: Day
    ends_on: Day
    maintenance_until: Day | None = None
    status: ContractStatus = ContractStatus.ACTIVE
    service_level: Code = ""
    calendar: Code = ""
    covers_all_products: bool = False
    products: list[Code] = Field([], max_length=200)
    services: dict[ServiceKind, Count | None] = {}
    remarks: Line = ""


class ContractChanged(Given):
    """What changes; fields left out stay. `products` and `services` replace all."""

    starts_on: Day = date(2000, 1, 1)
    ends_on: Day = date(2000, 1, 1)
    maintenance_until: Day = date(2000, 1, 1)
    status: ContractStatus = ContractStatus.ACTIVE
    service_level: Code = ""
    calendar: Code = ""
    covers_all_products: bool = False
    products: list[Code] = Field([], max_length=200)
    services: dict[ServiceKind, Count | None] = {}
    remarks: Prose = ""


def customer(of: Customer) -> CustomerShown:
    return CustomerShown.of(**_plain(of, CustomerShown))


def contact(of: Contact) -> ContactShown:
    """`of` read with its customer, phones and mails."""
    phones = [f"{row.number}-{row.extension}" if row.extension else row.number for row in of.phones.all()]
    return ContactShown.of(
        **_plain(of, ContactShown, "customer", "phones", "mails"),
        customer=of.customer.code, phones=phones, mails=[row.address for row in of.mails.all()],
    )  # fmt: skip


def site(of: Site) -> SiteShown:
    return SiteShown.of(**_plain(of, SiteShown, "customer"), customer=of.customer.code)


def product(of: Product) -> ProductShown:
    return ProductShown.of(**_plain(of, ProductShown))


def contract(of: Contract) -> ContractShown:
    """`of` read with its customer, its covered products, its services and how often each was used."""
    return ContractShown.of(
        **_plain(of, ContractShown, "customer", "products", "services", "used"),
        customer=of.customer.code,
        products=sorted(row.product.code for row in of.covered.all()),
        services={str(row.service): row.quantity for row in of.services.all()},
        used={str(row.service): row.used for row in of.services.all()},
    )  # fmt: skip


def _plain(of: Any, shape: type[Shown], *but: str) -> dict[str, Any]:
    """The values of the fields that model and shape call the same."""
    values = {name: getattr(of, name) for name in shape.model_fields if name not in but}
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}
