"""The story of a ticket on screen: its lines drawn as entries, older ones on demand, the bar that says what is new."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_args

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.models import Attachment, Fact
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.queries import calls_named
from shouwen.capabilities.tickets.facts import CALL_LINKED, REVIEWING
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import Line, attachments_of, timeline
from shouwen.capabilities.tickets.queries.naming import with_names
from shouwen.capabilities.tickets.queries.timeline import Filter
from shouwen.ui.components import Chip
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_brief
from shouwen.web.tickets.entries import entries_of
from shouwen.web.tickets.undoing import with_undo

PAGE = 20
NAMES = {
    "all": gettext_lazy("All"),
    "customer": gettext_lazy("The customer sees"),
    "internal": gettext_lazy("Internal"),
    "phone": gettext_lazy("By phone"),
    "field": gettext_lazy("On site"),
    "system": gettext_lazy("System"),
}


@staff_only
@require_safe
def story(request: DeskRequest, number: str) -> HttpResponse:
    """The newest lines of the story, or those older than `before`."""
    ticket = find_brief(request, number)
    before = request.GET.get("before", "")
    template = "web/tickets/_older.html" if whole(before) else "web/tickets/_story.html"
    return render(request, template, story_of(request, ticket, before=whole(before)))


@staff_only
@require_safe
def news(request: DeskRequest, number: str) -> HttpResponse:
    """What others told since `seen`: a bar with their number; nothing of others means the story simply reloads."""
    ticket = find_brief(request, number)
    seen = request.GET.get("seen", "")
    seen_seq = whole(seen)
    seen_seq = ticket.subject.seq if seen_seq is None else seen_seq
    if ticket.subject.seq <= seen_seq:
        return HttpResponse()
    told = news_since(request, ticket, seen_seq)
    if told["count"] and not request.GET.get("show"):
        return render(request, "web/tickets/_news.html", {"ticket": ticket, **told})
    response = render(request, "web/tickets/_story.html", story_of(request, ticket))
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#story", "outerHTML"
    return response


def news_since(request: DeskRequest, ticket: Ticket, seen: int) -> dict[str, Any]:
    """How many facts others told after fact number `seen`, and the lines; what clocks and reviews tell is no news."""
    others = Fact.objects.filter(subject_id=ticket.pk, seq__gt=seen).exclude(actor_kind="system")
    others = others.exclude(name__in=REVIEWING)
    count = others.exclude(actor_kind="person", actor_id=request.actor.id).count()
    lines = (
        [line for line in timeline(ticket=ticket, actor=request.actor, limit=PAGE) if line.seq > seen]
        if count
        else []
    )
    lines = with_names(lines, actor=request.actor)
    return {"count": count, "entries": entries_of(lines, ticket, [], calls_in(lines, request.actor))}


def calls_in(lines: list[Line], actor: Actor) -> Mapping[int, Call]:
    """The calls that `lines` tell of, by id, as far as `actor` sees calls; one statement, none without such lines."""
    ids = {line.payload["call"] for line in lines if line.name == CALL_LINKED}
    return calls_named(ids, actor=actor) if ids else {}


def story_of(
    request: DeskRequest,
    ticket: Ticket,
    *,
    before: int | None = None,
    files: list[Attachment] | None = None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the templates need: entries newest first, filters, where the older ones are.

    Four statements, without those for `files` and for names that are all `known` already; one more for calls, if any
    was linked, and one for the other tickets, teams and contacts that it tells of.
    """
    asked = request.GET.get("show", "all")
    show: Filter = asked if asked in get_args(Filter) else "all"  # type: ignore[assignment]  # checked just before
    lines = timeline(ticket=ticket, actor=request.actor, before=before, limit=PAGE, show=show, known=known)
    attachments = files if files is not None else attachments_of(ticket=ticket, actor=request.actor)
    has_older = len(lines) == PAGE and lines[-1].seq > 1
    older = f"/t/{ticket.number}/story?show={show}&before={lines[-1].seq}" if has_older else ""
    if show == "customer":
        inside = {one.pk for one in attachments if one.visibility != "customer"}
        lines = [line for line in lines if line.payload.get("attachment") not in inside]
    lines = with_names(lines, actor=request.actor)
    entries = entries_of(lines, ticket, attachments, calls_in(lines, request.actor))
    is_newest = before is None and show == "all"
    return {
        "ticket": ticket,
        "entries": with_undo(entries, lines, ticket, request.actor) if is_newest else entries,
        "older_url": older,
        "newest": ticket.subject.seq,
        "show": show,
        "filters": [
            Chip(str(name), f"/t/{ticket.number}?show={code}", code == show and code != "all")
            for code, name in NAMES.items()
            if code != "all"
        ],
        "nothing": _("Nothing of this kind has happened yet"),
    }
