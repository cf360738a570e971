"""What may help while a call is written down: open tickets it may belong to, and how such a thing was solved before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.models import Customer, Product
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.likeness import likeness
from shouwen.domain.workflow import TicketState

ALIKE: Final = 0.3
"""From here on two texts count as alike; below it only what they are about does."""
LOOKED_AT: Final = 300
SAME_TROUBLE: Final = timedelta(days=2)
"""So long after it another customer's fault of the same product may be the same one."""
SOLVED: Final = (TicketState.COMPLETED, TicketState.VERIFIED, TicketState.CLOSED)


@dataclass(frozen=True, slots=True)
class Hint:
    """A ticket that may help, and why it is offered."""

    ticket: Ticket
    share: float
    is_same_customer: bool
    is_same_product: bool
    is_same_site: bool


def may_be_the_same(
    *,
    actor: Actor,
    text: str,
    customer: Customer | None,
    product: Product | None,
    site_id: int | None,
    at: datetime,
    limit: int = 3,
) -> list[Hint]:
    """Open tickets that this call may be about: alike in words, place and product first; the caller's own count more.

    At most two statements.
    """
    mine = Ticket.objects.visible_to(actor).open().select_related("customer")
    found: list[Ticket] = []
    if customer is not None:
        found += _newest(mine.filter(customer=customer))
    if product is not None and text:
        others = mine.filter(product=product, reported_at__gt=at - SAME_TROUBLE)
        found += _newest(others.exclude(customer=customer) if customer else others)
    hints = [_hint(ticket, text, customer, product, site_id) for ticket in found]
    kept = [hint for hint in hints if hint.is_same_customer or hint.share >= ALIKE]
    return sorted(kept, key=_weight, reverse=True)[:limit]


def solved_before(*, actor: Actor, text: str, product: Product | None, limit: int = 3) -> list[Hint]:
    """Solved tickets alike in words, with a solution written down; of the same product where one is named.

    One statement.
    """
    solved = Ticket.objects.visible_to(actor).filter(state__in=SOLVED).exclude(solution="")
    rows = _newest(solved.filter(product=product) if product else solved)
    hints = [_hint(ticket, text, None, product, None) for ticket in rows]
    return sorted((hint for hint in hints if hint.share >= ALIKE), key=_weight, reverse=True)[:limit]


def _newest(tickets: QuerySet[Ticket, Any]) -> list[Ticket]:
    return list(
        tickets.defer("cause", "process", "workaround", "proposal", "evidence").order_by("-pk")[:LOOKED_AT]
    )


def _hint(
    ticket: Ticket, text: str, customer: Customer | None, product: Product | None, site_id: int | None
) -> Hint:
    return Hint(
        ticket,
        likeness(text, ticket.title),
        customer is not None and ticket.customer_id == customer.pk,
        product is not None and ticket.product_id == product.pk,
        site_id is not None and ticket.site_id == site_id,
    )


def _weight(hint: Hint) -> tuple[float, int]:
    about = 0.25 * hint.is_same_customer + 0.15 * hint.is_same_product + 0.15 * hint.is_same_site
    return hint.share + about, hint.ticket.pk
