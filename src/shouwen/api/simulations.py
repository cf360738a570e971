"""What-if: past tickets replayed under another regulation, calendar or service level."""

from datetime import datetime
from typing import Any, Literal

from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.jobs import JobShown
from shouwen.api.jobs import shown as job_shown
from shouwen.api.kinds import Code, Document, Given, Instant, Line, Nothing, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas.shared import NEXT, Done
from shouwen.base.actors import Actor
from shouwen.capabilities.simulations.choices import Which
from shouwen.capabilities.simulations.commands import Swap, ask_simulation, remove_simulation
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation
from shouwen.capabilities.simulations.queries import (
    promises_found,
    simulation_of,
    simulations_of,
    tickets_found,
)

router = Router(tags=["What-if"])
READS = Rule("simulations", grants=("simulations.run",))
RUNS = Rule("simulations", writes=True, grants=("simulations.run",))


class SwapGiven(Given):
    """What counts as `before` counts as `after` instead."""

    before: Code = Field(description="For a service level `*` means every one.")
    after: Code


class SimulationGiven(Given):
    """A period and what is different in it."""

    title: Line = ""
    period_from: Instant
    period_to: Instant = Field(description="Tickets reported before this instant.")
    text: Document = Field(
        description="The regulation to replay under, as YAML; it may be based on a shipped one."
    )
    calendar: SwapGiven | None = None
    service_level: SwapGiven | None = None


class PromiseFoundShown(Shown):
    """How many tickets kept and broke one promise, as it was and as it would have been."""

    promise: str
    name: str
    was_met: int
    was_breached: int
    met: int
    breached: int
    newly_breached: int
    newly_met: int
    not_given: int


class SimulationRow(Shown):
    """One replay; `job` says how far it is."""

    id: int
    title: str
    source: str
    period_from: datetime
    period_to: datetime
    tickets: int
    job: JobShown


class SimulationShown(SimulationRow):
    promises: list[PromiseFoundShown]


class SimulationPage(Shown):
    items: list[SimulationRow]
    next: str | None = NEXT


class SimulatedTicketShown(Shown):
    """One ticket: how the promise ended, and how it would have."""

    number: str
    title: str
    before: Literal["met", "breached", "open", "cancelled", "none"]
    after: Literal["met", "breached", "open", "cancelled", "none"]
    due_before: datetime | None
    due_after: datetime | None
    kept_at: datetime | None


class SimulatedTicketPage(Shown):
    items: list[SimulatedTicketShown]
    next: str | None = NEXT


class SimulatedTicketFilters(Page):
    """Which list of which promise."""

    promise: Code
    which: Literal["met", "breached", "newly_breached", "newly_met"] = "newly_breached"


@reading(router, "/simulations", name="list_simulations", answer=SimulationPage, rule=READS, query=Page)
def list_simulations(request: ApiRequest, page: Query[Page]) -> SimulationPage:
    """List replays, newest first."""
    found = simulations_of(actor=_actor(request))
    place = unpacked(page.cursor, (int,))
    if place:
        found = found.filter(pk__lt=place[0])
    rows, goes_on = cut(list(found[: page.limit + 1]), page.limit)
    cursor = packed(rows[-1].pk) if goes_on else None
    items = [SimulationRow.of(**_row(request, row)) for row in rows]
    return SimulationPage.of(items=items, next=next_url(request, cursor))


@acting(router, "/simulations", name="ask_simulation", answer=SimulationShown, rule=RUNS)
def ask(request: ApiRequest, body: SimulationGiven) -> SimulationShown:
    """Replay a period of the desk's history.

    Nothing of the desk changes. Look at the job's `url` until it has ended, then at the simulation itself.
    """
    simulation = ask_simulation(
        title=body.title,
        period_from=body.period_from,
        period_to=body.period_to,
        text=body.text,
        source="API",
        calendar=Swap(body.calendar.before, body.calendar.after) if body.calendar else None,
        service_level=Swap(body.service_level.before, body.service_level.after)
        if body.service_level
        else None,
        actor=_actor(request),
    )
    return _shown(request, simulation)


@reading(router, "/simulations/{simulation}", name="get_simulation", answer=SimulationShown, rule=READS)
def get_simulation(request: ApiRequest, simulation: finding.PathId) -> SimulationShown:
    """Read what a replay found, promise by promise."""
    return _shown(request, simulation_of(simulation_id=simulation, actor=_actor(request)))


@acting(router, "/simulations/{simulation}/removal", name="remove_simulation", answer=Done, rule=RUNS)
def remove(request: ApiRequest, simulation: finding.PathId, body: Nothing) -> Done:
    """Throw a simulation away; that it was asked for stays in the journal."""
    actor = _actor(request)
    found = simulation_of(simulation_id=simulation, actor=actor)
    remove_simulation(simulation=found, actor=actor)
    return Done()


@reading(
    router,
    "/simulations/{simulation}/tickets",
    name="simulated_tickets",
    answer=SimulatedTicketPage,
    rule=READS,
    query=SimulatedTicketFilters,
)
def list_tickets(
    request: ApiRequest, simulation: finding.PathId, filters: Query[SimulatedTicketFilters]
) -> SimulatedTicketPage:
    """List the tickets behind one figure, newest first."""
    found = simulation_of(simulation_id=simulation, actor=_actor(request))
    rows = tickets_found(
        simulation=found, promise=filters.promise, which=Which(filters.which), actor=_actor(request)
    )
    place = unpacked(filters.cursor, (int,))
    if place:
        rows = rows.filter(ticket_id__lt=place[0])
    kept, goes_on = cut(list(rows[: filters.limit + 1]), filters.limit)
    cursor = packed(kept[-1].ticket_id) if goes_on else None
    return SimulatedTicketPage.of(items=[_ticket(row) for row in kept], next=next_url(request, cursor))


def _row(request: ApiRequest, row: Simulation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "source": row.source,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "tickets": row.tickets,
        "job": job_shown(request, row.job),
    }


def _shown(request: ApiRequest, row: Simulation) -> SimulationShown:
    promises = [
        PromiseFoundShown.of(
            promise=one.code,
            name=one.name,
            was_met=one.was_met,
            was_breached=one.was_breached,
            met=one.met,
            breached=one.breached,
            newly_breached=one.newly_breached,
            newly_met=one.newly_met,
            not_given=one.none,
        )
        for one in promises_found(row)
    ]
    return SimulationShown.of(**_row(request, row), promises=promises)


def _ticket(row: SimulatedPromise) -> SimulatedTicketShown:
    return SimulatedTicketShown.of(
        number=row.ticket.number,
        title=row.ticket.title,
        before=row.before,
        after=row.after,
        due_before=row.due_before,
        due_after=row.due_after,
        kept_at=row.kept_at,
    )


def _actor(request: Any) -> Actor:
    actor: Actor = request.actor
    return actor
