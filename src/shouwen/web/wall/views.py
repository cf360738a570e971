"""The wall screen, signed in or by a secret address; its figures come anew when the queue moves."""

import threading
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from shouwen.base.refusals import NotVisible
from shouwen.base.time import database_now, fix, now
from shouwen.capabilities.views.commands.screens import topic_of
from shouwen.capabilities.views.models import WallScreen
from shouwen.capabilities.views.permissions import can_share
from shouwen.capabilities.views.queries import screen_of
from shouwen.web import live
from shouwen.web.access import DeskRequest, granted, open_to_all
from shouwen.web.wall.figures import big_figures, late_rows, present

SEES_ALL = "tickets.see_all"
MOST_STREAMS = 20
_seats = threading.BoundedSemaphore(MOST_STREAMS)
"""Whoever has the address of a screen can't take the seats of the staff."""


@granted(SEES_ALL, everywhere=True)
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The screen for whoever may see all tickets anyway."""
    urls = {"figures_url": "/wall/figures", "live_url": "/live"}
    places = {**urls, "may_share": can_share(request.actor), **_places()}
    return render(request, "web/wall/page.html", places)


@granted(SEES_ALL, everywhere=True)
@require_safe
def figures(request: DeskRequest) -> HttpResponse:
    return render(request, "web/wall/_figures.html", _places())


@open_to_all
@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The screen of a hall: nobody is signed in, and nobody is signed out."""
    _admit(token)
    urls = {"figures_url": f"/wall/{token}/figures", "live_url": f"/wall/{token}/live"}
    return render(request, "web/wall/page.html", {**urls, **_places()})


@open_to_all
@require_safe
def screen_figures(request: HttpRequest, token: str) -> HttpResponse:
    _admit(token)
    return render(request, "web/wall/_figures.html", _places())


@open_to_all
@require_GET
def screen_live(request: HttpRequest, token: str) -> HttpResponseBase:
    """When the queue moves, nothing else."""
    screen = _admit(token)
    return live.streamed(frozenset({"queue", "again"}), until=topic_of(screen), besides=_seats)


def _admit(token: str) -> WallScreen:
    """No session brings the instant of such a request: it is asked for once."""
    fix(database_now())
    screen = screen_of(token)
    if screen is None:
        raise NotVisible()
    return screen


def _places() -> dict[str, Any]:
    at = now()
    return {"figures": big_figures(at), "late": late_rows(at), "present": present(at)}
