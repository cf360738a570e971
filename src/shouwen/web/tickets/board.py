"""The board: a view of the queue state by state, so that one sees where work flows and where it jams."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.tickets.queries.boards import Column, board_of
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.capabilities.tickets.queries.views import VIEWS
from shouwen.capabilities.views.queries import offered
from shouwen.domain.workflow import TicketState
from shouwen.ui.components import badge, clock_chip, icon_button, person, priority, state_badge
from shouwen.ui.dates import span_words
from shouwen.ui.html import NOTHING, element, joined
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.filters import BOARD, LIST, Asked, asked_by, chips_of
from shouwen.web.tickets.queue import landing_of, reset_url, tabs_of
from shouwen.web.tickets.rows import clock_of, marks_of
from shouwen.web.words import name_of


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The columns of one view and its filters; five statements, however many cards."""
    landing = landing_of(request.actor)
    asked = asked_by(request, landing=landing if landing != "to-dispatch" else "open", path=BOARD)
    if VIEWS[asked.view].newest_first:
        asked = Asked("open", asked.filters, path=BOARD)
    at, regulation = now(), active_regulation()
    offer = offered(actor=request.actor, place=asked.place)
    columns = board_of(view=asked.view, filters=asked.filters, actor=request.actor, at=at)
    entered = {TicketState.NEW, *(edge.to for edge in regulation.workflow.edges.values())}
    known = [one for one in columns if one.state in entered or one.count]
    saved = offer.view(asked.saved)
    places = {
        "asked": asked,
        "title": saved.name if saved else VIEWS[asked.view].name,
        "jumps": [(one.state, regulation.state_name(one.state), one.count) for one in known],
        "columns": joined(column(one, asked, regulation, at) for one in known),
        "tabs": [tab for tab in tabs_of(request.actor, asked, offer, {}) if _is_open(tab.url)],
        "chips": chips_of(asked, regulation.document),
        "reset_url": reset_url(asked, saved),
        "kept": asked.kept("text"),
        "query": asked.url().removeprefix(f"{BOARD}?"),
    }
    return render(request, "web/tickets/board.html", places)


def column(one: Column, asked: Asked, regulation: Compiled, at: datetime) -> SafeString:
    """One state: its name, how much is in it, how old the oldest is, its first cards, and the way to all of them."""
    name = regulation.state_name(one.state)
    head = element(
        "h2",
        state_badge(one.state, word=name),
        element("span", str(one.count), class_="count", title=_("Tickets in this state")),
        id=f"flow-{one.state}",
    )
    age = (
        _("Oldest: %(span)s") % {"span": span_words(at - one.oldest_at)} if one.oldest_at else _("No tickets")
    )
    cards = element("ul", *[card(ticket, at) for ticket in one.tickets], class_="flow-cards")
    link = Asked(asked.view, asked.filters, saved=asked.saved, path=LIST).url(state=one.state)
    every = (
        element("a", _("All %(n)s in the list") % {"n": one.count}, href=link)
        if one.count > len(one.tickets)
        else NOTHING
    )
    return element(
        "section",
        head,
        element("p", age, class_="help"),
        cards if one.tickets else NOTHING,
        every,
        class_="flow-column",
        aria_labelledby=f"flow-{one.state}",
        data_flow_state=one.state,
    )


def card(ticket: ListedTicket, at: datetime) -> SafeString:
    """One ticket: priority, level and number, title, customer, its nearest promise, who works on it, and the move."""
    marks = joined(badge(word, tone=tone, square=True) for word, tone in marks_of(ticket))
    level = name_of(ticket.regulation_id, ticket.level)
    move = icon_button(
        "arrow-right",
        _("Move %(number)s") % {"number": ticket.number},
        href=f"/t/{ticket.number}/moves",
        size="small",
        data_drawer=True,
    )
    title = element("a", ticket.title, href=f"/t/{ticket.number}", class_="row-link row-title")
    rank = element("span", priority(ticket.priority, words=False), " ", level, class_="help nowrap")
    return element(
        "li",
        element("div", element("span", ticket.number, class_="mono faint"), move, class_="flow-card-head"),
        element("div", marks, title),
        element("div", ticket.customer_name, class_="help cut") if ticket.customer_name else NOTHING,
        element("div", rank, clock_chip(clock_of(ticket), now=at), class_="row is-apart"),
        person(ticket.handler or ""),
        class_="flow-card",
        draggable="true",
        data_row=ticket.number,
        data_flow_card=True,
    )


def _is_open(url: str) -> bool:
    """Whether a tab shows what is still open; what is over has one state and no flow."""
    code = url.partition("view=")[2].partition("&")[0]
    return code not in VIEWS or not VIEWS[code].newest_first
