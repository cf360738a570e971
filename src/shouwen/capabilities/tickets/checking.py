"""The valid-request check of a ticket: is the customer valid, is the matter within our services, and why (SA-6)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shouwen.capabilities.customers.models import Contract
from shouwen.capabilities.customers.queries import check_entitlement
from shouwen.domain.regulation.classes import RequestClass

if TYPE_CHECKING:
    from shouwen.capabilities.tickets.commands.register import NewTicket

SERVICE_OF_FLOW = {"fault": "fault", "answer": "consulting", "complaint": "", "other": ""}
"""Which service of SA-1 a request of this flow asks for; a complaint may always be made."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The two answers apart, the findings, the contract chosen; `verdict`: valid, invalid, overridden or unchecked."""

    verdict: str
    is_valid_customer: bool
    is_within_services: bool
    findings: tuple[str, ...]
    contract: Contract | None
    service_level: str
    evidence: dict[str, Any]

    @property
    def is_served(self) -> bool:
        return self.verdict != "invalid"


def check_request(*, new: "NewTicket", klass: RequestClass, on: date) -> Checked:
    """Check `new` on the date `on`; what the agent found himself (pre-sales, not our product…) counts as found."""
    service = new.service or SERVICE_OF_FLOW[klass.flow]
    finding = check_entitlement(
        customer=new.customer,
        contact=new.contact,
        product=new.product,
        service=service,
        on=on,
        contract=new.contract,
    )
    findings = (*new.findings, *finding.findings)
    within = finding.is_within_services and not new.findings
    if not klass.needs_check:
        verdict = "unchecked"
    elif finding.is_valid_customer and within:
        verdict = "valid"
    else:
        verdict = "overridden" if new.override_reason else "invalid"
    return Checked(
        verdict=verdict,
        is_valid_customer=finding.is_valid_customer,
        is_within_services=within,
        findings=findings if klass.needs_check else (),
        contract=finding.contract,
        service_level=finding.service_level,
        evidence=finding.evidence,
    )
