"""Moving a ticket to another state: by a card that is dragged there, or chosen among the ways that lead on."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import require_right
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.capabilities.tickets.refusals import NoWayThere
from shouwen.domain.workflow import OPEN_STATES, STAYING, TicketState
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_ticket
from shouwen.web.tickets.acting import carry_out
from shouwen.web.tickets.acts import OF_VERB, Act, Scene
from shouwen.web.tickets.head import FOREMOST, fitting


@dataclass(frozen=True, slots=True)
class Way:
    """One verb that leads on, what it is called, and the state after it."""

    act: Act
    name: str
    to: TicketState
    to_name: str


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: DeskRequest, number: str) -> HttpResponseBase:
    """The ways that lead on from where the ticket is; a POST goes to the state `to`, or asks for what that needs."""
    ticket = find_ticket(request, number)
    ways = ways_of(request, ticket)
    if request.method != "POST":
        places = {"ticket": ticket, "ways": ways, "state": _state(ticket)}
        return render(request, "web/tickets/moves.html", places)
    to = request.POST.get("to", "")
    way = next((one for one in ways if one.to == to), None)
    if way is None:
        raise _refusal(request, ticket, to, ways)
    scene = Scene(ticket, request.actor, now(), None, way.act.verb)
    form = way.act.form({}, scene=scene)
    if way.act.is_plain and not form.asked_first and form.is_valid():
        return carry_out(request, way.act, scene, form)
    url = f"/t/{ticket.number}/{way.act.slug}"
    if not shell.is_fragment(request):
        return shell.see_other(request, url)
    opened = {"url": url, "wide": way.act.is_wide}
    return shell.triggering(HttpResponse(status=204), **{"drawer:open": opened})


def ways_of(request: DeskRequest, ticket: Ticket) -> list[Way]:
    """Every verb open to this actor that moves the ticket, what usually comes next in front. No statement."""
    regulation, state = regulation_of(ticket.regulation_id), TicketState(ticket.state)
    fit = fitting(ticket, verbs_open_to(request.actor, ticket))
    usual = [verb for verb in FOREMOST[ticket.state] if verb in fit]
    moving = [
        verb for verb in (*usual, *(v for v in V if v in fit and v not in usual)) if verb not in STAYING
    ]
    ways = [_way(verb, regulation, state, _before(ticket)) for verb in moving if verb in OF_VERB]
    return [way for way in ways if way.to != state]


def _way(verb: V, regulation: Compiled, state: TicketState, before: TicketState | None) -> Way:
    to = regulation.workflow.next(state, verb, before=before)
    return Way(OF_VERB[verb], regulation.verb_name(verb), to, regulation.state_name(to))


def _before(ticket: Ticket) -> TicketState | None:
    return TicketState(ticket.state_before) if ticket.state_before else None


def _state(ticket: Ticket) -> str:
    return regulation_of(ticket.regulation_id).state_name(ticket.state)


def _refusal(request: DeskRequest, ticket: Ticket, to: str, ways: list[Way]) -> Exception:
    """Why not: somebody else might go there, or the workflow leads nobody there."""
    regulation = regulation_of(ticket.regulation_id)
    if to in set(TicketState):
        leading = regulation.workflow.leading(
            TicketState(ticket.state), TicketState(to), before=_before(ticket)
        )
        for verb in leading:
            require_right(request.actor, verb, ticket)
    open_ways = (f"{way.name} → {way.to_name}" for way in ways if way.to in OPEN_STATES)
    return NoWayThere(
        number=ticket.number,
        state=_state(ticket),
        to=regulation.state_name(to) if to in set(TicketState) else to,
        ways=_(", ").join(dict.fromkeys(open_ways)) or _("nothing"),
    )
