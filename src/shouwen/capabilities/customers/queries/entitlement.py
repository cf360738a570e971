"""The check of a request: is this a valid customer, and is the matter within our services (SA-6)?

The two answers stay apart. Findings are the words that routes of the regulation are chosen by (SA-7).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from shouwen.capabilities.customers.choices import ContractStatus, CustomerPhase
from shouwen.capabilities.customers.models import Contact, Customer, Product

CONTRACTS = """
SELECT t.id, t.number, t.status, t.starts_on, t.ends_on, t.maintenance_until, t.service_level, t.calendar,
       t.covers_all_products,
       ARRAY(SELECT product_id FROM customers_contractproduct WHERE contract_id = t.id),
       COALESCE((SELECT jsonb_object_agg(s.service, jsonb_build_array(s.quantity,
                        (SELECT count(*) FROM customers_serviceuse u WHERE u.entitlement_id = s.id)))
                   FROM customers_contractservice s WHERE s.contract_id = t.id), '{}')
  FROM customers_contract t
 WHERE t.customer_id = %s
 ORDER BY t.maintenance_until DESC, t.id
"""

ABOUT_THE_CUSTOMER = ("not_in_force", "expired", "unpaid", "project_phase")
_STATUS_FINDINGS = {
    ContractStatus.IMPLEMENTATION: "project_phase",
    ContractStatus.UNPAID: "unpaid",
    ContractStatus.TERMINATED: "not_in_force",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says, as far as the check asks. `services` maps a service to (quantity or None, used)."""

    id: int
    number: str
    status: str
    starts_on: date
    ends_on: date
    maintenance_until: date
    service_level: str
    calendar: str
    covers_all_products: bool
    product_ids: frozenset[int]
    services: dict[str, tuple[int | None, int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contract that was looked at, and what speaks against it; nothing does if `problems` is empty."""

    contract_id: int
    number: str
    problems: tuple[str, ...]
    service_level: str
    calendar: str
    ends_on: date
    maintenance_until: date
    quantity: int | None
    used: int

    @property
    def is_in_force(self) -> bool:
        return not any(problem in ABOUT_THE_CUSTOMER for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Finding:
    """The two answers, the contract chosen, all that were looked at, and why. `open_questions` were not asked yet.

    `findings` is empty exactly if both answers are yes.
    """

    customer_id: int | None
    contact_id: int | None
    product_id: int | None
    service: str | None
    on: date
    is_valid_customer: bool
    is_within_services: bool
    findings: tuple[str, ...]
    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    open_questions: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return self.is_valid_customer and self.is_within_services

    @property
    def contract_id(self) -> int | None:
        return self.chosen.contract_id if self.chosen else None

    def evidence(self) -> dict[str, Any]:
        """The finding in codes, ids and dates, to be stored with the ticket and its fact."""
        return {
            "customer": self.customer_id,
            "contact": self.contact_id,
            "product": self.product_id,
            "service": self.service,
            "on": self.on.isoformat(),
            "valid_customer": self.is_valid_customer,
            "within_services": self.is_within_services,
            "findings": list(self.findings),
            "open_questions": list(self.open_questions),
            "contract": self.contract_id,
            "candidates": [
                {
                    "contract": candidate.contract_id,
                    "number": candidate.number,
                    "problems": list(candidate.problems),
                    "ends_on": candidate.ends_on.isoformat(),
                    "maintenance_until": candidate.maintenance_until.isoformat(),
                    "quantity": candidate.quantity,
                    "used": candidate.used,
                }
                for candidate in self.candidates
            ],
        }


def check_entitlement(
    *,
    customer: Customer | None,
    on: date,
    contact: Contact | None = None,
    product: Product | None = None,
    service: str | None = None,
    matter: str | None = None,
) -> Finding:
    """Whether this request is ours to serve on that day, by every contract of the customer. One statement.

    `on` is the desk's date. `product` and `service` are None while nobody has said them, which is held against nobody.
    `matter` is what the agent heard it to be, a finding of the regulation such as "presales" or "not_about_a_product".
    """
    terms = contracts_of(customer.pk) if customer is not None else []
    return judge(
        customer_id=customer.pk if customer else None,
        phase=customer.phase if customer else None,
        contact_id=contact.pk if contact else None,
        product_id=product.pk if product else None,
        product_is_own=product.is_own if product else True,
        service=service,
        matter=matter,
        on=on,
        contracts=terms,
    )


def judge(
    *,
    customer_id: int | None,
    phase: str | None,
    contact_id: int | None,
    product_id: int | None,
    product_is_own: bool,
    service: str | None,
    matter: str | None,
    on: date,
    contracts: Iterable[Terms],
) -> Finding:
    """The rule of the check, without a database: `contracts` are all of the customer's."""
    candidates = tuple(_candidate(terms, product_id, product_is_own, service, on) for terms in contracts)
    ranked = sorted(candidates, key=_badness)
    best = ranked[0] if ranked else None
    chosen = best if best is not None and best.is_in_force else None
    about_us = _about_the_matter(matter, product_id, product_is_own)
    about_customer = _about_the_customer(customer_id, phase, best)
    scope = tuple(p for p in best.problems if p not in ABOUT_THE_CUSTOMER) if best is not None else ()
    findings = tuple(dict.fromkeys((*about_customer, *about_us, *scope)))
    asked = (("product", product_id), ("service", service))
    return Finding(
        customer_id=customer_id,
        contact_id=contact_id,
        product_id=product_id,
        service=service,
        on=on,
        is_valid_customer=not about_customer,
        is_within_services=best is not None and not about_us and not scope,
        findings=findings,
        chosen=chosen,
        candidates=tuple(ranked),
        open_questions=tuple(name for name, value in asked if value is None),
    )


def contracts_of(customer_id: int) -> list[Terms]:
    """Every contract of the customer with products, services and their use; longest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CONTRACTS, [customer_id])
        rows = cursor.fetchall()
    return [_terms(row) for row in rows]


def _terms(row: Any) -> Terms:
    *fields, products, services = row
    values: Any = (*fields, frozenset(products), _services(services))  # in the order of the fields
    return Terms(*values)


def _services(stored: Any) -> dict[str, tuple[int | None, int]]:
    services = json.loads(stored) if isinstance(stored, str) else stored
    return {service: (quantity, used) for service, (quantity, used) in services.items()}


def _candidate(
    terms: Terms, product_id: int | None, product_is_own: bool, service: str | None, on: date
) -> Candidate:
    problems: list[str] = []
    if status_finding := _STATUS_FINDINGS.get(ContractStatus(terms.status)):
        problems.append(status_finding)
    elif on < terms.starts_on:
        problems.append("not_in_force")
    elif on > min(terms.ends_on, terms.maintenance_until):
        problems.append("expired")
    covers = terms.covers_all_products or product_id in terms.product_ids
    if product_id is not None and product_is_own and not covers:
        problems.append("product_not_covered")
    quantity, used = terms.services.get(service, (None, 0)) if service else (None, 0)
    if service is not None and service not in terms.services:
        problems.append("service_not_covered")
    elif quantity is not None and used >= quantity:
        problems.append("used_up")
    return Candidate(
        contract_id=terms.id,
        number=terms.number,
        problems=tuple(problems),
        service_level=terms.service_level,
        calendar=terms.calendar,
        ends_on=terms.ends_on,
        maintenance_until=terms.maintenance_until,
        quantity=quantity,
        used=used,
    )


def _badness(candidate: Candidate) -> tuple[bool, int, int, int]:
    """Order of preference: in force first, then fewest problems, then the longest maintenance, then the older row."""
    last_day = -candidate.maintenance_until.toordinal()
    return (not candidate.is_in_force, len(candidate.problems), last_day, candidate.contract_id)


def _about_the_customer(
    customer_id: int | None, phase: str | None, best: Candidate | None
) -> tuple[str, ...]:
    if customer_id is None:
        return ("prospect",)
    if best is not None:
        return tuple(problem for problem in best.problems if problem in ABOUT_THE_CUSTOMER)
    if phase == CustomerPhase.PROSPECT:
        return ("prospect",)
    if phase == CustomerPhase.IMPLEMENTATION:
        return ("project_phase",)
    return ("not_in_contract",)


def _about_the_matter(matter: str | None, product_id: int | None, product_is_own: bool) -> tuple[str, ...]:
    found = [matter] if matter else []
    if product_id is not None and not product_is_own:
        found.append("not_our_product")
    return tuple(found)
