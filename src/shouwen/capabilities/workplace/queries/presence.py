"""Who else is here."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import BoolOr

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Presence
from shouwen.capabilities.workplace.models.presence import SILENCE


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the ticket open."""

    name: str
    is_writing: bool


def others_present(*, ticket: Ticket, actor: Actor, at: datetime) -> list[Present]:
    """The colleagues of `actor` on this ticket, who write first, then by name; one statement."""
    rows = Presence.objects.filter(subject_id=ticket.pk, seen_at__gt=at - SILENCE, is_left=False)
    found = (
        rows.exclude(person_id=actor.id or 0)
        .values("person__name")
        .annotate(writes=BoolOr("is_writing"))
        .order_by("-writes", "person__name")
        .values_list("person__name", "writes")
    )
    return [Present(name, writes) for name, writes in found]
