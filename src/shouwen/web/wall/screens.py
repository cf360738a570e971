"""Setting up screens: the address is shown once, and a screen can be ended."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.time import now
from shouwen.capabilities.views.commands import end_screen, open_screen
from shouwen.capabilities.views.models import WallScreen
from shouwen.capabilities.views.queries import screens
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.repeats import shown_once


@granted("views.share")
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest) -> HttpResponse:
    """The screens that are on; a new one answers with its address, which nobody can read again."""
    address = ""
    if request.method == "POST":
        _screen, secret = open_screen(name=request.POST.get("name", ""), actor=request.actor)
        address = request.build_absolute_uri(f"/wall/{secret}")
    response = render(request, "web/wall/screens.html", {"screens": screens(), "address": address})
    if address:
        return shown_once(response)
    response.headers["Cache-Control"] = "no-store"
    return response


@granted("views.share")
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponseBase:
    """That screen shows nothing any more."""
    screen = end_screen(screen=get_object_or_404(WallScreen, pk=pk), actor=request.actor, at=now())
    shell.flash(request, _("The screen %(name)s is switched off") % {"name": screen.name})
    return shell.see_other(request, "/wall")
