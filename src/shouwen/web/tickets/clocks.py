"""The promises of a ticket on screen, and why each is due when it is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock as Row
from shouwen.capabilities.service_levels.permissions import can_set_by_hand
from shouwen.capabilities.service_levels.queries import clocks_of, deadlines_of
from shouwen.capabilities.service_levels.queries.outlook import outlook_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.workflow import TicketState, TicketVerb
from shouwen.ui.components import Clock
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_brief
from shouwen.web.promises import account, chip
from shouwen.web.words import promise_name, suspend_reason


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One promise in the panel: its name, its chip, where its account is; whether the customer has it."""

    name: str
    clock: Clock
    url: str
    row: Row


@staff_only
@require_safe
def panel(request: DeskRequest, number: str) -> HttpResponse:
    """The promises of a ticket: those to be kept, then how the others ended."""
    ticket = find_brief(request, number)
    return render(
        request,
        "web/tickets/_clocks.html",
        {"ticket": ticket, **clocks_shown(ticket, request.actor)},
    )


@staff_only
@require_safe
def explain(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """The account of one clock: the rule, every stretch counted or not and why."""
    ticket = find_brief(request, number)
    clock = _clock_of(ticket, pk)
    facts = {
        "ticket": ticket,
        "chip": chip_of(clock, ticket),
        "sheet_url": f"/t/{ticket.number}/clocks/{clock.pk}/sheet",
    }
    return render(request, "web/tickets/why.html", facts | account(clock))


@staff_only
@require_safe
def card(request: DeskRequest, number: str, pk: int | None = None) -> HttpResponse:
    """What pointing at a chip shows: one promise at a glance, without `pk` the one to be kept next; six statements."""
    ticket = find_brief(request, number)
    clock = _clock_of(ticket, pk) if pk else _next_of(ticket)
    facts = {"outlook": outlook_of(clock, at=now()), "why_url": f"/t/{ticket.number}/clocks/{clock.pk}"}
    return render(request, "web/_promise_card.html", facts)


def _clock_of(ticket: Ticket, pk: int) -> Row:
    clock = Row.objects.select_related("subject").filter(subject_id=ticket.pk, pk=pk).first()
    if clock is None:
        raise NotVisible(clock=pk)
    return clock


def _next_of(ticket: Ticket) -> Row:
    """The promise that a list shows: the ticket's next one, else the nearest that still counts."""
    waiting = deadlines_of([ticket.pk]).get(ticket.pk, [])
    named = (
        row for row in waiting if (row.promise, row.due_at) == (ticket.next_due_name, ticket.next_due_at)
    )
    clock = next(named, None) or next(iter(waiting), None)
    if clock is None:
        raise NotVisible(ticket=ticket.number)
    clock.subject = ticket.subject
    return clock


def clocks_shown(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """The promises as `_clocks.html` takes them, and where this actor sets a date by hand, if he may; one statement."""
    lines = lines_of(clocks_of(ticket.pk), ticket)
    can_note = regulation_of(ticket.regulation_id).workflow.applies(
        TicketState(ticket.state), TicketVerb.NOTE
    )
    unbroken = any(line.row.breached_at is None for line in lines["waiting"])
    may_set = unbroken and can_note and can_set_by_hand(actor, ticket.team_id)
    return {"clocks": lines, "set_date_url": f"/t/{ticket.number}/promise" if may_set else ""}


def name_of(row: Row) -> str:
    """What the regulation by which the clock counts calls its promise."""
    return promise_name(regulation_of(row.regulation_id).document, row.promise)


def lines_of(rows: list[Row], ticket: Ticket) -> dict[str, list[ClockLine]]:
    """The clocks sorted into those still to be kept and those that ended; cancelled ones last. No statement."""
    lines: dict[str, list[ClockLine]] = {"waiting": [], "ended": []}
    for row in rows:
        line = ClockLine(
            name_of(row),
            chip_of(row, ticket),
            f"/t/{ticket.number}/clocks/{row.pk}",
            row,
        )
        if row.status in ("running", "paused"):
            lines["waiting"].append(line)
        elif row.status != "cancelled":
            lines["ended"].append(line)
    return lines


def chip_of(row: Row, ticket: Ticket) -> Clock:
    """One clock of a ticket as a chip."""
    resting = suspend_reason(ticket.regulation_id, ticket.suspend_reason) if row.status == "paused" else ""
    card = f"/t/{ticket.number}/clocks/{row.pk}/card"
    return chip(row, name=name_of(row), card=card, reason=resting)
