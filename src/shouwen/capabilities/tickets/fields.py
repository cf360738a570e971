"""The fields of a ticket by the names that conditions of the regulation have for them."""

from typing import Any, Final

from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.models import Ticket

CONDITION_FIELDS: Final = {
    "klass": "class",
    "category": "category",
    "level": "level",
    "priority": "priority",
    "service_level": "service_level",
    "channel": "channel",
    "contract": "contract",
    "customer": "customer",
    "product": "product",
    "team": "team",
    "lane": "lane",
    "state": "state",
    "is_major": "major",
    "solved_by": "solved_by",
    "solved_how": "solved_how",
    "suspend_reason": "reason",
}
"""Ticket attribute -> the name under which conditions of the regulation ask for it."""

PARTICULARS: Final = ("contact", "site", "product")
"""Whom a ticket is about, where and what: what people can learn, or put right, after it was registered."""

CODES: Final = frozenset({"klass", "category", "level", "service_level"})


def condition_fields(ticket: Ticket) -> dict[str, Any]:
    """Every field that conditions may ask for, as conditions write it."""
    fields = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    return fields | {"calendar": calendar_code(ticket)}


def field_value(ticket: Ticket, name: str) -> Any:
    """One condition field of `ticket`: bare codes for codes, the team's and product's code, ids as text."""
    if name in CODES:
        return code_of(getattr(ticket, f"{name}_id"))
    if name == "team":
        return ticket.team.code if ticket.team else ""
    if name == "product":
        return ticket.product.code if ticket.product else ""
    if name in ("contract", "customer"):
        linked = getattr(ticket, name)
        return str(getattr(linked, "number", "") or getattr(linked, "code", "")) if linked else ""
    return getattr(ticket, name)


def calendar_code(ticket: Ticket) -> str:
    """The calendar the ticket's contract names; empty when it names none."""
    return ticket.contract.calendar if ticket.contract else ""
