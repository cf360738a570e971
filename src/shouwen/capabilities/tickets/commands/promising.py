"""A promise's date set by a person, with the reason where everybody working on the ticket reads it."""

from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.service_levels.commands.feeding import counting
from shouwen.capabilities.service_levels.commands.setting import date_by_hand
from shouwen.capabilities.service_levels.facts import SET_BY_HAND
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.domain.workflow import TicketVerb


def set_promise(
    *, ticket: Ticket, promise: str, due_at: datetime, reason: str, actor: Actor, at: datetime
) -> Entry:
    """`promise` falls due at `due_at`, whatever levels and pauses come; `reason` stands on the ticket as a note.

    Raises InvalidInput without a reason, and as `date_by_hand`; then nothing is noted either.
    """
    needs({"reason": reason}, reason=_("Write something first."))
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.NOTE)
        change.require_part()
        entry = change.write(EntryKind.NOTE, reason)
        told = date_by_hand(
            subject=change.subject, promise=promise, due_at=due_at, reason_entry=entry.pk,
            regulation=counting(change.subject, change.regulation), actor=actor, at=change.at,
            team_id=change.ticket.team_id,
        )  # fmt: skip
        change.tell("ticket.noted", entry=entry.pk)
        change.tell(SET_BY_HAND, **told)
    return entry
