"""One value of a row, changed where it stands: the level and the handler, each by one press, with undo."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.permissions import require_right
from shouwen.capabilities.tickets.queries import candidates
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import done, find_ticket
from shouwen.web.tickets.acting import undo_url
from shouwen.web.tickets.acts import ACTS, Scene, fact_of
from shouwen.web.tickets.reasons import reason_words
from shouwen.web.words import choices_of

OFFERED = 6
ACT_OF = {"level": "grade", "handler": "dispatch"}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: DeskRequest, number: str, slug: str) -> HttpResponseBase:
    """What the cell offers to press, and the act of the press; a level that asks for a reason asks for it here."""
    if slug not in ACT_OF:
        raise NotVisible(cell=slug)
    chosen, ticket = ACTS[ACT_OF[slug]], find_ticket(request, number)
    require_right(request.actor, chosen.verb, ticket)
    scene = Scene(ticket, request.actor, now())
    if request.method != "POST":
        return _offer(request, slug, scene, {})
    value, reason = request.POST.get("value", ""), request.POST.get("reason", "")[:2000]
    values = {"level": {"level": value}, "handler": {"engineer": value}}[slug] | {"reason": reason}
    try:
        with transaction.atomic():
            chosen.run(scene, values)
    except InvalidInput as refusal:
        return _offer(request, slug, scene, refusal.errors, status=422)
    said = f"{ticket.number} · {chosen.said}"
    return done(request, ticket, said, undo_url=undo_url(ticket, fact_of(chosen)))


def _offer(
    request: DeskRequest, slug: str, scene: Scene, errors: dict[str, str], *, status: int = 200
) -> HttpResponse:
    places: dict[str, Any] = {
        "ticket": scene.ticket,
        "slug": slug,
        "choices": _levels(scene) if slug == "level" else _handlers(scene),
        "asks_reason": slug == "level" and _asks_reason(scene),
        "reason": request.POST.get("reason", ""),
        "errors": list(errors.values()),
        "title": _("Level of %(number)s") % {"number": scene.ticket.number}
        if slug == "level"
        else _("Handler of %(number)s") % {"number": scene.ticket.number},
    }
    return render(request, "web/views/_cell.html", places, status=status)


def _levels(scene: Scene) -> list[dict[str, Any]]:
    now_at = code_of(scene.ticket.level_id)
    pairs = choices_of(scene.regulation.document.levels)
    return [{"value": code, "name": name, "note": "", "chosen": code == now_at} for code, name in pairs]


def _handlers(scene: Scene) -> list[dict[str, Any]]:
    """The best candidates on duty, the present handler marked."""
    found = candidates(ticket=scene.ticket, at=scene.at, limit=OFFERED)
    return [
        {
            "value": str(one.person_id),
            "name": one.name,
            "note": reason_words(one),
            "chosen": one.person_id == scene.ticket.handler_id,
        }
        for one in found
        if one.is_on_duty
    ]


def _asks_reason(scene: Scene) -> bool:
    return scene.regulation.document.grading.reason_to_change and scene.ticket.level_id is not None
