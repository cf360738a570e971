"""One ticket on one page: its head with the verbs open to this actor, its story, its clocks and its customer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.ui.components import Tab
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_ticket
from shouwen.web.tickets.box import box_of
from shouwen.web.tickets.clocks import clocks_shown, lines_of
from shouwen.web.tickets.company import company_of
from shouwen.web.tickets.head import head_of
from shouwen.web.tickets.reviews import shown_on
from shouwen.web.tickets.story import story_of

TABS = ("story", "files", "messages", "related", "journal")


@staff_only
@require_safe
def page(request: DeskRequest, number: str) -> HttpResponse:
    """The ticket's page; eight statements, at most twelve when everything has happened to it."""
    ticket = find_ticket(request, number)
    verbs = verbs_open_to(request.actor, ticket)
    return render(
        request,
        "web/tickets/ticket.html",
        {
            "ticket": ticket,
            "tabs": tabs_of(ticket, "story"),
            **clocks_shown(ticket, request.actor),
            **head_of(ticket, verbs, request.actor),
            **company_of(ticket, request.actor),
            **_story(request, ticket),
            "reviews": shown_on(request, ticket),
            "box": box_of(request, ticket, verbs),
        },
    )


@staff_only
@require_safe
def head(request: DeskRequest, number: str) -> HttpResponse:
    """The head alone, reloaded when something happens."""
    ticket = find_ticket(request, number)
    return render(
        request,
        "web/tickets/_head.html",
        {
            "ticket": ticket,
            "clocks": lines_of(clocks_of(ticket.pk), ticket),
            **head_of(ticket, verbs_open_to(request.actor, ticket), request.actor),
        },
    )


@staff_only
@require_safe
def company(request: DeskRequest, number: str) -> HttpResponse:
    """Whom it is about and under which contract, alone, reloaded when something happens."""
    ticket = find_ticket(request, number)
    places = {"ticket": ticket, **company_of(ticket, request.actor), "channel": Channel(ticket.channel).label}
    return render(request, "web/tickets/_company.html", places)


@staff_only
@require_safe
def peek(request: DeskRequest, number: str) -> HttpResponse:
    """The ticket in short, over the list one is walking."""
    ticket = find_ticket(request, number)
    verbs = verbs_open_to(request.actor, ticket)
    return render(
        request,
        "web/tickets/peek.html",
        {
            "ticket": ticket,
            "clocks": lines_of(clocks_of(ticket.pk), ticket),
            **head_of(ticket, verbs, request.actor),
            **company_of(ticket, request.actor),
            **_story(request, ticket),
        },
    )


def _story(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    """The story of a ticket read with its company; nothing is asked for that came along with it."""
    known = {request.actor.id or 0: request.actor.name}
    for person in (ticket.owner, ticket.stand_in, ticket.responsible, ticket.handler, ticket.escalated_to):
        if person is not None:
            known[person.pk] = person.name
    return story_of(request, ticket, files=None if ticket.has_file else [], known=known)


def tabs_of(ticket: Ticket, current: str) -> list[Tab]:
    """What else there is about a ticket, each an address of its own."""
    names = {
        "story": _("Timeline"),
        "files": _("Files"),
        "messages": _("Messages"),
        "related": _("Related"),
        "journal": _("Journal"),
    }
    return [
        Tab(names[tab], f"/t/{ticket.number}" + ("" if tab == "story" else f"/{tab}"), tab == current)
        for tab in TABS
    ]
