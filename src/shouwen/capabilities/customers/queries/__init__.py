"""What can be asked about customers."""

from shouwen.capabilities.customers.queries.doors import actor_for_contact_session, actor_of_contact
from shouwen.capabilities.customers.queries.entitlement import (
    Candidate,
    Finding,
    Terms,
    check_entitlement,
    contracts_of,
    judge,
)
from shouwen.capabilities.customers.queries.finding import (
    Caller,
    ContractInForce,
    by_mail,
    by_phone,
    lookup_of,
    products_for,
    search_contacts,
    search_customers,
    search_products,
)
from shouwen.capabilities.customers.queries.phones import PhoneNumber, read_phone, show_phone

__all__ = [
    "Caller",
    "Candidate",
    "ContractInForce",
    "Finding",
    "PhoneNumber",
    "Terms",
    "actor_for_contact_session",
    "actor_of_contact",
    "by_mail",
    "by_phone",
    "check_entitlement",
    "contracts_of",
    "judge",
    "lookup_of",
    "products_for",
    "read_phone",
    "search_contacts",
    "search_customers",
    "search_products",
    "show_phone",
]
