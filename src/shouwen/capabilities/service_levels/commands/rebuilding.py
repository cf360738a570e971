"""Proof of the first law: every clock computed again from the facts is the clock that is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.models import Fact, Setting, Subject
from shouwen.base.time import now
from shouwen.capabilities.service_levels.calendars.shelf import shelf
from shouwen.capabilities.service_levels.commands.feeding import keep_rebuilt
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.folds import books_for, record_of, stored_clock
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.moving import first_version
from shouwen.domain.clocks.records import ENGINE
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.stored import clock_to_plain, state_of_plain, state_to_plain

STATE = "state"
RENEWED = "clock_engine"
"""The setting that keeps for which version of the rules the clocks were renewed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of one clock (or of the subject's state) that is stored otherwise than the facts say."""

    subject_id: int
    clock: str
    column: str
    stored: Any
    computed: Any


def rebuild(
    *, check: bool = True, subject_ids: list[int] | None = None, at: datetime | None = None
) -> list[Difference]:
    """Compute the clocks of all subjects (or of these) again from their facts and return what differs, in order.

    With `check` nothing is written; else the computed clocks are stored, without telling anybody anything.
    """
    chosen = Subject.objects.exclude(promise_state={}).order_by("pk")
    if subject_ids is not None:
        chosen = chosen.filter(pk__in=subject_ids)
    found: list[Difference] = []
    for subject_id in chosen.values_list("pk", flat=True).iterator(chunk_size=2000):
        found += _rebuild_one(subject_id, check, at)
    return found


def holds_older_clocks() -> bool:
    """Whether there are clocks of older rules that were not renewed yet."""
    is_renewed = Setting.objects.filter(key=RENEWED, value=ENGINE).exists()
    return not is_renewed and Clock.objects.filter(engine__lt=ENGINE).exists()


def renew(*, at: datetime) -> int:
    """Clocks that older rules made are what today's rules make of the facts; returns how many values differed.

    Once for each version of the rules, and nobody is told; a desk without older clocks costs one look.
    """
    moved = len(rebuild(check=False, at=at)) if holds_older_clocks() else 0
    Setting.objects.update_or_create(key=RENEWED, defaults={"value": ENGINE, "changed_at": at})
    return moved


@transaction.atomic
def _rebuild_one(subject_id: int, check: bool, at: datetime | None) -> list[Difference]:
    subject = journal.lock(subject_id)
    until = at or now()
    books, calendars = books_for(subject.kind), shelf(fresh=True)
    told = Fact.objects.filter(subject=subject).exclude(name__startswith="clock.").order_by("seq")
    facts = [record_of(fact) for fact in told]
    book = books(first_version(facts, subject.promise_state["regulation"]))
    computed = replay(facts, book, calendars, until=until, books=books)
    stored = Fold(
        books(subject.promise_state["regulation"]),
        calendars,
        state_of_plain(subject.promise_state),
        [stored_clock(row) for row in Clock.objects.filter(subject=subject)],
        books=books,
    )
    stored.advance(until)
    found = list(_differences(subject_id, stored, computed))
    if found and not check:
        keep_rebuilt(subject, computed)
    return found


def _differences(subject_id: int, stored: Fold, computed: Fold) -> Iterator[Difference]:
    ours = {str(key): clock_to_plain(clock) for key, clock in computed.clocks.items()}
    theirs = {str(key): clock_to_plain(clock) for key, clock in stored.clocks.items()}
    ours[STATE], theirs[STATE] = state_to_plain(computed.state), state_to_plain(stored.state)
    for key in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(key, {}), theirs.get(key, {})
        for column in sorted(mine.keys() | other.keys()):
            if mine.get(column) != other.get(column):
                yield Difference(subject_id, key, column, other.get(column), mine.get(column))
