"""The coordination meetings of a ticket, with everybody's part in them."""

from dataclasses import dataclass

from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Meeting


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """One meeting as it reads now, and who was invited and who was there, by name."""

    meeting: Meeting
    invited: tuple[Person, ...]
    attended: tuple[Person, ...]


def meetings_of(ticket_id: int) -> list[MeetingTold]:
    """The meetings about a ticket that were not withdrawn, newest first; two statements."""
    rows = Meeting.objects.filter(ticket_id=ticket_id, withdrawn_at__isnull=True).order_by("-pk")
    return [
        _told(row) for row in rows.select_related("opened_by", "kept_by").prefetch_related("parts__person")
    ]


def _told(row: Meeting) -> MeetingTold:
    parts = sorted(row.parts.all(), key=lambda part: (part.person.name, part.person_id))
    return MeetingTold(
        row,
        tuple(part.person for part in parts if part.invited),
        tuple(part.person for part in parts if part.attended),
    )
