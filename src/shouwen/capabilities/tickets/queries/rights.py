"""What an actor can do to a ticket right now: rights and workflow together, for pages and the API."""

from shouwen.base.actors import NO_TEAM, Actor
from shouwen.base.prepared import Prepared
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Involvement, Ticket
from shouwen.capabilities.tickets.models.tickets import seen_teams
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.domain.workflow import TicketState, TicketVerb

INVOLVED: Prepared[Involvement] = Prepared(
    lambda ticket, person: Involvement.objects.filter(ticket_id=ticket, person_id=person)
)


def verbs_open_to(actor: Actor, ticket: Ticket) -> tuple[TicketVerb, ...]:
    """The verbs `actor` may try on `ticket` in its present state, in the workflow's order. No statement."""
    workflow = regulation_of(ticket.regulation_id).workflow
    return tuple(
        verb for verb in workflow.verbs_from(TicketState(ticket.state)) if may_do(actor, verb, ticket)
    )


def sees(actor: Actor, ticket: Ticket) -> bool:
    """What `Ticket.objects.visible_to` says, of one ticket that has been read; at most one statement."""
    if actor.kind == "contact":
        return actor.customer_id is not None and actor.customer_id == ticket.customer_id
    mark_helper(ticket, actor)
    return actor.may("tickets.see_all") or (actor.is_staff and _has_part(actor, ticket))


def mark_helper(ticket: Ticket, actor: Actor, *, is_involved: bool | None = None) -> None:
    """Note on `ticket` whether `actor` is involved in it, so that `may_do` counts him in.

    Once, and one statement unless `is_involved` was read along with the ticket.
    """
    if not actor.is_staff or actor.id is None or actor.id in _holders(ticket):
        return
    if getattr(ticket, "helper_asked_for", None) == actor.id:
        return
    ticket.helper_asked_for = actor.id  # type: ignore[attr-defined]  # noted here alone
    if is_involved is None:
        is_involved = INVOLVED.one(ticket.pk, actor.id) is not None
    if is_involved:
        ticket.is_helped_by = actor.id  # type: ignore[attr-defined]  # read along for permissions.holds


def _has_part(actor: Actor, ticket: Ticket) -> bool:
    is_helper = getattr(ticket, "is_helped_by", None) == actor.id
    return is_helper or actor.id in _holders(ticket) or (ticket.team_id or NO_TEAM) in seen_teams(actor)


def _holders(ticket: Ticket) -> tuple[int | None, ...]:
    return (ticket.owner_id, ticket.stand_in_id, ticket.responsible_id, ticket.handler_id)
