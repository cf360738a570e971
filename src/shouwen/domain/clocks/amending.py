"""What facts about the promises themselves do: a date set by hand, a merge, another regulation, other calendars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shouwen.domain.clocks.book import REPORTED_AT
from shouwen.domain.clocks.moving import MOVED_TO, move
from shouwen.domain.clocks.records import LIVE, FactRecord, Start
from shouwen.domain.clocks.running import Running
from shouwen.domain.clocks.terms import StartFrom
from shouwen.domain.clocks.timing import launch

AMENDING: Final = frozenset({"promise_set", "earliest_start", "earliest", "calendars", MOVED_TO})
"""What the payload of such a fact names."""

REGISTERING: Final = 1
"""The number of the fact by which a subject begins."""


def amend(fold: Running, fact: FactRecord) -> None:
    """Let what the payload of `fact` names take effect, in the order of this module's title."""
    payload = fact.payload
    if "promise_set" in payload:
        _set_by_hand(fold, payload["promise_set"], fact)
    if "earliest" in payload:
        _take_over(fold, payload["earliest"], fact, absorbed=payload.get("starts"))
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


def _take_over(
    fold: Running, told: Mapping[str, str], fact: FactRecord, absorbed: Mapping[str, str] | None = None
) -> None:
    """After a merge the promises still open count from the earlier of the two starts.

    `told` has the earliest instant of each kind from which promises count that registering gives, by the name it has
    there; "" is the registration, and stands in where a kind is not told. `absorbed` has the starts of the other
    subject's own promises: what began by a later act (taken, ruled out, reopened) never goes back to a registration.
    Merges told without them took every promise back to it.
    """
    earliest = {name: datetime.fromisoformat(at) for name, at in told.items()}
    for code, start in fold.state.starts.items():
        if absorbed is None or start.seq == REGISTERING:
            promise = fold.book.promises[code]
            its_own = earliest.get(promise.starts_at, earliest[""])
            reported_at = earliest.get(REPORTED_AT, earliest[""])
            start.counts_at = min(start.counts_at, promise.counted(its_own, reported_at=reported_at))
        if absorbed and code in absorbed:
            start.counts_at = min(start.counts_at, datetime.fromisoformat(absorbed[code]))
    for clock in fold.open:
        terms = fold.book.terms[clock.terms]
        from_start = terms.start_from is StartFrom.START and not terms.restarts and not terms.recurs
        movable = clock.status in LIVE and not clock.by_hand and not clock.is_breached
        given = fold.state.starts.get(clock.promise)
        if movable and from_start and given is not None and clock.started_at > given.counts_at:
            clock.started_at = given.counts_at
            fold.recount(clock, terms, fact.at, because="merged", always=True)
