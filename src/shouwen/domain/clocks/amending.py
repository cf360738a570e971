"""What facts about the promises themselves do: a date set by hand, a merge, another regulation, other calendars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shouwen.domain.clocks.book import Promise
from shouwen.domain.clocks.moving import MOVED_TO, move
from shouwen.domain.clocks.records import LIVE, FactRecord, Start
from shouwen.domain.clocks.running import Running
from shouwen.domain.clocks.terms import StartFrom
from shouwen.domain.clocks.timing import launch

AMENDING: Final = frozenset({"promise_set", "earliest_start", "earliest", "calendars", MOVED_TO})
"""What the payload of such a fact names."""


def amend(fold: Running, fact: FactRecord) -> None:
    """Let what the payload of `fact` names take effect, in the order of this module's title."""
    payload = fact.payload
    if "promise_set" in payload:
        _set_by_hand(fold, payload["promise_set"], fact)
    if "earliest" in payload:
        _take_over(fold, payload["earliest"], fact)
    elif "earliest_start" in payload:  # as merges were told when one instant counted for every promise
        _take_over(fold, {"": payload["earliest_start"]}, fact)
    if MOVED_TO in payload and fold.books is not None:
        move(fold, payload[MOVED_TO], fact)
    if "calendars" in payload:
        fold.state.calendars.update(payload["calendars"])
        for clock in [one for one in fold.open if one.status in LIVE]:
            fold.recount(clock, fold.book.terms[clock.terms], fact.at, because="calendar_published")


def _set_by_hand(fold: Running, told: Mapping[str, Any], fact: FactRecord) -> None:
    """A date typed by hand with its reason holds until the promise is kept, whatever level or pauses come."""
    promise, due_at = fold.book.promises.get(told["promise"]), datetime.fromisoformat(told["due_at"])
    if promise is None:
        return
    live = [clock for clock in fold.open_of(promise) if clock.status in LIVE and clock.breached_at is None]
    if not live:
        if promise.code in fold.state.starts:
            return
        terms = promise.in_force(fold.state.fields) or promise.limits[0]
        fold.state.starts[promise.code] = Start(fact.seq, fact.at, fact.at)
        live = [fold.begin(terms, fact.seq, fact.at, fact.at)]
    for clock in live:
        before, clock.by_hand, clock.due_at = clock.due_at, True, due_at
        launch(clock, fold.book.terms[clock.terms], fold.calendar_of(clock), ())
        fold.look_ahead(clock, fold.book.terms[clock.terms])
        fold.tell("clock.recalculated", clock, fact.at, because="set_by_hand", due_before=before)


def _take_over(fold: Running, told: Mapping[str, str], fact: FactRecord) -> None:
    """After a merge the promises still open count from the earlier of the two starts.

    `told` has the earliest instant of each kind from which promises count, by the name that registering gives it;
    "" is the registration, and stands in where a kind is not told.
    """
    earliest = {name: datetime.fromisoformat(at) for name, at in told.items()}

    def earliest_of(promise: Promise) -> datetime:
        return earliest.get(promise.starts_at, earliest[""])

    for code, start in fold.state.starts.items():
        start.counts_at = min(start.counts_at, earliest_of(fold.book.promises[code]))
    for clock in fold.open:
        terms = fold.book.terms[clock.terms]
        from_start = terms.start_from is StartFrom.START and not terms.restarts and not terms.recurs
        movable = clock.status in LIVE and not clock.by_hand and not clock.is_breached
        start_at = earliest_of(fold.book.promises[clock.promise])
        if movable and from_start and clock.started_at > start_at:
            clock.started_at = start_at
            fold.recount(clock, terms, fact.at, because="merged", always=True)
