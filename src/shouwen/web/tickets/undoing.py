"""Undo that stays on the page: of what a ladder did by itself, for whoever may grade, until somebody goes on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.capabilities.tickets.queries import Line
from shouwen.domain.workflow import TicketVerb
from shouwen.ui.components import TimelineEntry, button
from shouwen.web.tickets.entries import tells_twice


def with_undo(
    entries: list[TimelineEntry], lines: Sequence[Line], ticket: Ticket, actor: Actor
) -> list[TimelineEntry]:
    """The newest entries of a story, the ladder's step among them with its undo if it can still be taken back."""
    step = step_to_undo(lines)
    if not step or not may_do(actor, TicketVerb.GRADE, ticket):
        return entries
    place = next(f"fact-{line.seq}" for line in step if not tells_twice(line))
    url = f"/t/{ticket.number}/undo/{step[-1].seq}"
    press = button(_("Undo this step"), kind="quiet", size="small", icon="undo", data_undo=url)
    return [replace(entry, acts=press) if entry.anchor == place else entry for entry in entries]


def step_to_undo(lines: Sequence[Line]) -> list[Line]:
    """What the newest step of a ladder did, newest first; nothing if it did nothing, or something came after it."""
    told = [line for line in lines if not line.name.startswith("clock.")]
    step = list(takewhile(lambda line: line.recorded_at == told[0].recorded_at, told))
    begins = bool(step) and step[-1].name == ESCALATED and not step[-1].is_annulled
    did = [line for line in step if line.name == ESCALATED and not line.payload.get("reason")]
    return step if begins and did else []
