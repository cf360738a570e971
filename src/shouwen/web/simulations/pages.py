"""What-if: the replays there are, what one found for each promise, and the tickets behind each figure."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.jobs.choices import JobState
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.simulations.choices import Ending, Which
from shouwen.capabilities.simulations.commands.replaying import REPLAY
from shouwen.capabilities.simulations.models import Simulation
from shouwen.capabilities.simulations.queries import (
    promises_found,
    simulation_of,
    simulations_of,
    tickets_found,
)
from shouwen.ui.components import Tab, badge
from shouwen.ui.components.marks import Tone
from shouwen.web.access import DeskRequest, granted
from shouwen.web.jobs.lines import line_of
from shouwen.web.jobs.results import RESULTS, Result
from shouwen.web.simulations.drawing import Compared, chart_of, compared, swaps_of

PAGE = 50
TONES: dict[str, tuple[Tone, str]] = {Ending.MET: ("good", "check"), Ending.BREACHED: ("bad", "alert")}
QUIET: tuple[Tone, str] = ("", "clock")


@granted("simulations.run")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """All replays, newest first."""
    found = simulations_of(actor=request.actor)[:PAGE]
    facts = {
        "rows": [(one, line_of(one.job, request.actor), _totals(one)) for one in found],
        "heads": [
            _("What-if"),
            _("State"),
            _("Period"),
            (_("Tickets"), "number"),
            (_("Newly breached"), "number"),
            (_("Newly met"), "number"),
            _("Submitted by"),
        ],
    }
    return render(request, "web/simulations/list.html", facts)


@granted("simulations.run")
@require_safe
def show(request: DeskRequest, pk: int) -> HttpResponse:
    """One replay: its progress while it runs, then its figures, beside those of another one if asked (`with`)."""
    simulation = simulation_of(simulation_id=pk, actor=request.actor)
    is_done = simulation.job.state == JobState.SUCCEEDED
    found = promises_found(simulation) if is_done else []
    facts = {
        "simulation": simulation,
        "line": line_of(simulation.job, request.actor),
        "is_done": is_done,
        "swaps": swaps_of(simulation),
        "found": found,
        "totals": _totals(simulation),
        "chart": chart_of(found) if found else "",
        "heads": _heads(),
        **(_beside(request, simulation) if is_done else {}),
        "crumbs": [(_("What-if"), reverse("web:simulations"))],
    }
    return render(request, "web/simulations/simulation.html", facts)


@granted("simulations.run")
@require_safe
def tickets(request: DeskRequest, pk: int) -> HttpResponse:
    """The tickets of one figure: `promise` and which list (`which`)."""
    simulation = simulation_of(simulation_id=pk, actor=request.actor)
    promise = request.GET.get("promise", "")
    which = request.GET.get("which", Which.NEWLY_BREACHED)
    known = {one.code: one for one in promises_found(simulation)}
    if promise not in known or which not in Which.values:
        raise NotVisible(promise=promise)
    before = request.GET.get("before", "")
    found = tickets_found(simulation=simulation, promise=promise, which=Which(which), actor=request.actor)
    if whole(before) is not None:
        found = found.filter(ticket_id__lt=whole(before))
    rows = list(found[: PAGE + 1])
    here = f"/simulations/{pk}/tickets?promise={promise}"
    facts = {
        "simulation": simulation,
        "promise": known[promise],
        "rows": [(row, _mark(row.before), _mark(row.after)) for row in rows[:PAGE]],
        "tabs": [
            Tab(str(one.label), f"{here}&which={one.value}", one == which, getattr(known[promise], one.value))
            for one in Which
        ],
        "heads": [
            _("Number"),
            _("Title"),
            _("As it was"),
            _("Was due"),
            _("As it would have been"),
            _("Would have been due"),
            _("Kept at"),
        ],
        "next_url": f"{here}&which={which}&before={rows[PAGE - 1].ticket_id}" if len(rows) > PAGE else "",
        "crumbs": [
            (_("What-if"), reverse("web:simulations")),
            (simulation.title, reverse("web:simulation", args=[pk])),
        ],
    }
    return render(request, "web/simulations/tickets.html", facts)


def _beside(request: DeskRequest, simulation: Simulation) -> dict[str, object]:
    """Another replay beside this one, and those there are to choose from."""
    others = [
        one
        for one in simulations_of(actor=request.actor)[: PAGE + 1]
        if one.pk != simulation.pk and one.job.state == JobState.SUCCEEDED
    ]
    chosen = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == chosen), None)
    lines: list[Compared] = []
    if other is not None:
        other = simulation_of(simulation_id=other.pk, actor=request.actor)
        lines = compared(promises_found(simulation), promises_found(other))
    sides = (_("this"), _("the other"))
    return {
        "others": [(one.pk, f"{one.title} · {one.source}") for one in others],
        "other": other,
        "compared": lines,
        "compared_heads": [
            _("Promise"),
            *[(f"{word} · {side}", "number") for word in (_("Met"), _("Breached")) for side in sides],
            (_("Difference in breaches"), "number"),
        ],
    }


def _heads() -> list[str | tuple[str, str]]:
    return [
        _("Promise"),
        (_("Met"), "number"),
        (_("Breached"), "number"),
        (_("Newly breached"), "number"),
        (_("Newly met"), "number"),
        (_("Was met"), "number"),
        (_("Was breached"), "number"),
        (_("Not given"), "number"),
    ]


def _totals(simulation: Simulation) -> dict[str, int]:
    return {
        name: sum(found.get(name, 0) for found in simulation.counts.values())
        for name in ("met", "breached", "newly_breached", "newly_met", "none")
    }


def _shown(job: Job) -> Result:
    """A replay has a page of its own."""
    return Result("web/simulations/_done.html", {"simulation": Simulation.objects.filter(pk=job.pk).first()})


RESULTS[REPLAY] = _shown


def _mark(ending: str) -> str:
    tone, sign = TONES.get(ending, QUIET)
    return badge(str(Ending(ending).label), tone=tone, icon_name=sign)
