"""What an actor can do to a ticket right now: rights and workflow together, for pages and the API."""

from shouwen.base.actors import Actor
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Involvement, Ticket
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.domain.workflow import TicketState, TicketVerb


def verbs_open_to(actor: Actor, ticket: Ticket) -> tuple[TicketVerb, ...]:
    """The verbs `actor` may try on `ticket` in its present state, in the workflow's order. No statement."""
    workflow = regulation_of(ticket.regulation_id).workflow
    return tuple(
        verb for verb in workflow.verbs_from(TicketState(ticket.state)) if may_do(actor, verb, ticket)
    )


def mark_helper(ticket: Ticket, actor: Actor) -> None:
    """Note on `ticket` whether `actor` helps on it, so that `may_do` counts him in; at most one statement."""
    holders = (ticket.owner_id, ticket.responsible_id, ticket.handler_id)
    if not actor.is_staff or actor.id is None or actor.id in holders:
        return
    if Involvement.objects.filter(ticket_id=ticket.pk, person_id=actor.id).exists():
        ticket.is_helped_by = actor.id  # type: ignore[attr-defined]  # read along for permissions.holds
