"""The project leader's approval, for the categories whose work needs it (DP-7)."""

from typing import Final

from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation import Regulation

CHANGE_APPROVED: Final = "change_approved"
"""The project leader has approved the change; whoever brings his word records who approved what."""


def lacks_approval(document: Regulation, ticket: Ticket) -> bool:
    """Whether the ticket's category needs the project leader's approval and none is recorded."""
    category = document.categories.get(code_of(ticket.category_id))
    return category is not None and category.needs_approval and not ticket.evidence.get(CHANGE_APPROVED)
