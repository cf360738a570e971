"""Who is on a ticket right now, and who writes: said and asked in one request."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shouwen.base.time import now
from shouwen.capabilities.workplace.commands.presence import be_present, leave
from shouwen.capabilities.workplace.queries.presence import others_present
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_brief


@staff_only
@require_POST
def presence(request: DeskRequest, number: str) -> HttpResponse:
    """I am here, and write or not; the answer names the others."""
    ticket, at = find_brief(request, number), now()
    be_present(ticket=ticket, is_writing=request.POST.get("writing") == "1", actor=request.actor, at=at)
    others = others_present(ticket=ticket, actor=request.actor, at=at)
    return render(request, "web/tickets/_presence.html", {"others": others})


@staff_only
@require_POST
def leaving(request: DeskRequest, number: str) -> HttpResponse:
    """I close the ticket."""
    leave(ticket=find_brief(request, number), actor=request.actor, at=now())
    return HttpResponse(status=204)
