"""Another version of the regulation comes to count for a subject that is under way.

What runs keeps its start, its pauses and the stages that fell; what was kept, missed or cancelled stays as it was. No
stage falls before the instant from which the version counts, however short its promises are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.records import LIVE, Clock, FactRecord
from shouwen.domain.clocks.running import Running
from shouwen.domain.clocks.terms import StartFrom, Terms
from shouwen.domain.clocks.timing import counts_from, launch

MOVED_TO: Final = "moved_to"
"""Payload of the fact: {"regulation": id, "before": id, "calendars": {code: version}}.

`fields` besides has the values of conditions' fields that come with the move, such as a level of the other scale.
"""

BECAUSE: Final = "regulation_changed"


def first_version(facts: Sequence[FactRecord], now: int) -> int:
    """The version by which the first of these facts counted, where `now` is the one that counts today."""
    moves = (fact.payload[MOVED_TO] for fact in facts if MOVED_TO in fact.payload)
    return int(next(moves, {"before": now})["before"])


def move(fold: Running, told: Mapping[str, Any], fact: FactRecord) -> None:
    """From `fact` on the promises of the subject count by the version it names; see the module."""
    assert fold.books is not None
    book, state = fold.books(told["regulation"]), fold.state
    state.calendars.update(told["calendars"])
    state.fields.update(told.get("fields", {}))
    kept = [(clock, wanted) for clock in list(fold.open) if (wanted := _kept_on(fold, clock, book, fact))]
    fold.book, state.moved_at = book, fact.at
    for clock, wanted in kept:
        _carry_over(fold, clock, wanted, fact.at)
    state.starts = {code: start for code, start in state.starts.items() if code in book.promises}
    for code, start in state.starts.items():
        promise = book.promises[code]
        due = promise.in_force(state.fields)
        if due is not None and not fold.open_of(promise):
            from_now = due.recurs or due.start_from is StartFrom.NOW
            fold.begin(due, fact.seq, fact.at if from_now else start.counts_at, fact.at)


def _kept_on(fold: Running, clock: Clock, book: Book, fact: FactRecord) -> Terms | None:
    """The terms on which `clock` goes on under `book`; None where it ends with the reason."""
    promise, before = book.promises.get(clock.promise), fold.book.terms[clock.terms]
    wanted = promise.in_force(fold.state.fields) if promise else None
    if wanted is None and promise is not None and clock.by_hand:
        return promise.limits[0]  # a date typed by hand stays, whatever is promised otherwise
    if wanted is None:
        fold.cancel(clock, fact, "no_longer_applies")
    elif wanted.recurs != before.recurs or (wanted.due is None and clock.span is not None):
        fold.cancel(clock, fact, "superseded")
    else:
        return wanted
    return None


def _carry_over(fold: Running, clock: Clock, wanted: Terms, at: datetime) -> None:
    """`clock` counts again from its start on the terms `wanted`; one set by hand, broken or over keeps its date."""
    clock.terms, clock.regulation_id = wanted.code, fold.book.version
    aimed = (clock.due_at, clock.span)
    if clock.status in LIVE and not clock.by_hand and not clock.is_breached:
        calendar = fold.calendar(wanted)
        launch(clock, wanted, calendar, fold.state.pauses)
        if wanted.recurs and clock.period == 0:
            clock.counts_from = counts_from(wanted, clock.started_at, calendar)
    fold.look_ahead(clock, wanted)
    if (clock.due_at, clock.span) != aimed:
        fold.tell("clock.recalculated", clock, at, because=BECAUSE, due_before=aimed[0])
