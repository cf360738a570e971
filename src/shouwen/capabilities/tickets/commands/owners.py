"""Who answers to the customer: the first owner, and the only way to change him (SD-8)."""

from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.people.models import Membership, Person
from shouwen.capabilities.people.queries import who_is_on_duty
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import OPEN_STATES, Ticket
from shouwen.capabilities.tickets.refusals import EngineerUnavailable
from shouwen.domain.workflow import TicketVerb


def first_owner(*, at: datetime) -> int | None:
    """Id of the first-line agent who gets the next request that came in by itself.

    On duty `at` that instant before off duty, fewest open tickets owned, then the longest served; None only while the
    first line has nobody at all.
    """
    agents = first_line_by_load()
    if not agents:
        return None
    present = who_is_on_duty(person_ids=agents, at=at)
    return min(agents, key=lambda person_id: (person_id not in present, agents[person_id], person_id))


def first_line_by_load() -> dict[int, int]:
    """Ids of the active agents of the first line, each with the number of open tickets he owns. One statement."""
    members = Membership.objects.filter(team__line="first", person__is_active=True).values("person_id")
    owned = (
        Ticket.objects.filter(owner_id=OuterRef("pk"), state__in=OPEN_STATES)
        .order_by()
        .values("owner_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    agents = Person.objects.filter(pk__in=members).annotate(load=Coalesce(Subquery(owned), 0))
    return dict(agents.values_list("pk", "load"))


def change_owner(
    *, ticket: Ticket, owner: Person, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """`owner` answers to the customer from now on: an explicit, logged act of a manager, never a side effect."""
    needs({"reason": reason}, reason=_("Enter why the owner changes."))
    if not owner.is_active:
        raise EngineerUnavailable(engineer=owner.name)
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.CHANGE_OWNER, reason=reason)
        previous = change.ticket.owner_id
        entry = change.write(EntryKind.REASON, reason)
        change.set(owner=owner, stand_in=None, stand_in_at=None)
        change.tell("ticket.owner_changed", owner=owner.pk, previous=previous, entry=entry.pk)
    return change.ticket
