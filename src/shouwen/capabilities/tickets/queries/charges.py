"""What is served at a charge, and what was settled about it (DP-6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shouwen.capabilities.tickets.models import Entry, Ticket


@dataclass(frozen=True, slots=True)
class Charge:
    """`settled`: agreed or waived, empty while work may not start; `text` is the fee, or why it is waived."""

    settled: str = ""
    text: str = ""


def is_charged(ticket: Ticket) -> bool:
    """Whether the ticket is served outside the period, at a charge."""
    return bool(ticket.evidence.get("checked") == "charged")


def charges_of(tickets: Iterable[Ticket]) -> dict[int, Charge]:
    """What was settled last about each ticket that is served at a charge; one statement, none if there is no such."""
    charged = {ticket.pk for ticket in tickets if is_charged(ticket)}
    if not charged:
        return {}
    entries = Entry.objects.filter(ticket_id__in=charged, facets__has_key="charge").order_by("pk")
    settled = {
        ticket_id: Charge(facets["charge"], body)
        for ticket_id, facets, body in entries.values_list("ticket_id", "facets", "body")
    }
    return {pk: settled.get(pk, Charge()) for pk in charged}
