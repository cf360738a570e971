"""Taking a simulation out of the house, or out of sight."""

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.simulations.commands import remove_simulation
from shouwen.capabilities.simulations.commands.exporting import EXPORT
from shouwen.capabilities.simulations.queries import simulation_of
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.jobs.acts import begun


@granted("simulations.run")
@require_POST
def export(request: DeskRequest, pk: int) -> HttpResponseBase:
    simulation = simulation_of(simulation_id=pk, actor=request.actor)
    return begun(request, ask_for(kind=EXPORT, parameters={"simulation": simulation.pk}, actor=request.actor))


@granted("simulations.run")
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponseBase:
    simulation = simulation_of(simulation_id=pk, actor=request.actor)
    remove_simulation(simulation=simulation, actor=request.actor)
    shell.flash(request, _("%(title)s is removed") % {"title": simulation.title})
    return shell.see_other(request, reverse("web:simulations"))
