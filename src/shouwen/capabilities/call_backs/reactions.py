"""What call-backs do after a fact is sealed."""

from shouwen.base.models import Fact
from shouwen.capabilities.call_backs.commands import cancel_call_backs, open_call_backs


def open_for(fact_id: int) -> None:
    """A fact that call-backs follow opens them."""
    open_call_backs(fact=Fact.objects.get(pk=fact_id))


def cancel_for(fact_id: int) -> None:
    """Back to work, or over: nothing more to ask."""
    cancel_call_backs(fact=Fact.objects.get(pk=fact_id))


REACTIONS = {
    "ticket.completed": [open_for],
    "ticket.verified": [open_for],
    "ticket.closed": [open_for],
    "ticket.replied": [open_for],
    "ticket.reopened": [cancel_for],
    "ticket.cancelled": [cancel_for],
    "ticket.merged": [cancel_for],
}
