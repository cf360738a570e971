"""Tickets on paper: one A4 sheet each, to work by, to be signed by the customer; as many as are selected, one print."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.languages import name_in, reader_language
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.queries.charges import Charge, charges_of
from shouwen.capabilities.tickets.queries.finding import COMPANY
from shouwen.ui.dates import stamp
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_ticket
from shouwen.web.tickets.bulk import MOST
from shouwen.web.tickets.clock_sheet import outcome_of
from shouwen.web.tickets.clocks import name_of as promise_of
from shouwen.web.words import name_of, state_name

MASK = 3
"""Every mask of a code can be read; to look for the fairest of the eight takes eight times as long."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper of one ticket; an instant still to come is left free, to be written by hand."""

    ticket: Ticket
    desk_name: str
    hotline: str
    state: str
    klass: str
    product: str
    symptom: str
    done: str
    times: tuple[tuple[str, str], ...]
    promises: tuple[tuple[str, str, str], ...]
    code: SafeString
    charge: Charge | None = None


@staff_only
@require_safe
def one(request: DeskRequest, number: str) -> HttpResponse:
    """The sheet of one ticket."""
    return _printed(request, [find_ticket(request, number)])


@staff_only
@require_safe
def many(request: DeskRequest) -> HttpResponse:
    """The sheets of the tickets in the address (`ticket`, at most MOST), as far as this actor sees them."""
    numbers = list(dict.fromkeys(request.GET.getlist("ticket")))[:MOST]
    visible = Ticket.objects.visible_to(request.actor).filter(number__in=numbers)
    found = {ticket.number: ticket for ticket in visible.select_related(*COMPANY)}
    if not found:
        raise NotVisible(tickets=",".join(numbers[:5]))
    return _printed(request, [found[number] for number in numbers if number in found])


def _printed(request: DeskRequest, tickets: list[Ticket]) -> HttpResponse:
    return render(request, "web/tickets/sheets.html", {"sheets": sheets_of(tickets)})


def sheets_of(tickets: Iterable[Ticket]) -> list[Sheet]:
    """The sheets of tickets read with their company, in their order; two statements, three if any is charged."""
    tickets = list(tickets)
    ids = [ticket.pk for ticket in tickets]
    told = Entry.objects.filter(ticket_id__in=ids, kind=EntryKind.DESCRIPTION).order_by("seq")
    symptoms = dict(told.values_list("ticket_id", "body"))
    clocks: dict[int, list[Clock]] = defaultdict(list)
    promised = Clock.objects.filter(
        subject_id__in=ids, shown_to_customer=True, kind="sla", due_at__isnull=False
    )
    for clock in promised.exclude(status="cancelled").order_by("due_at", "pk"):
        clocks[clock.subject_id].append(clock)
    charges = charges_of(tickets)
    return [
        _sheet(ticket, symptoms.get(ticket.pk, ""), clocks[ticket.pk], charges.get(ticket.pk))
        for ticket in tickets
    ]


def _sheet(ticket: Ticket, symptom: str, clocks: list[Clock], charge: Charge | None) -> Sheet:
    desk = regulation_of(ticket.regulation_id).document.desk
    return Sheet(
        ticket,
        desk.name.in_language(reader_language()),
        desk.hotline,
        state_name(ticket.regulation_id, ticket.state),
        " · ".join(filter(None, (_named(ticket, key) for key in (ticket.klass_id, ticket.category_id)))),
        name_in(ticket.product.names) if ticket.product else "",
        symptom or ticket.title,
        "\n".join(dict.fromkeys(filter(None, (ticket.process, ticket.solution)))),
        (
            (_("Reported"), _written(ticket.reported_at)),
            (_("Taken up"), _written(ticket.taken_at)),
            (_("Arrived on site"), ""),
            (_("Left the site"), ""),
            (_("Completed at"), _written(ticket.completed_at)),
        ),
        tuple((promise_of(clock), stamp(clock.due_at), outcome_of(clock)) for clock in clocks),
        _code(settings.PUBLIC_URL + progress_path(ticket)),
        charge,
    )


def _named(ticket: Ticket, key: str | None) -> str:
    return name_of(ticket.regulation_id, key)


def _written(at: datetime | None) -> str:
    return stamp(at) if at else ""


def _code(link: str) -> SafeString:
    """The customer's way to the ticket's progress page, for a camera."""
    picture = segno.make(link, error="l", micro=False, mask=MASK)
    return SafeString(picture.svg_inline(border=1, light="#fff", omitsize=True, svgclass="sheet-code"))
