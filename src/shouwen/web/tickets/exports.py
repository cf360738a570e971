"""A list of tickets as a file, exactly as it is shown: asked for here, written by the worker."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.tickets.queries.exporting import EXPORT_TICKETS, export_parameters
from shouwen.web.access import DeskRequest, granted
from shouwen.web.jobs.acts import begun
from shouwen.web.tickets.filters import asked_by
from shouwen.web.tickets.queue import landing_of


@granted("tickets.export")
@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """The view and the filters are in the address, as the list's own address has them; `as` is xlsx or csv."""
    asked = asked_by(request, landing=landing_of(request.actor))
    parameters = export_parameters(
        view=asked.view,
        filters=asked.filters,
        columns=request.POST.getlist("column"),
        ordering=request.POST.get("ordering", "")[:10],
        excel=request.POST.get("as") != "csv",
    )
    return begun(request, ask_for(kind=EXPORT_TICKETS, parameters=parameters, actor=request.actor))
