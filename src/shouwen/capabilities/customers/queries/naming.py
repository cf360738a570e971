"""What belongs to customers, found by the code or number that people name; None where the actor may not see it."""

from shouwen.base.actors import Actor
from shouwen.base.prepared import Prepared
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site

CUSTOMER: Prepared[Customer] = Prepared(lambda code: Customer.objects.filter(code=code))
CONTACT: Prepared[Contact] = Prepared(lambda pk: Contact.objects.select_related("customer").filter(pk=pk))
CONTRACT: Prepared[Contract] = Prepared(lambda number: Contract.objects.filter(number=number))
SITE: Prepared[Site] = Prepared(lambda code, customer: Site.objects.filter(code=code, customer_id=customer))
PRODUCT: Prepared[Product] = Prepared(lambda code: Product.objects.filter(code=code))


def customer_coded(code: str, *, actor: Actor) -> Customer | None:
    found = CUSTOMER.one(code)
    return found if found is not None and sees_company(actor, found.pk) else None


def contact_numbered(pk: int, *, actor: Actor) -> Contact | None:
    """The contact with his customer."""
    found = CONTACT.one(pk)
    return found if found is not None and sees_company(actor, found.customer_id) else None


def contract_numbered(number: str, *, actor: Actor) -> Contract | None:
    found = CONTRACT.one(number)
    return found if found is not None and sees_company(actor, found.customer_id) else None


def site_coded(code: str, *, customer: Customer, actor: Actor) -> Site | None:
    return SITE.one(code, customer.pk) if sees_company(actor, customer.pk) else None


def product_coded(code: str) -> Product | None:
    """A product of the desk's list, which everybody knows."""
    return PRODUCT.one(code)


def sees_company(actor: Actor, customer_id: int) -> bool:
    """What `Customer.objects.visible_to` says, of one customer. No statement."""
    return actor.may("customers.see") or (actor.kind == "contact" and actor.customer_id == customer_id)
