"""The lines of the palette as one types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.palette.finding import groups_for


@staff_only
@require_safe
def found(request: DeskRequest) -> HttpResponse:
    """What fits `q`; `ticket` is the number of the ticket on the page or of the current row."""
    groups = groups_for(request.actor, request.GET.get("q", "")[:60], ticket=_ticket(request))
    return render(request, "web/palette/_lines.html", {"groups": groups})


def _ticket(request: DeskRequest) -> Ticket | None:
    number = request.GET.get("ticket", "")[:30]
    return ticket_numbered(number, actor=request.actor, with_company=True) if number else None
