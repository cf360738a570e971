"""The customers' tables."""

from shouwen.capabilities.customers.models.contacts import Contact, ContactMail, ContactPhone
from shouwen.capabilities.customers.models.contracts import (
    Contract,
    ContractProduct,
    ContractService,
    ServiceUse,
)
from shouwen.capabilities.customers.models.customers import Customer
from shouwen.capabilities.customers.models.doors import ContactLink, ContactSession
from shouwen.capabilities.customers.models.products import Asset, Product
from shouwen.capabilities.customers.models.sites import Site

__all__ = [
    "Asset",
    "Contact",
    "ContactLink",
    "ContactMail",
    "ContactPhone",
    "ContactSession",
    "Contract",
    "ContractProduct",
    "ContractService",
    "Customer",
    "Product",
    "ServiceUse",
    "Site",
]
