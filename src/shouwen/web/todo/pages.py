"""The list of what waits for me: overdue first, then day by day; beside it what waits for others because of me."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.time import now
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.workplace.queries.todo import (
    asked_of_others,
    copied_to,
    followed_by,
    snoozed_of,
    todo_of,
    topic_of,
)
from shouwen.ui.components import Tab
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.rows import rows_of
from shouwen.web.todo.groups import by_day, in_one
from shouwen.web.todo.lines import Nothing, asked_list, snoozed_list, todo_list

SHOWN = 50
SHOWS = ("", "asked", "followed", "copied", "snoozed")


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """One of the five lists; at most nine statements."""
    actor, at = request.actor, now()
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    places: dict[str, Any] = {"drawn": "", "rows": [], "nothing": NOTHING[show]()}
    match show:
        case "asked":
            places["drawn"] = asked_list(in_one(asked_of_others(actor=actor)), now=at)
        case "snoozed":
            places["drawn"] = snoozed_list(in_one(snoozed_of(actor=actor, at=at)), now=at, request=request)
        case "followed" | "copied":
            found = followed_by(actor=actor) if show == "followed" else copied_to(actor=actor)
            places["rows"] = rows_of(listed(found, limit=SHOWN))
        case _:
            places["drawn"] = todo_list(by_day(todo_of(actor=actor, at=at), at), actor=actor, now=at)
    topics = f"queue inbox/{actor.id} {topic_of(actor.id)}"
    return render(request, "web/todo/page.html", {**places, "tabs": tabs(show), "topics": topics})


def tabs(show: str) -> list[Tab]:
    """The lists there are."""
    names = {
        "": _("Waiting for me"),
        "asked": _("Started by me"),
        "followed": _("I follow"),
        "copied": _("I was mentioned"),
        "snoozed": _("Put off"),
    }
    return [
        Tab(name, f"/todo?show={code}" if code else "/todo", code == show) for code, name in names.items()
    ]


NOTHING = {
    "": lambda: Nothing(
        _("Nothing waits for you"),
        _("Tickets, requests for your help, call-backs, meetings and drafts to review appear here."),
    ),
    "asked": lambda: Nothing(
        _("Nothing you started is open"),
        _("Help you asked for, meetings you called, what you dispatched and nobody has taken yet."),
    ),
    "followed": lambda: Nothing(
        _("You follow no open ticket"),
        _("Whoever is invited to a meeting, or notified by an escalation, follows the ticket from then on."),
    ),
    "copied": lambda: Nothing(
        _("Nobody mentioned you on an open ticket"), _("Tickets whose notes mention you with @ appear here.")
    ),
    "snoozed": lambda: Nothing(
        _("Nothing is put off"), _("What you put off waits here until its time, and then comes back.")
    ),
}
