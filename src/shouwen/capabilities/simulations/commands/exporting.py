"""A simulation as a workbook: a sheet of figures and the tickets behind them."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.sheets import EXCEL, Cell, Column, write_excel
from shouwen.capabilities.jobs.ports import Kind, MadeFile, Outcome, Work, register_kind
from shouwen.capabilities.simulations.choices import Ending
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation
from shouwen.capabilities.simulations.permissions import RUN
from shouwen.capabilities.simulations.queries import promises_found, simulation_of
from shouwen.capabilities.tickets.models import Ticket

EXPORT: Final = "simulations.export"


def register_export() -> None:
    """From now on a simulation can be asked for as a workbook."""
    register_kind(Kind(EXPORT, _("Export of a what-if"), export_simulation, RUN))


def export_simulation(work: Work) -> Outcome:
    """Every promise of every ticket, before and after, as far as the asker may see tickets."""
    simulation = simulation_of(simulation_id=int(work.parameters["simulation"]), actor=work.actor)
    path = work.folder / "what-if.xlsx"
    columns = [
        Column(gettext("Promise"), 24),
        Column(gettext("Number"), 18),
        Column(gettext("Title"), 40),
        Column(gettext("Customer"), 28),
        Column(gettext("As it was"), 12),
        Column(gettext("As it would have been"), 14),
        Column(gettext("Was due"), 17),
        Column(gettext("Would have been due"), 17),
        Column(gettext("Kept at"), 17),
    ]
    rows = write_excel(path, title=gettext("What-if"), columns=columns, rows=_rows(simulation, work))
    return Outcome({"rows": rows}, MadeFile(path, f"{simulation.title}.xlsx", EXCEL))


def _rows(simulation: Simulation, work: Work) -> Iterator[list[Cell]]:
    names = {found.code: found.name for found in promises_found(simulation)}
    words = {ending.value: str(ending.label) for ending in Ending}
    asked = SimulatedPromise.objects.filter(simulation=simulation)
    if not work.actor.may("tickets.see_all"):
        asked = asked.filter(ticket__in=Ticket.objects.visible_to(work.actor))
    total = asked.count()
    found = asked.order_by("promise", "-ticket_id").values_list(
        "promise", "ticket__number", "ticket__title", "ticket__customer__name", "ticket__caller_company", "before",
        "after", "due_before", "due_after", "kept_at",
    )  # fmt: skip
    for done, row in enumerate(found.iterator(chunk_size=2000)):
        work.step(done, total)
        promise, number, title, customer, company, before, after, *instants = row
        yield [
            names.get(promise, promise),
            number,
            title,
            customer or company,
            words[before],
            words[after],
            *instants,
        ]
    work.step(total, total)
