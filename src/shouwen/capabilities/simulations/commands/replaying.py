"""The replay: every ticket of the period folded again, and set beside what its clocks say it was."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.jobs.ports import Kind, Outcome, Work, register_kind
from shouwen.capabilities.regulations.queries import stored_document
from shouwen.capabilities.service_levels.calendars.definitions import as_written
from shouwen.capabilities.service_levels.queries.histories import histories_of
from shouwen.capabilities.simulations.choices import Ending, Which
from shouwen.capabilities.simulations.endings import Ended, ending_of, endings_of, side_by_side, weighed
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation
from shouwen.capabilities.simulations.permissions import RUN
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.records import ClockStatus, FactRecord
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.terms import terms_of

REPLAY: Final = "simulations.replay"
AT_ONCE: Final = 500
EVERY: Final = "*"
"""Whatever service level a ticket has."""

CLOCKS = """
SELECT subject_id, promise, status, span IS NOT NULL, breached_at IS NOT NULL AND breach_withdrawn_at IS NULL,
       due_at, met_at
  FROM service_levels_clock
 WHERE subject_id = ANY(%s::bigint[])
 ORDER BY subject_id, id
"""
KEEP = """
COPY simulations_simulatedpromise (simulation_id, ticket_id, promise, before, after, due_before, due_after, kept_at)
FROM STDIN
"""


def register_replay() -> None:
    """From now on a period can be replayed."""
    register_kind(Kind(REPLAY, _("Replay under another regulation"), replay_period, RUN, is_repeatable=False))


def replay_period(work: Work) -> Outcome:
    """What the simulation of this job asks is found out, for the tickets that its asker may see.

    Promises are carried on to the moment of the replay; those stored count as they stand. Nothing of the desk changes.
    """
    simulation = Simulation.objects.get(pk=work.job_id)
    SimulatedPromise.objects.filter(simulation=simulation).delete()
    world = _World(simulation)
    asked = Ticket.objects.visible_to(work.actor).filter(
        reported_at__gte=simulation.period_from, reported_at__lt=simulation.period_to
    )
    ids = list(asked.order_by("pk").values_list("pk", flat=True))
    tally: dict[str, Counter[str]] = {}
    work.step(0, len(ids))
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        found: list[_Found] = []
        for done, ticket in enumerate(_compared(world, batch, at=work.at), start=start):
            work.step(done, len(ids))
            found += ticket
        for one in found:
            _count(tally.setdefault(one.promise, Counter()), one)
        _keep(simulation.pk, found)
    work.step(len(ids), len(ids))
    simulation.tickets, simulation.counts = len(ids), {code: dict(found) for code, found in tally.items()}
    simulation.save(update_fields=["tickets", "counts"])
    return Outcome({"rows": len(ids)})


class _World:
    """The rules of a simulation: its book of promises, its calendars, and what of a fact it reads otherwise."""

    def __init__(self, simulation: Simulation) -> None:
        document = stored_document(simulation.document)
        self.book = _book(document)
        self.shelf = _shelf(document, simulation.calendar)
        self.service_level: Mapping[str, str] = simulation.service_level
        levels = document.service_levels.items()
        self.standard = next((code for code, level in levels if level.standard), "")

    def read(self, fact: FactRecord) -> FactRecord:
        """A fact as this world has it: calendars are its own, service levels may be others."""
        payload = fact.payload
        fields = (payload.get("fields") or {}) if self.service_level else {}
        is_other = "service_level" in fields
        if not is_other and "calendars" not in payload:
            return fact  # nearly every one
        told = dict(payload)
        told.pop("calendars", None)  # versions of calendars that this shelf does not have
        if is_other:
            told["fields"] = fields | {"service_level": self._service_level(fields["service_level"])}
        return fact._replace(payload=told)

    def _service_level(self, held: str) -> str:
        is_meant = self.service_level["from"] in (EVERY, held or self.standard)
        return self.service_level["to"] if is_meant else held


def _book(document: Regulation) -> Book:
    return Book(
        terms_of(document),
        subject_kind="ticket",
        desk_calendar=document.desk.calendar,
        class_calendars={code: klass.calendar for code, klass in document.classes.items() if klass.calendar},
    )


def _shelf(document: Regulation, swap: Mapping[str, str]) -> CalendarShelf:
    """The calendars as the document writes them, with today's holidays; one of them may be exchanged for another."""
    calendars = {code: as_written(code, written)[0] for code, written in document.calendars.items()}
    if swap:
        calendars[swap["from"]] = replace(calendars[swap["to"]], code=swap["from"])
    return CalendarShelf.of(*calendars.values())


class _Found(NamedTuple):
    """One promise about one ticket: how it ended, and how it would have."""

    ticket: int
    promise: str
    before: Ended
    after: Ended


def _compared(world: _World, batch: list[int], *, at: datetime) -> Iterator[list[_Found]]:
    """For each ticket of the batch the promises that were or would have been given; two statements in all."""
    stories, stored = _stories(world, batch), _stored(batch, at)
    for ticket in batch:
        fold = replay(stories[ticket], world.book, world.shelf, until=at, silent=True)
        both = side_by_side(stored[ticket], endings_of(fold.clocks.values()))
        yield [_Found(ticket, *found) for found in both if {one.ending for one in found[1:]} != {Ending.NONE}]


def _stories(world: _World, batch: list[int]) -> dict[int, list[FactRecord]]:
    return {ticket: [world.read(fact) for fact in told] for ticket, told in histories_of(batch).items()}


def _stored(batch: list[int], at: datetime) -> dict[int, dict[str, Ended]]:
    """How the promises of each ticket stand at `at`, also where the worker has not noticed yet that one fell due."""
    clocks: dict[int, list[tuple[str, Ended]]] = {ticket: [] for ticket in batch}
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, [batch])
        for ticket, promise, status, is_promised, is_breached, due_at, met_at in cursor.fetchall():
            is_late = status == ClockStatus.RUNNING and due_at is not None and due_at < at
            ending = ending_of(status=status, is_promised=is_promised, is_breached=is_breached or is_late)
            clocks[ticket].append((promise, Ended(ending, due_at, met_at)))
    return {ticket: weighed(found) for ticket, found in clocks.items()}


def _count(tally: Counter[str], found: _Found) -> None:
    """Add one ticket to the lists it stands on, and to what was."""
    before, after = found.before.ending, found.after.ending
    tally[f"was_{before.value}"] += 1
    tally[after.value] += 1
    if after is Ending.BREACHED and before is not Ending.BREACHED:
        tally[Which.NEWLY_BREACHED.value] += 1
    if after is Ending.MET and before is Ending.BREACHED:
        tally[Which.NEWLY_MET.value] += 1


def _keep(simulation: int, rows: list[_Found]) -> None:
    with connection.cursor() as cursor, cursor.copy(KEEP) as sink:
        for ticket, promise, before, after in rows:
            endings = (before.ending.value, after.ending.value)
            kept_at = after.kept_at or before.kept_at
            sink.write_row((simulation, ticket, promise, *endings, before.due_at, after.due_at, kept_at))
