"""The drafts on one's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Draft

MOST = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """One draft as its list shows it; without a number it belongs to no ticket."""

    place: str
    number: str
    title: str
    text: str
    updated_at: datetime


def drafts_at(*, places: Iterable[str], actor: Actor) -> list[Draft]:
    """What `actor` has begun at these places, and who looks it over; one statement."""
    return list(Draft.objects.visible_to(actor).filter(place__in=list(places)).select_related("review"))


def drafts_begun(*, actor: Actor) -> list[Begun]:
    """All drafts of `actor`, newest first, with their tickets as far as he still sees them; two statements."""
    drafts = list(Draft.objects.visible_to(actor).order_by("-updated_at")[:MOST])
    wanted = [draft.subject_id for draft in drafts if draft.subject_id]
    tickets = Ticket.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", "number", "title")
    known = {pk: (number, title) for pk, number, title in tickets}
    return [
        Begun(
            draft.place,
            *known.get(draft.subject_id or 0, ("", "")),
            text=" ".join(" ".join(draft.texts.values()).split()),
            updated_at=draft.updated_at,
        )
        for draft in drafts
        if draft.subject_id is None or draft.subject_id in known
    ]


def numbers_with_drafts(*, actor: Actor) -> list[str]:
    """The numbers of tickets on which `actor` has begun something; one statement."""
    begun = Draft.objects.visible_to(actor).exclude(subject=None).values("subject_id")
    return list(Ticket.objects.visible_to(actor).filter(pk__in=begun).values_list("number", flat=True)[:MOST])
