"""The valid-request check of a ticket: is the customer valid, is the matter within our services, and why (SA-6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product
from shouwen.capabilities.customers.queries import check_entitlement
from shouwen.domain.regulation import Regulation
from shouwen.domain.routing import serving_routes

SERVICE_OF_FLOW: Final = {"fault": "fault", "answer": "consulting"}
"""Which service of SA-1 a request of this flow asks for; a complaint may always be made."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The two answers apart, the findings, the contract chosen, and how often of how many times its service was used.

    `verdict`: valid, invalid, charged (the regulation serves it all the same, at a charge), overridden or unchecked.
    """

    verdict: str
    is_valid_customer: bool
    is_within_services: bool
    findings: tuple[str, ...]
    contract: Contract | None
    service_level: str
    evidence: dict[str, Any]
    quantity: int | None = None
    used: int = 0

    @property
    def is_served(self) -> bool:
        return self.verdict != "invalid"


def check_request(
    *,
    document: Regulation,
    klass: str,
    on: date,
    customer: Customer | None,
    contact: Contact | None,
    product: Product | None,
    service: str = "",
    contract: Contract | None = None,
    found: Iterable[str] = (),
    is_overridden: bool = False,
) -> Checked:
    """Check a request of class `klass` of the regulation `document` on the desk's date `on`; one statement.

    `contract` is the one the agent chose instead of the best; `found` is what he found himself (pre-sales, not our
    product…). A class that needs no check is `unchecked`, and its answers are given all the same. What the regulation
    serves all the same is `charged`, and the evidence names the routes that say so.
    """
    rule = document.classes[klass]
    matters = tuple(found)
    finding = check_entitlement(
        customer=customer,
        contact=contact,
        product=product,
        service=service or SERVICE_OF_FLOW.get(rule.flow),
        matter=matters[0] if matters else None,
        on=on,
    )
    chosen = finding.chosen
    is_valid, is_within, findings = finding.is_valid_customer, finding.is_within_services, finding.findings
    if contract is not None and (chosen is None or chosen.contract_id != contract.pk):
        chosen = next((one for one in finding.candidates if one.contract_id == contract.pk), None)
        is_valid, is_within = bool(chosen and chosen.is_in_force), bool(chosen and not chosen.problems)
        findings = (*matters, *(chosen.problems if chosen else ("not_in_contract",)))
    findings = tuple(dict.fromkeys((*findings, *matters)))
    level = (chosen.service_level if chosen else "") or (customer.level if customer else "")
    fields = {
        "class": klass,
        "service_level": level,
        "contract": chosen.number if chosen else "",
        "customer": customer.code if customer else "",
        "product": product.code if product else "",
    }
    serving = serving_routes(document, findings, fields)
    if not rule.needs_check:
        verdict = "unchecked"
    elif is_valid and is_within and not matters:
        verdict = "valid"
    elif is_overridden:
        verdict = "overridden"
    else:
        verdict = "charged" if serving else "invalid"
    return Checked(
        verdict=verdict,
        is_valid_customer=is_valid,
        is_within_services=is_within and not matters,
        findings=findings,
        contract=_as_read(chosen.contract_id, chosen.number, chosen.calendar) if chosen else None,
        service_level=level,
        quantity=chosen.quantity if chosen else None,
        used=chosen.used if chosen else 0,
        evidence=finding.evidence() | ({"served_by": list(serving)} if verdict == "charged" else {}),
    )


def _as_read(contract_id: int, number: str, calendar: str) -> Contract:
    """The contract with what the check read of it, so that naming it on the ticket costs no further statement."""
    return Contract(pk=contract_id, number=number, calendar=calendar)
