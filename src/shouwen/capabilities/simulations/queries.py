"""What simulations found out, for pages and programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.regulations.queries import active_regulation, stored_document
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.simulations.choices import Ending, Which
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation, SimulationQuerySet
from shouwen.capabilities.tickets.models import Ticket

ON_LIST: Final = {
    Which.MET: Q(after=Ending.MET),
    Which.BREACHED: Q(after=Ending.BREACHED),
    Which.NEWLY_BREACHED: Q(after=Ending.BREACHED) & ~Q(before=Ending.BREACHED),
    Which.NEWLY_MET: Q(after=Ending.MET, before=Ending.BREACHED),
}


@dataclass(frozen=True, slots=True)
class PromiseFound:
    """One promise of a simulation: how many tickets kept and broke it, as it was and as it would have been."""

    code: str
    name: str
    was_met: int
    was_breached: int
    met: int
    breached: int
    newly_breached: int
    newly_met: int
    none: int
    """How many tickets had this promise and would not have been given it."""


def simulations_of(*, actor: Actor) -> SimulationQuerySet:
    """All simulations `actor` may see, newest first, with their jobs; the documents are left out."""
    return (
        Simulation.objects.visible_to(actor)
        .select_related("job", "job__asked_by")
        .defer("document")
        .order_by("-job_id")
    )


def simulation_of(*, simulation_id: int, actor: Actor) -> Simulation:
    """One simulation; raises NotVisible."""
    found = (
        Simulation.objects.visible_to(actor)
        .select_related("job", "job__asked_by")
        .filter(pk=simulation_id)
        .first()
    )
    if found is None:
        raise NotVisible(simulation=simulation_id)
    return found


def promises_found(simulation: Simulation) -> list[PromiseFound]:
    """Each promise the simulation met, in the order of its regulation and by its name there, else by today's."""
    document = stored_document(simulation.document)
    language = reader_language()

    def named(code: str) -> str:
        name = promise_name(document, code, language)
        return promise_name(active_regulation().document, code, language) if name == code else name

    order = {
        code: place
        for place, code in enumerate(
            [*document.targets, *(f"call_back.{code}" for code in document.call_backs)]
        )
    }
    names = ("was_met", "was_breached", "met", "breached", "newly_breached", "newly_met", "none")
    return [
        PromiseFound(code, named(code), **{name: found.get(name, 0) for name in names})
        for code, found in sorted(
            simulation.counts.items(), key=lambda item: (order.get(item[0], 999), item[0])
        )
    ]


def tickets_found(
    *, simulation: Simulation, promise: str, which: Which, actor: Actor
) -> QuerySet[SimulatedPromise]:
    """The tickets of one list, as far as `actor` may see them, newest first."""
    found = SimulatedPromise.objects.filter(ON_LIST[which], simulation=simulation, promise=promise)
    if not actor.may("tickets.see_all"):
        found = found.filter(ticket__in=Ticket.objects.visible_to(actor))
    return found.select_related("ticket", "ticket__customer").order_by("-ticket_id")


def late_by(row: SimulatedPromise, due_at: datetime | None) -> float | None:
    """By how many seconds it was kept after `due_at`; None where it was in time, or not kept."""
    if due_at is None or row.kept_at is None or row.kept_at <= due_at:
        return None
    return (row.kept_at - due_at).total_seconds()
