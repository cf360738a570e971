"""Tickets that nobody on duty answers for: without owner, the owner gone, or off duty and nobody acting (BX-7)."""

from datetime import datetime

from django.db.models import Q

from shouwen.capabilities.people.models import Membership, Person
from shouwen.capabilities.people.queries import who_is_on_duty
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Ticket, TicketQuerySet


def by_duty_shift(rows: TicketQuerySet) -> TicketQuerySet:
    """Those of `rows` whose regulation has the shift on duty act for an owner who is off. One statement more."""
    versions = rows.order_by().values_list("regulation_id", flat=True).distinct()
    binding = {pk: regulation_of(pk).document.workflow.owner_binding for pk in versions}
    return rows.filter(regulation_id__in=[pk for pk, bound in binding.items() if bound == "duty_shift"])


def without_answer(rows: TicketQuerySet, *, at: datetime) -> TicketQuerySet:
    """Those of the open `rows` that nobody on duty answers for. Four statements are needed to know.

    Around the clock where the shift on duty acts for the owner; elsewhere only while the first line is at work, for
    at night nobody is missed. Whose owner has left is there whoever acts for him: somebody must become owner.
    """
    everywhere = Ticket.objects.order_by().open()
    pairs = set(everywhere.values_list("owner_id", "stand_in_id").distinct())
    answering = {pk for pair in pairs for pk in pair if pk}
    first_line = set(Membership.objects.filter(team__line="first").values_list("person_id", flat=True))
    present = who_is_on_duty(person_ids=answering | first_line, at=at)
    away = answering - present
    left = Person.objects.filter(pk__in=away, is_active=False).values("pk")
    uncovered = Q(owner_id__in=away) & (Q(stand_in__isnull=True) | Q(stand_in_id__in=away))
    if first_line.isdisjoint(present):
        uncovered &= Q(pk__in=by_duty_shift(everywhere).values("pk"))
    return rows.open().filter(Q(owner__isnull=True) | Q(owner_id__in=left) | uncovered)
