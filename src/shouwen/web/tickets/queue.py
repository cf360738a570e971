"""The queue: one view of the tickets, its filters, its pages; the counts come by a second request."""

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.models import TicketQuerySet
from shouwen.capabilities.tickets.queries.lists import tickets_listed
from shouwen.capabilities.tickets.queries.views import (
    MOST_COUNTED,
    VIEWS,
    View,
    counts,
    in_view,
    tab_lists,
)
from shouwen.capabilities.views.permissions import SHARE
from shouwen.capabilities.views.queries import Offer, OfferedView, offered
from shouwen.ui.components import Tab
from shouwen.ui.components.queue import USUAL, width_rules
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.shell import is_fragment
from shouwen.web.tickets.filters import (
    BOARD,
    IN_DRAWER,
    LIST,
    Asked,
    asked_by,
    chips_of,
    filters_from,
    options_of,
)
from shouwen.web.tickets.rows import rows_of

COUNTS_KEPT = 15  # seconds


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """One page of the queue, in the order and with the columns its reader or its saved view chose."""
    asked = asked_by(request, landing=landing_of(request.actor))
    document = active_regulation().document
    offer = offered(actor=request.actor, place=asked.place)
    saved = offer.view(asked.saved)
    layout = offer.layout.over(saved.layout) if saved else offer.layout
    page = tickets_listed(
        view=asked.view,
        actor=request.actor,
        at=now(),
        filters=asked.filters,
        cursor=asked.cursor,
        ordering=layout.ordering,
    )
    return render(
        request,
        "web/tickets/queue.html",
        {
            "asked": asked,
            "view": VIEWS[asked.view],
            "title": saved.name if saved else VIEWS[asked.view].name,
            "rows": rows_of(page.rows),
            "columns": layout.columns or USUAL,
            "density": layout.density,
            "width_rules": None
            if is_fragment(request)
            else width_rules(layout.columns or USUAL, layout.widths),
            "ordering": layout.ordering,
            "tabs": tabs_of(request.actor, asked, offer, {}),
            "chips": chips_of(asked, document),
            "saved": saved,
            "is_changed": saved is not None and saved.filters != asked.narrowing,
            "may_change": saved is not None and may_change(request.actor, saved),
            "reset_url": reset_url(asked, saved),
            "kept": asked.kept("text"),
            "next_url": asked.url(cursor=page.next) if page.next else "",
            "previous_url": asked.url(cursor=page.previous) if page.previous else "",
            "query": asked.url().removeprefix("/tickets?"),
            "cells": cells_for(request.actor),
            "may": {
                **{verb: request.actor.may(f"tickets.{verb}") for verb in ("register", "export")},
                **{
                    verb: request.actor.may_somewhere(f"tickets.{verb}")
                    for verb in ("dispatch", "accept", "cancel", "work")
                },
            },
        },
    )


@staff_only
@require_safe
def view_counts(request: DeskRequest) -> HttpResponse:
    """The tabs again, with how many tickets each view holds; counted at most every 15 seconds for one actor."""
    asked = asked_by(request, landing=landing_of(request.actor))
    offer = offered(actor=request.actor, place=asked.place)
    key = f"view-counts/{request.actor.id}/{'-'.join(str(one.id) for one in offer.views)}"
    known = cache.get(key)
    if known is None:
        known = counts(lists_of(request.actor, offer))
        cache.set(key, known, COUNTS_KEPT)
    return render(request, "web/tickets/_tabs.html", {"tabs": tabs_of(request.actor, asked, offer, known)})


@staff_only
@require_safe
def filters(request: DeskRequest) -> HttpResponse:
    """The drawer with all filters."""
    path = BOARD if request.GET.get("on") == "board" else LIST
    asked = asked_by(request, landing=landing_of(request.actor), path=path)
    return render(
        request,
        "web/tickets/filters.html",
        {
            "asked": asked,
            "kept": asked.kept(*IN_DRAWER),
            "options": options_of(asked, active_regulation().document),
        },
    )


def landing_of(actor: Actor) -> str:
    """The view one starts with: what is to be dispatched for those who lead, else one's own."""
    roles = actor.extras.get("roles", ())
    return (
        "to-dispatch"
        if actor.extras.get("landing") == "dispatch"
        else "open"
        if isinstance(roles, tuple) and "desk_manager" in roles
        else "mine"
    )


def cells_for(actor: Actor) -> dict[str, str | bool | None]:
    """Which cells of the list can be changed in place, as the list's own attributes say it."""
    level, handler = actor.may_somewhere("tickets.accept"), actor.may_somewhere("tickets.dispatch")
    return {
        "level": "cell:level" if level else None,
        "handler": "cell:handler" if handler else None,
        "any": level or handler,
    }


def tabs_of(actor: Actor, asked: Asked, offer: Offer, known: dict[str, int]) -> list[Tab]:
    """The views on offer, the saved ones after one's own and one's team's; without a team no view of the team."""
    shown = [
        view
        for view in VIEWS.values()
        if (view.is_tab or view.code == asked.view) and (view.code != "team" or actor.team_ids)
    ]
    system = [_tab(view, asked, known.get(view.code)) for view in shown]
    own = sum(1 for view in shown if view.code in ("mine", "team"))
    return [*system[:own], *(_saved_tab(one, asked, known) for one in offer.views), *system[own:]]


def _tab(view: View, asked: Asked, count: int | None) -> Tab:
    shown = None if view.newest_first else _shown(count)
    is_current = view.code == asked.view and asked.saved is None
    url = f"{asked.path}?view={view.code}"
    return Tab(str(view.name), url, is_current, shown, view.is_due and bool(count))


def _saved_tab(saved: OfferedView, asked: Asked, known: dict[str, int]) -> Tab:
    return Tab(
        saved.name, url_of(saved, asked.path), saved.id == asked.saved, _shown(known.get(f"saved/{saved.id}"))
    )


def _shown(count: int | None) -> str | int | None:
    return "99+" if count is not None and count >= MOST_COUNTED else count


def url_of(saved: OfferedView, path: str = LIST) -> str:
    """The address of a saved view: its list (or board), its filters, and that it is this view."""
    return Asked(saved.view, filters_from(saved.filters), saved=saved.id, path=path).url()


def reset_url(asked: Asked, saved: OfferedView | None) -> str:
    """Where the list is again as its view has it; empty where it is."""
    if saved:
        return url_of(saved, asked.path) if saved.filters != asked.narrowing else ""
    return f"{asked.path}?view={asked.view}" if asked.is_narrowed else ""


def may_change(actor: Actor, saved: OfferedView) -> bool:
    return actor.is_person(saved.person_id) or actor.may(SHARE)


def lists_of(actor: Actor, offer: Offer) -> dict[str, TicketQuerySet]:
    """What the tabs count; a saved view that looks for words is not counted, for that costs a search."""
    at = now()
    return tab_lists(actor=actor, at=at) | {
        f"saved/{one.id}": filters_from(one.filters).narrow(in_view(one.view, actor=actor, at=at))
        for one in offer.views
        if not one.filters.get("text")
    }
