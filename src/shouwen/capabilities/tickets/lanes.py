"""The lane of a ticket: in whose hands it is, visible to everybody (SA-25)."""

from typing import Final

from shouwen.capabilities.tickets.choices import Lane
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation import Regulation

BY_LINE: Final = {
    "first": Lane.AGENT,
    "second": Lane.OTHER,
    "third": Lane.OTHER,
    "field": Lane.FIELD,
    "rnd": Lane.RND,
}
WITH_AGENT: Final = frozenset({"new", "accepted", "completed", "verified", "closed", "cancelled", "merged"})


def lane_of(ticket: Ticket, document: Regulation) -> Lane:
    """The customer's while it waits for him, the agent's before dispatch and after completion, else the team's."""
    if ticket.state == "suspended" and document.workflow.waits_for_customer(ticket.suspend_reason):
        return Lane.CUSTOMER
    if ticket.state in WITH_AGENT and not (ticket.state == "accepted" and ticket.team_id):
        return Lane.AGENT
    if ticket.state == "routed_away":
        return Lane.OTHER
    team = ticket.team
    if team is None:
        return Lane.AGENT
    described = document.teams.get(team.code)
    return Lane(described.lane) if described else BY_LINE.get(team.line, Lane.OTHER)
