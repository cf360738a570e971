"""The list of calls, and one call with what can be made of it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.permissions import can_handle
from shouwen.capabilities.calls.queries import calls_listed, calls_newest, missed_count
from shouwen.capabilities.tickets.models import Ticket
from shouwen.ui.components import Tab
from shouwen.web.access import DeskRequest, granted
from shouwen.web.calls.card import facts_of
from shouwen.web.calls.forms import BackForm, CallerForm, TicketForm
from shouwen.web.telephone import line_of, mark_of, part_of, phone_of, talked

PAGE = 50
SHOWN = 8
"""Open tickets of the customer offered to link."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call of the list."""

    call: Call
    mark: SafeString
    phone: str
    who: str
    company: str
    part: str


@granted("calls.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """Missed calls that nobody has called back first, then the newest."""
    show = request.GET.get("show", "")
    show = show if show in ("missed", "mine") else ""
    start = whole(request.GET.get("after", "")) or 0
    found = list(calls_listed(actor=request.actor, show=show)[start : start + PAGE + 1])
    waiting = missed_count(actor=request.actor)
    places = {
        "rows": [row_of(call) for call in found[:PAGE]],
        "heads": [_("State"), _("Who called"), _("Customer"), _("When"), _("Colleague"), _("Ticket"), ""],
        "tabs": [
            Tab(_("All"), "/calls", not show),
            Tab(_("Missed calls"), "/calls?show=missed", show == "missed", waiting, True),
            Tab(_("Mine"), "/calls?show=mine", show == "mine"),
        ],
        "may_handle": can_handle(request.actor),
        "next_url": f"?show={show}&after={start + PAGE}" if len(found) > PAGE else "",
    }
    return render(request, "web/calls/list.html", places)


@granted("calls.see")
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """One call: who it was, the ticket it led to, and whoever missed it is called back."""
    return show_call(request, find_call(request, pk))


@granted("calls.see")
@require_safe
def line(request: DeskRequest, pk: int) -> HttpResponse:
    """The line of a call in the story of its ticket, read anew while it goes on."""
    return HttpResponse(line_of(find_call(request, pk)))


def find_call(request: DeskRequest, pk: int) -> Call:
    """The call as this actor may see it. Raises NotVisible."""
    found = calls_newest(actor=request.actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible(call=pk)
    return found


def show_call(request: DeskRequest, call: Call, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The call with its forms; `forms` stand in for the empty ones where something was wrong."""
    actor = request.actor
    tickets = (
        Ticket.objects.visible_to(actor).open().filter(customer=call.customer_id).order_by("-pk")[:SHOWN]
        if call.customer_id
        else ()
    )
    places = {
        **facts_of(call, actor, now()),
        "mark": mark_of(call),
        "part": part_of(call),
        "talked": talked(call),
        "tickets": list(tickets.only("pk", "number", "title")) if tickets else [],
        "back_form": BackForm(),
        "ticket_form": TicketForm(),
        "caller_form": CallerForm(actor=actor),
        "may_search": actor.may("tickets.register"),
        **forms,
    }
    return render(request, "web/calls/call.html", places, status=status)


def row_of(call: Call) -> Row:
    company = call.customer.name if call.customer else ""
    return Row(
        call, mark_of(call), phone_of(call), call.contact.name if call.contact else "", company, part_of(call)
    )
