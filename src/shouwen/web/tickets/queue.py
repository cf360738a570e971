"""The queue: one view of the tickets, its filters, its pages; the counts come by a second request."""

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.queries.lists import tickets_listed
from shouwen.capabilities.tickets.queries.views import MOST_COUNTED, VIEWS, View, counts_of_views
from shouwen.ui.components import Tab
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.filters import Asked, asked_by, chips_of, options_of
from shouwen.web.tickets.rows import rows_of

COUNTS_KEPT = 15  # seconds


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """One page of the queue, in the regulation's order."""
    asked = asked_by(request, landing=landing_of(request.actor))
    document = active_regulation().document
    page = tickets_listed(
        view=asked.view, actor=request.actor, at=now(), filters=asked.filters, cursor=asked.cursor
    )
    return render(
        request,
        "web/tickets/queue.html",
        {
            "asked": asked,
            "view": VIEWS[asked.view],
            "rows": rows_of(page.rows),
            "tabs": tabs_of(request.actor, asked, {}),
            "chips": chips_of(asked, document),
            "reset_url": f"/tickets?view={asked.view}" if asked.is_narrowed else "",
            "next_url": asked.url(cursor=page.next) if page.next else "",
            "previous_url": asked.url(cursor=page.previous) if page.previous else "",
            "filters_url": asked.url().replace("/tickets?", "/tickets/filters?"),
            "counts_url": asked.url().replace("/tickets?", "/tickets/counts?"),
            "may": {
                verb: request.actor.may(f"tickets.{verb}")
                for verb in ("dispatch", "accept", "cancel", "register", "work")
            },
        },
    )


@staff_only
@require_safe
def counts(request: DeskRequest) -> HttpResponse:
    """The tabs again, with how many tickets each view holds; counted at most every 15 seconds for one actor."""
    asked = asked_by(request, landing=landing_of(request.actor))
    key = f"view-counts/{request.actor.id}"
    known = cache.get(key)
    if known is None:
        known = counts_of_views(actor=request.actor, at=now())
        cache.set(key, known, COUNTS_KEPT)
    return render(request, "web/tickets/_tabs.html", {"tabs": tabs_of(request.actor, asked, known)})


@staff_only
@require_safe
def filters(request: DeskRequest) -> HttpResponse:
    """The drawer with all filters."""
    asked = asked_by(request, landing=landing_of(request.actor))
    return render(
        request,
        "web/tickets/filters.html",
        {"asked": asked, "options": options_of(asked, active_regulation().document)},
    )


def landing_of(actor: Actor) -> str:
    """The view one starts with: what is to be dispatched for those who lead, else one's own."""
    roles = actor.extras.get("roles", ())
    return (
        "to-dispatch"
        if actor.extras.get("landing") == "dispatch"
        else "open"
        if "desk_manager" in roles
        else "mine"
    )  # type: ignore[operator]


def tabs_of(actor: Actor, asked: Asked, known: dict[str, int]) -> list[Tab]:
    """The views on offer: without a team no view of the team."""
    return [
        _tab(view, asked, known.get(view.code))
        for view in VIEWS.values()
        if view.code != "team" or actor.team_ids
    ]


def _tab(view: View, asked: Asked, count: int | None) -> Tab:
    shown = None if count is None or view.newest_first else "99+" if count >= MOST_COUNTED else count
    return Tab(
        view.name, f"/tickets?view={view.code}", view.code == asked.view, shown, view.is_due and bool(count)
    )
