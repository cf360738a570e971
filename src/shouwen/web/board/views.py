"""The day board: a card is dragged to a person, or picked and given by keys; the act is the ordinary dispatch."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.time import now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.models import QUEUE_ORDER
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import in_view
from shouwen.ui.components import Chip, Tab
from shouwen.web.access import DeskRequest, granted
from shouwen.web.board.day import board_of
from shouwen.web.dispatch.views import MOST, waiting


@granted("tickets.dispatch")
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The board of `day` (today without one), of one `team` or of all."""
    at = now()
    today = localtime(at).date()
    day, team = _day(request, today), _team(request)
    rows = listed(in_view("to-dispatch", actor=request.actor, at=at).order_by(*QUEUE_ORDER), limit=MOST)
    return render(
        request,
        "web/board/page.html",
        {
            "board": board_of(day, actor=request.actor, at=at, team_id=team),
            "waiting": waiting(rows, at=at) if rows else [],
            "tabs": [
                Tab(_("List"), "/dispatch"),
                Tab(_("Day board"), "/dispatch/board", current=True),
            ],
            "day": day,
            "is_today": day == today,
            "before_url": _url(day - timedelta(days=1), team),
            "after_url": _url(day + timedelta(days=1), team),
            "teams": _teams(day, team),
        },
    )


def _day(request: HttpRequest, today: date) -> date:
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return asked if asked and abs((asked - today).days) < 400 else today


def _team(request: HttpRequest) -> int | None:
    asked = request.GET.get("team", "")
    return whole(asked)


def _url(day: date, team: int | None) -> str:
    return f"/dispatch/board?day={day}" + (f"&team={team}" if team else "")


def _teams(day: date, chosen: int | None) -> list[Chip]:
    """A chip for each team; pressed again it shows everybody."""
    rows = Team.objects.filter(is_active=True).order_by("pk").values_list("pk", "names")
    return [
        Chip(name_in(names), _url(day, None if pk == chosen else pk), on=pk == chosen) for pk, names in rows
    ]
