"""Who asks: customer, contact and contract, and the check whether the request is ours, with its evidence."""

from typing import Any, Final

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.base.prepared import Prepared
from shouwen.base.ranges import enumerated
from shouwen.capabilities.customers.queries.services import Owed
from shouwen.capabilities.tickets.labels import finding_label
from shouwen.capabilities.tickets.models import RequestCheck, Ticket
from shouwen.capabilities.tickets.permissions import has_right, may_change_particulars
from shouwen.capabilities.tickets.queries.charges import charges_of
from shouwen.domain.workflow import TicketVerb
from shouwen.web.services import used_words
from shouwen.web.words import name_of

OWED: Final = RawSQL(
    """
    (SELECT jsonb_agg(jsonb_build_array(s.service, s.quantity,
                                        (SELECT count(*) FROM customers_serviceuse u WHERE u.entitlement_id = s.id),
                                        EXISTS (SELECT FROM customers_serviceuse u
                                                 WHERE u.entitlement_id = s.id AND u.subject_id = t.subject_id))
                      ORDER BY s.id)
       FROM tickets_ticket t JOIN customers_contractservice s ON s.contract_id = t.contract_id
      WHERE t.subject_id = tickets_requestcheck.ticket_id)
    """,
    (),
    output_field=JSONField(),
)
"""What the ticket's contract owes, how often it was used, and whether by the ticket."""
NEWEST_CHECK: Prepared[RequestCheck] = Prepared(
    lambda ticket: (
        RequestCheck.objects.select_related("overridden_by")
        .annotate(owed=OWED)
        .filter(ticket_id=ticket)
        .order_by("-pk")[:1]
    )
)


def company_of(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """Customer, contact and contract as the panel shows them, and the newest check; one statement, two if charged."""
    check = NEWEST_CHECK.one(ticket.pk)
    return {
        "check": check,
        "services": [
            (used_words(one), one) for one in (Owed(*row) for row in getattr(check, "owed", None) or ())
        ],
        "may_count": bool(ticket.contract_id) and has_right(actor, TicketVerb.COMPLETE, ticket),
        "charge": charges_of([ticket]).get(ticket.pk),
        "may_change_particulars": may_change_particulars(actor, ticket),
        "findings": [str(finding_label(code)) for code in check.findings] if check else [],
        "candidates": _candidates(check.evidence.get("candidates", [])) if check else [],
        "service_level": name_of(ticket.regulation_id, ticket.service_level_id),
        "product_name": name_in(ticket.product.names) if ticket.product else "",
    }


def _candidates(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every contract that was looked at, with what spoke against it."""
    return [
        {
            "number": one.get("number", ""),
            "until": one.get("maintenance_until", ""),
            "problems": enumerated(finding_label(code) for code in one.get("problems", [])),
        }
        for one in stored
    ]
