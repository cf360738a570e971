"""What may help with a ticket, written down or already there: open ones it may belong to, solutions of before.

Each has its reasons, and each reason counts as much as people made of it in the last half year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.models import Customer, Product
from shouwen.capabilities.tickets.models import Ticket, TicketLink
from shouwen.capabilities.workplace.choices import HintAct, HintReason
from shouwen.capabilities.workplace.models import HintChoice
from shouwen.domain.hinting import Tally
from shouwen.domain.likeness import likeness
from shouwen.domain.workflow import TicketState

ALIKE: Final = 0.3
"""From here on two texts count as alike; below it only what they are about does."""
LOOKED_AT: Final = 300
SAME_TROUBLE: Final = timedelta(days=2)
"""So long after it another customer's fault of the same product may be the same one."""
REMEMBERED: Final = timedelta(days=180)
"""So long a choice counts."""
SOLVED: Final = (TicketState.COMPLETED, TicketState.VERIFIED, TicketState.CLOSED)
ABOUT: Final = {HintReason.CUSTOMER: 0.25, HintReason.PRODUCT: 0.15, HintReason.SITE: 0.15}
"""What a reason adds to the share of the same words, before people's choices weigh it."""
TALLIES: Final = """
SELECT reason, count(*) FILTER (WHERE act = 'link'), count(*) FILTER (WHERE act = 'ignore')
  FROM workplace_hintchoice, unnest(reasons) AS reason WHERE at > %s::timestamptz GROUP BY reason
"""

Tallies = Mapping[str, Tally]
NOTHING: Final = Q()


@dataclass(frozen=True, slots=True)
class Hint:
    """A ticket that may help, and why it is offered; `tallies` says what people made of such reasons so far."""

    ticket: Ticket
    share: float
    reasons: tuple[HintReason, ...]
    tallies: Tallies

    @property
    def weight(self) -> float:
        """The share of the same words, and what the ticket is about, each as much as its reason counts."""
        about = sum(ABOUT[reason] * self.tally(reason).weight for reason in self.reasons if reason in ABOUT)
        return self.share * self.tally(HintReason.WORDS).weight + about

    def tally(self, reason: HintReason) -> Tally:
        """What people made of tickets hinted at for this reason."""
        return self.tallies.get(reason, Tally())


def tallies(*, at: datetime) -> dict[str, Tally]:
    """What was made of hints within REMEMBERED before `at`, by reason; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, [at - REMEMBERED])
        return {reason: Tally(linked, ignored) for reason, linked, ignored in cursor.fetchall()}


def may_be_the_same(
    *,
    actor: Actor,
    text: str,
    customer: Customer | None,
    product: Product | None,
    site_id: int | None,
    counts: Tallies,
    at: datetime,
    without: Q = NOTHING,
    limit: int = 3,
) -> list[Hint]:
    """Open tickets that this call may be about: alike in words, place and product first; the caller's own count more.

    Those that `without` meets are left out. At most one statement.
    """
    mine = Ticket.objects.visible_to(actor).open().filter(~without)
    parts: list[QuerySet[Ticket]] = []
    if customer is not None:
        parts.append(_newest(mine.filter(customer=customer)))
    if product is not None and text:
        others = mine.filter(product=product, reported_at__gt=at - SAME_TROUBLE)
        parts.append(_newest(others.exclude(customer=customer) if customer else others))
    found = parts[0].union(*parts[1:], all=True) if parts else ()
    hints = [hint_of(ticket, text, customer, product, site_id, counts) for ticket in found]
    kept = [hint for hint in hints if HintReason.CUSTOMER in hint.reasons or hint.share >= ALIKE]
    return _best(kept, limit)


def solved_before(
    *,
    actor: Actor,
    text: str,
    product: Product | None,
    counts: Tallies,
    without: Q = NOTHING,
    limit: int = 3,
) -> list[Hint]:
    """Solved tickets alike in words, with a solution written down; of the same product where one is named.

    One statement.
    """
    solved = Ticket.objects.visible_to(actor).filter(~without, state__in=SOLVED).exclude(solution="")
    rows = _newest(solved.filter(product=product) if product else solved)
    hints = [hint_of(ticket, text, None, product, None, counts) for ticket in rows]
    return _best((hint for hint in hints if hint.share >= ALIKE), limit)


def hints_on(*, ticket: Ticket, actor: Actor, at: datetime) -> tuple[list[Hint], list[Hint]]:
    """Open tickets that `ticket` may belong to, and solved ones alike; none it is linked to, none that was ignored.

    `ticket` comes with its customer and product. Four statements.
    """
    counts, known = tallies(at=at), _known(ticket)
    usual: dict[str, Any] = {
        "actor": actor,
        "text": ticket.title,
        "product": ticket.product,
        "counts": counts,
        "without": Q(pk__in=known),
    }
    same = may_be_the_same(**usual, customer=ticket.customer, site_id=ticket.site_id, at=at)
    return same, beyond(same, solved_before(**usual))


def beyond(same: Iterable[Hint], solved: Iterable[Hint]) -> list[Hint]:
    """Of the solved ones those that are not hinted at already as perhaps the same."""
    known = {hint.ticket.pk for hint in same}
    return [hint for hint in solved if hint.ticket.pk not in known]


def hint_between(ticket: Ticket, other: Ticket) -> Hint:
    """Why `other` is, or would be, hinted at on `ticket`; no statement."""
    return hint_of(other, ticket.title, ticket.customer, ticket.product, ticket.site_id, {})


def hint_of(
    ticket: Ticket,
    text: str,
    customer: Customer | None,
    product: Product | None,
    site_id: int | None,
    counts: Tallies,
) -> Hint:
    """`ticket` beside a call with this `text` from this customer, about this product at this site."""
    share = likeness(text, ticket.title)
    holds = {
        HintReason.CUSTOMER: customer is not None and ticket.customer_id == customer.pk,
        HintReason.SITE: site_id is not None and ticket.site_id == site_id,
        HintReason.PRODUCT: product is not None and ticket.product_id == product.pk,
        HintReason.WORDS: share >= ALIKE,
    }
    return Hint(ticket, share, tuple(reason for reason, held in holds.items() if held), counts)


def _best(hints: Iterable[Hint], limit: int) -> list[Hint]:
    return sorted(hints, key=lambda hint: (hint.weight, hint.ticket.pk), reverse=True)[:limit]


def _known(ticket: Ticket) -> set[int]:
    """Ids of tickets that are no hint for this one: itself, what belongs to it, is linked to it or was ignored."""
    linked = TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).values_list(
        "ticket_id", "other_id"
    )
    ignored = HintChoice.objects.filter(ticket=ticket, act=HintAct.IGNORE)
    pairs = linked.union(ignored.values_list("ticket_id", "other_id"))
    return {pk for pair in pairs for pk in pair} | {
        ticket.pk,
        ticket.parent_id or 0,
        ticket.merged_into_id or 0,
    }


def _newest(tickets: QuerySet[Ticket, Any]) -> QuerySet[Ticket]:
    return tickets.defer("cause", "process", "workaround", "proposal", "evidence").order_by("-pk")[:LOOKED_AT]
