"""Feeding clocks: the facts of a command take effect on the promises of a subject.

A command costs at most: one read of the subject's open clocks, one write of its facts, what the clocks tell of them,
changed clocks and the subject's state; a subject's first facts ask once more which calendars are published,
and a late fact or an undo reads the subject's past. None of it grows with the number of clocks in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shouwen.base.models import Fact, Subject
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import shelf, shelf_for
from shouwen.capabilities.service_levels.commands.keeping import (
    Beside,
    FeedResult,
    Folded,
    keep,
    nothing,
    tell_listeners,
)
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.folds import (
    book_for,
    books_for,
    open_clocks,
    record_of,
    stored_clock,
)
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import Clock as FoldedClock
from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.replaying import take
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.stored import state_of_plain

CHOOSING = frozenset({"calendar", "class"})
"""Fields that may bring another calendar."""


def feed(
    subject: Subject, facts: Sequence[Fact], *, regulation: Compiled, along: Beside = nothing
) -> FeedResult:
    """The clocks of the locked `subject` are what `facts`, its newest, make of them.

    Those that are numbered and not written yet are written too, in one statement with the rows that `along` names.

    Stages that fell before are told first, with their true time. Changes `subject` in place as it is saved. Once it has
    been moved to another version than the `regulation` it was opened under, that one counts.
    """
    regulation = counting(subject, regulation)
    stored = open_clocks([subject.pk])[subject.pk] if subject.promise_state else ()
    fold = open_fold(subject, regulation, stored, facts)
    records = [record_of(fact) for fact in facts]
    folded = take(fold, records, lambda: _history(subject, records))
    unwritten = [fact for fact in facts if fact.pk is None]
    return keep([Folded(subject, folded)], at=subject.last_at or now(), fed=unwritten, along=along)[0]


def counting(subject: Subject, regulation: Compiled) -> Compiled:
    """The version by which the promises of `subject` count: at first that `regulation` under which it was opened."""
    version_id = subject.promise_state.get("regulation", regulation.id)
    return regulation if version_id == regulation.id else regulation_of(version_id)


def open_fold(
    subject: Subject, regulation: Compiled, clocks: Iterable[FoldedClock], facts: Sequence[Fact] = ()
) -> Fold:
    """The fold of `subject` as it is stored, ready for `facts` or for time to pass."""
    state = state_of_plain(subject.promise_state)
    calendars = _shelf(regulation, state.calendars, facts)
    return Fold(book_for(regulation, subject.kind), calendars, state, clocks, books=books_for(subject.kind))


def keep_rebuilt(subject: Subject, fold: Fold) -> None:
    """The clocks of the locked `subject` are exactly those of `fold`; nothing is told."""
    Clock.objects.filter(subject=subject).delete()
    fold.derived, fold.touched = [], dict(fold.clocks)
    (result,) = keep([Folded(subject, fold)], at=subject.last_at or now())
    tell_listeners([(subject, result)])


def _shelf(regulation: Compiled, pinned: dict[str, int], facts: Sequence[Fact]) -> CalendarShelf:
    """The shelf, fresh if a calendar may have to be chosen or is not on it yet."""
    chooses = not pinned or any(
        "calendars" in fact.payload or CHOOSING & (fact.payload.get("fields") or {}).keys() for fact in facts
    )
    if chooses:
        return shelf_for(regulation)
    found = shelf(fresh=False)
    return found if all(found.has(code, number) for code, number in pinned.items()) else shelf(fresh=True)


def _history(subject: Subject, fed: Sequence[FactRecord]) -> tuple[list[FactRecord], list[FoldedClock]]:
    """All facts told before those fed now, and all clocks as they are stored."""
    told = Fact.objects.filter(subject_id=subject.pk, seq__lt=fed[0].seq).exclude(name__startswith="clock.")
    clocks = Clock.objects.filter(subject=subject)
    return [record_of(fact) for fact in told.order_by("seq")], [stored_clock(row) for row in clocks]
