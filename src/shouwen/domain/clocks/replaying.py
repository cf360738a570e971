"""Clocks as a pure function of facts, calendars and regulation: desk and replay take the same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from shouwen.domain.clocks.book import Book, Books
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.moving import MOVED_TO, first_version
from shouwen.domain.clocks.records import Clock, ClockKey, ClockStatus, Derived, FactRecord, derived_of
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.timing import DUE

DERIVED_PREFIX = "clock."
"""Facts with such names come from clocks and are never input to them."""

History = Callable[[], tuple[Sequence[FactRecord], Iterable[Clock]]]
"""Brings all facts told about the subject before these, and all its clocks, open or not."""

STAGES = ("clock.warned", "clock.escalated", "clock.breached")


def replay(
    facts: Iterable[FactRecord],
    book: Book,
    shelf: CalendarShelf,
    *,
    until: datetime | None = None,
    books: Books | None = None,
    silent: bool = False,
) -> Fold:
    """Return the fold over all facts of one subject in the order they were told, carried on to `until`.

    With `books` its `clocks` are what the running desk has stored after the same facts at that instant, if `book` is
    that of the first version; without, `book` counts for all of them. A `silent` one is faster and gathers nothing in
    `derived`.
    """
    fold = Fold(book, shelf, books=books, silent=silent)
    known: list[FactRecord] = []
    for fact in facts:
        if fact.name.startswith(DERIVED_PREFIX):
            continue
        if _is_of_the_past(fold, fact):
            fold = take(fold, [fact], lambda: (known, fold.clocks.values()))  # noqa: B023  called at once
        else:
            _happen(fold, fact, lambda: known)
        known.append(fact)
    if until is not None:
        fold.advance(until)
    return fold


def take(fold: Fold, facts: Sequence[FactRecord], history: History) -> Fold:
    """Carry the fold over `facts`, just told, and return it, or the new one where the past had to be folded again.

    Stages that fell before the desk learned of a fact have fallen, even if the fact happened before them.
    """
    told: list[FactRecord] = []
    for fact in facts:
        if fact.name.startswith(DERIVED_PREFIX):
            continue
        if _is_of_the_past(fold, fact):
            before, clocks = history()
            known = {one.seq: one for one in before if not one.name.startswith(DERIVED_PREFIX)}
            known.update((one.seq, one) for one in told)
            stored = {clock.key: clock for clock in clocks} | fold.clocks
            fold = _fold_again(fold, [*known.values(), fact], stored, fact)
        else:
            _happen(fold, fact, lambda: [*history()[0], *told])
        told.append(fact)
    return fold


def _happen(fold: Fold, fact: FactRecord, before: Callable[[], Sequence[FactRecord]]) -> None:
    """Let `fact` take effect; a promise that only the version it moves to knows is given where `before` gave it."""
    if fold.books is not None and MOVED_TO in fact.payload:
        book = fold.books(fact.payload[MOVED_TO]["regulation"])
        new = book.promises.keys() - fold.book.promises.keys()
        if new:
            given = replay(before(), book, fold.shelf, silent=True).state.starts
            fold.state.starts |= {code: start for code, start in given.items() if code in new}
    fold.happen(fact)


def _is_of_the_past(fold: Fold, fact: FactRecord) -> bool:
    """Whether `fact` changes what the fold has passed already, once all has fallen that the desk knew of before it."""
    at = fact.at
    fold.advance(fact.recorded_at if fact.recorded_at > at else at)
    seen = fold.state.seen_at
    return "undoes" in fact.payload or (seen is not None and at < seen)


def effective(facts: Iterable[FactRecord]) -> list[FactRecord]:
    """The facts that still count, in the order they happened: an undo and what it annuls are both left out."""
    annulled: set[int] = set()
    kept: list[FactRecord] = []
    for fact in sorted(facts, key=lambda one: one.seq, reverse=True):
        if fact.seq in annulled:
            continue
        undone = fact.payload.get("undoes")
        if undone is not None:
            annulled.update([undone] if isinstance(undone, int) else undone)
        else:
            kept.append(fact)
    return sorted(kept, key=lambda one: (one.at, one.seq))


def _fold_again(
    previous: Fold, facts: Sequence[FactRecord], stored: dict[ClockKey, Clock], cause: FactRecord
) -> Fold:
    book = previous.book
    if previous.books is not None:
        book = previous.books(first_version(facts, book.version))
    fresh = Fold(book, previous.shelf, books=previous.books, silent=previous.silent)
    if previous.state.first_recorded_at is not None:
        fresh.state.first_recorded_at = min(one.recorded_at for one in facts)
    fresh.state.annulled = previous.state.annulled
    passed: list[FactRecord] = []
    for fact in effective(facts):
        fresh.advance(fact.at)
        _happen(fresh, fact, lambda: passed)
        passed.append(fact)
    fresh.advance(max(cause.recorded_at, cause.at))
    told = _stages_unheard(fresh, stored)
    for key, old in stored.items():
        told += _reconcile(fresh, key, old, cause)
    begun = [clock for key, clock in fresh.clocks.items() if key not in stored]
    told += [derived_of(clock, "clock.started", clock.begun_at) for clock in begun]
    fresh.derived = previous.derived + told
    fresh.touched = dict(fresh.clocks)
    return fresh


def _stages_unheard(fresh: Fold, stored: dict[ClockKey, Clock]) -> list[Derived]:
    """Stages that fell in the new fold and had never fallen before."""
    unheard = []
    for one in fresh.derived:
        if one.name in STAGES and one.key is not None:
            stage = DUE if one.name == "clock.breached" else str(one.payload["stage"])
            old = stored.get(one.key)
            if old is None or stage not in old.fired:
                unheard.append(one)
    return unheard


def _reconcile(fresh: Fold, key: ClockKey, old: Clock, cause: FactRecord) -> list[Derived]:
    """Keep of the clock as it was known what can't be taken back: that it ran, and which stages fell."""
    at, clock = cause.recorded_at, fresh.clocks.get(key)
    if clock is None:
        fresh.clocks[key] = old
        if old.cancelled_because == "annulled":
            return []
        old.status, old.is_open, old.next_at, old.running_since = ClockStatus.CANCELLED, False, None, None
        old.cancelled_at, old.cancelled_by, old.cancelled_because = at, cause.seq, "annulled"
        old.met_at = old.met_by = None
        fresh.state.annulled[str(key)] = [code for code in old.fired if code != DUE]
        return [derived_of(old, "clock.cancelled", at, because="annulled")]
    told = []
    if old.breached_at is not None and clock.breached_at is None:
        clock.breached_at = old.breached_at
        clock.breach_withdrawn_at, clock.breach_withdrawn_by = (
            old.breach_withdrawn_at,
            old.breach_withdrawn_by,
        )
        if old.breach_withdrawn_at is None:
            clock.breach_withdrawn_at, clock.breach_withdrawn_by = at, cause.seq
            told.append(derived_of(clock, "clock.breach_withdrawn", at, by=cause.seq))
    clock.fired += [code for code in old.fired if code not in clock.fired and code != DUE]
    if clock.is_open:
        fresh.look_ahead(clock, fresh.book.terms[clock.terms])
    if clock.status is not old.status and clock.status in (ClockStatus.MET, ClockStatus.CANCELLED):
        told.append(
            derived_of(clock, f"clock.{clock.status}", at, because=clock.cancelled_because or "late_fact")
        )
    elif clock.due_at != old.due_at:
        told.append(derived_of(clock, "clock.recalculated", at, because="late_fact", due_before=old.due_at))
    return told
