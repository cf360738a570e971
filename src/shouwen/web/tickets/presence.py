"""Who is on a ticket right now, and who writes: said and asked in one request."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
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
    """I am here on this page, and write or not; the answer names the others."""
    ticket, page, at = find_brief(request, number), _page(request), now()
    if page is None:
        return HttpResponseBadRequest()
    is_writing = request.POST.get("writing") == "1"
    be_present(ticket=ticket, page=page, is_writing=is_writing, actor=request.actor, at=at)
    others = others_present(ticket=ticket, actor=request.actor, at=at)
    return render(request, "web/tickets/_presence.html", {"others": others})


@staff_only
@require_POST
def leaving(request: DeskRequest, number: str) -> HttpResponse:
    """I close this page of the ticket."""
    ticket, page = find_brief(request, number), _page(request)
    if page is None:
        return HttpResponseBadRequest()
    leave(ticket=ticket, page=page, actor=request.actor, at=now())
    return HttpResponse(status=204)


def _page(request: DeskRequest) -> UUID | None:
    """The random name that the page gave itself."""
    try:
        return UUID(request.POST.get("page", ""))
    except ValueError:
        return None
