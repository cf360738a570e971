"""Today: a role's first minute: its numbers, what calls for a decision, and the work nearest to its deadline."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.call_backs.queries import call_backs_due
from shouwen.capabilities.people.models import Leave, Person
from shouwen.capabilities.regulations.queries import drafts_to_review
from shouwen.capabilities.tickets.models import QUEUE_ORDER
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import counts, in_view
from shouwen.ui.components import Clock
from shouwen.web.access import DeskRequest, granted, staff_only
from shouwen.web.tickets.rows import rows_of
from shouwen.web.today.decisions import decisions
from shouwen.web.today.figures import figures_for, missed_calls, role_of
from shouwen.web.wall.figures import present
from shouwen.web.workplace.tours import tour_for

SHOWN = 10
AWAY_SHOWN = 12
CALLS_SHOWN = 5
LISTS = {"agent": "mine", "leader": "to-dispatch", "manager": "overdue", "engineer": "mine", "reader": "open"}


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The page; at most nine statements."""
    actor, at = request.actor, now()
    role = role_of(actor)
    code = LISTS[role]
    asked = decisions(actor, at) if role == "manager" else []
    others = in_view(code, actor=actor, at=at).exclude(pk__in=[one.pk for one in asked])
    rows = rows_of(listed(others.order_by(*QUEUE_ORDER), limit=SHOWN))
    places: dict[str, Any] = {
        "greeting": greeting(at),
        "figures": [
            *figures_for(role, actor=actor, at=at),
            *(missed_calls(actor=actor) if role == "agent" else ()),
        ],
        "rows": rows,
        "list_title": _("Overdue besides these") if asked else titles()[code],
        "list_url": f"/tickets?view={code}",
        "view": {"code": code},
        "has_more": bool(rows) or (code != "open" and in_view("open", actor=actor, at=at).exists()),
        "decisions": asked,
        "drafts": drafts_to_review(actor=actor),
        "calls": calls(actor, at) if actor.may_somewhere("tickets.close") else [],
        "shows_people": role in ("manager", "leader"),
        "shows_figures": role == "manager" and actor.may_somewhere("figures.see"),
        "may_register": actor.may("tickets.register"),
        "tour": tour_for(role, actor=actor, request=request),
    }
    return render(request, "web/today/page.html", places)


def greeting(at: datetime) -> str:
    """The part of the day, as one is greeted in it."""
    hour = timezone.localtime(at).hour
    words = {5: _("It is late"), 12: _("Good morning"), 18: _("Good afternoon"), 24: _("Good evening")}
    return next(greeted for until, greeted in words.items() if hour < until)


def titles() -> dict[str, str]:
    return {
        "mine": _("My work, by priority and deadline"),
        "to-dispatch": _("Waiting for dispatch"),
        "overdue": _("Overdue"),
        "open": _("Open tickets"),
    }


def calls(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The first of his call-backs that are due: whom to call about what; one statement."""
    due = call_backs_due(actor=actor, at=at, mine=True).select_related(None)
    shown = due.values("pk", "due_at", "ticket__title", "ticket__caller_name", "ticket__contact__name")
    return [
        one | {"clock": Clock("running", due_at=one["due_at"]) if one["due_at"] else None}
        for one in shown[:CALLS_SHOWN]
    ]


@granted("tickets.dispatch", "people.plan_duty")
@require_safe
def people(request: DeskRequest) -> HttpResponse:
    """Who is here with how much in hand, and who is away; comes after the figures."""
    at = now()
    unanswered = counts({"unanswered": in_view("unanswered", actor=request.actor, at=at)})["unanswered"]
    places = {"present": present(at), "away": away(at, request.actor), "unanswered": unanswered}
    return render(request, "web/today/_people.html", places)


def away(at: datetime, actor: Actor) -> list[Leave]:
    """Leave of colleagues whom `actor` sees that covers `at`, the one that ends first in front; one statement."""
    seen = Leave.objects.all()
    if not actor.may("people.see"):
        seen = seen.filter(person__in=Person.objects.visible_to(actor))
    return list(
        seen.filter(withdrawn_at=None, starts_at__lte=at, ends_at__gt=at, person__is_active=True)
        .select_related("person")
        .order_by("ends_at")[:AWAY_SHOWN]
    )
