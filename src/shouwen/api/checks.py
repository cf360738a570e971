"""Whether a request is ours to serve: asked before it is registered, and read with its evidence afterwards."""

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Id, Shown
from shouwen.api.operations import reading
from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.checking import check_request
from shouwen.capabilities.tickets.models import RequestCheck
from shouwen.capabilities.tickets.queries import routes_for
from shouwen.domain.routing import fitting_routes

router = Router(tags=["Tickets"])
READS = Rule("tickets")
ASKS = Rule("tickets", grants=("tickets.register",))


class CheckFilters(Given):
    klass: Code = Field(description="Class of request, by code.")
    customer: Code | None = None
    contact: Id | None = None
    product: Code | None = None
    found: list[Code] = Field([], max_length=20, description="What you found against the request yourself.")


class AnswersShown(Shown):
    """The two answers apart, and what speaks against the request."""

    is_valid_customer: bool
    is_within_services: bool
    findings: list[str]
    contract: str | None = Field(description="The contract it would be, or was, served under.")
    routes: list[str] = Field(
        description="Codes of the routes the regulation has for these findings, best first."
    )


class CheckAnswered(AnswersShown):
    verdict: Literal["valid", "invalid", "charged", "unchecked", "overridden"] = Field(
        description="`charged`: the regulation serves it all the same, at a charge that is agreed before work starts."
    )
    service_level: str
    quantity: int | None = Field(
        description="How often the contract owes the service asked for; null without limit."
    )
    used: int = Field(description="How often it was used so far.")


class CheckShown(AnswersShown):
    evidence: dict[str, Any] = Field(
        description="Every contract that was looked at, and why it does or doesn't do."
    )
    overridden_by: str | None = Field(description="By user name.")
    override_reason: str
    at: datetime


class CheckList(Shown):
    items: list[CheckShown]


@reading(
    router, "/request-check", name="check_request", answer=CheckAnswered, rule=ASKS, query=CheckFilters
)  # fmt: skip
def ask(request: ApiRequest, filters: Query[CheckFilters]) -> Any:
    """Ask whether a request would be ours to serve, and why; nothing is written."""
    actor, document = _actor(request), active_regulation().document
    if filters.klass not in document.classes:
        raise InvalidInput({"klass": _("This does not exist, or you may not see it.")})
    contact = finding.contact_named(actor, "contact", filters.contact) if filters.contact else None
    customer = contact.customer if contact else None
    if filters.customer:
        customer = finding.customer_named(actor, "customer", filters.customer)
    checked = check_request(
        document=document, klass=filters.klass, on=now().astimezone(ZoneInfo(document.desk.time_zone)).date(),
        customer=customer, contact=contact,
        product=finding.product_named("product", filters.product) if filters.product else None,
        found=filters.found,
    )  # fmt: skip
    fields = {"class": filters.klass, "service_level": checked.service_level, "channel": "api"}
    return CheckAnswered.of(
        routes=list(fitting_routes(document, checked.findings, fields)),
        is_valid_customer=checked.is_valid_customer, is_within_services=checked.is_within_services,
        findings=list(checked.findings), contract=checked.contract.number if checked.contract else None,
        verdict=checked.verdict, service_level=checked.service_level,
        quantity=checked.quantity, used=checked.used,
    )  # fmt: skip


@reading(router, "/tickets/{number}/checks", name="ticket_checks", answer=CheckList, rule=READS)
def list_checks(request: ApiRequest, number: finding.Number) -> CheckList:
    """Read the checks of a ticket, newest first: the two answers, the evidence, who overrode it and why."""
    ticket = finding.ticket_of(request, number)
    rows = ticket.checks.select_related("contract", "overridden_by").order_by("-pk")[:100]
    return CheckList.of(items=[_shown(row, routes_for(ticket, row)) for row in rows])


def _shown(of: RequestCheck, routes: tuple[str, ...]) -> CheckShown:
    return CheckShown.of(
        routes=list(routes),
        is_valid_customer=of.is_valid_customer, is_within_services=of.is_within_services,
        findings=list(of.findings), contract=of.contract.number if of.contract else None, evidence=of.evidence,
        overridden_by=of.overridden_by.user_name if of.overridden_by else None,
        override_reason=of.override_reason, at=of.at,
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
