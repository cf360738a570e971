"""Taking the records behind a figure out of the house."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.reporting.permissions import SEE
from shouwen.capabilities.reporting.queries.exporting import EXPORT_RECORDS, export_parameters
from shouwen.web.access import DeskRequest, granted
from shouwen.web.figures.asking import asked_by, days_of
from shouwen.web.jobs.acts import begun


@granted(SEE)
@require_POST
def export(request: DeskRequest, code: str) -> HttpResponseBase:
    """The days and the narrowing are in the address, as the list's own address has them."""
    days = days_of(request)
    if days.errors:
        raise InvalidInput(days.errors)
    asked, which = asked_by(request, code, days)
    parameters = export_parameters(asked=asked, which=which)
    return begun(request, ask_for(kind=EXPORT_RECORDS, parameters=parameters, actor=request.actor))
