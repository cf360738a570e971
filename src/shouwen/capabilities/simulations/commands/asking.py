"""Asking what would have been."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.regulations.queries import document_of, in_force, standing_alone, stored_document
from shouwen.capabilities.regulations.refusals import DocumentRefused
from shouwen.capabilities.simulations.commands.replaying import EVERY, REPLAY
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation
from shouwen.capabilities.simulations.permissions import RUN, can_simulate
from shouwen.capabilities.simulations.refusals import NothingChanged, StillReplaying
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import dump
from shouwen.domain.regulation.problems import RegulationInvalid


class Swap(NamedTuple):
    """What counts as `before` counts as `after` instead."""

    before: str
    after: str


@transaction.atomic
def ask_simulation(
    *,
    title: str,
    period_from: datetime,
    period_to: datetime,
    text: str,
    source: str,
    actor: Actor,
    calendar: Swap | None = None,
    service_level: Swap | None = None,
) -> Simulation:
    """The tickets reported in the period will be replayed under the regulation `text`, called `source`, by the worker.

    `calendar` replaces one calendar of it by another, `service_level` treats tickets of one level (EVERY: all) as of
    another. Raises DocumentRefused, NothingChanged, and InvalidInput for an empty period or an unknown code.
    """
    require(can_simulate(actor), grant=RUN)
    try:
        document = document_of(text)
    except RegulationInvalid as invalid:
        raise DocumentRefused(invalid) from invalid
    _check(document, period_from, period_to, calendar, service_level)
    if not (calendar or service_level) and _is_in_force(text):
        raise NothingChanged()

    job = ask_for(kind=REPLAY, parameters={}, actor=actor)
    return Simulation.objects.create(
        job=job,
        title=title.strip()[:120] or source[:120],
        period_from=period_from,
        period_to=period_to,
        document=text,
        source=source[:120],
        calendar=_written(calendar),
        service_level=_written(service_level),
    )


@transaction.atomic
def remove_simulation(*, simulation: Simulation, actor: Actor) -> None:
    """The simulation and all it found is gone; that it was asked for stays in the journal. Raises StillReplaying."""
    require(can_simulate(actor), grant=RUN)
    job = Job.objects.select_for_update().get(pk=simulation.pk)
    if not job.is_over:
        raise StillReplaying()
    SimulatedPromise.objects.filter(simulation=simulation).delete()
    Simulation.objects.filter(pk=simulation.pk).delete()


def _check(
    document: Regulation,
    period_from: datetime,
    period_to: datetime,
    calendar: Swap | None,
    service_level: Swap | None,
) -> None:
    errors = {}
    if period_from >= period_to:
        errors["period_to"] = gettext("The period must end after it begins.")
    unknown = gettext("The regulation chosen does not know this.")
    if calendar and not {calendar.before, calendar.after} <= document.calendars.keys():
        errors["calendar"] = unknown
    if service_level:
        named = {service_level.after} | ({service_level.before} - {EVERY})
        if not named <= document.service_levels.keys():
            errors["service_level"] = unknown
    if errors:
        raise InvalidInput(errors)


def _is_in_force(text: str) -> bool:
    current = in_force(now())
    return current is not None and dump(stored_document(current.document)) == standing_alone(text)


def _written(swap: Swap | None) -> dict[str, str]:
    return {"from": swap.before, "to": swap.after} if swap else {}
