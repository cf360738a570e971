"""The fold: what one fact, or the mere passing of time, does to the clocks of a subject.

Within a fact the order is: its fields take effect, promises are met, cancelled, matched again, started, and last time
stops or goes on. So an answer that also suspends meets the promise before the pause. A stage falls once its instant has
passed, so that what happens at the very instant still counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shouwen.domain.clocks.amending import AMENDING, amend
from shouwen.domain.clocks.book import REPORTED_AT, Promise, touched
from shouwen.domain.clocks.pausing import end_pause, pause_or_resume
from shouwen.domain.clocks.records import LIVE, Clock, ClockStatus, Derived, FactRecord, Start
from shouwen.domain.clocks.running import Running
from shouwen.domain.clocks.terms import DayOfMonth, StartFrom, Terms, TimesADay, agrees
from shouwen.domain.clocks.timing import Mark, aim


class Fold(Running):
    """The clocks of one subject on their way through its facts."""

    # --- time passes -------------------------------------------------------------------------------------------------

    @property
    def next_stage_at(self) -> datetime | None:
        """When time alone will change something next."""
        nearest: datetime | None = None
        for clock in self.open:
            at = clock.next_at
            if at is not None and (nearest is None or at < nearest):
                nearest = at
        pauses = self.state.pauses
        if pauses:
            last = pauses[-1]
            if last.to_at is None and last.until is not None and (nearest is None or last.until < nearest):
                nearest = last.until
        return nearest

    def advance(self, to: datetime) -> None:
        """Let every stage and every end of a pause before `to` take effect, in the order of time."""
        while (at := self.next_stage_at) is not None and at < to:
            self.state.seen_at = max(at, self.state.seen_at or at)
            pause = self.state.current_pause
            if pause is not None and pause.until is not None and pause.until <= at:
                self.derived.append(
                    Derived("clock.pause_expired", at, None, {"reason": pause.reason, "paused_by": pause.seq})
                )
                end_pause(self, pause, at)
                continue
            clock = min(
                (one for one in self.open if one.next_at is not None), key=lambda one: one.next_at or to
            )
            self._pass_mark(clock, at)

    def _pass_mark(self, clock: Clock, at: datetime) -> None:
        terms = self.book.terms[clock.terms]
        found = self.nearest_mark(clock, terms)
        if found is None:
            clock.next_at = None
            return
        mark = found[1]
        clock.fired.append(mark.code)
        if mark.stage is None:
            self._fall_due(clock, terms, at)
        elif agrees(mark.stage.condition, self.state.fields):
            self.tell("clock.escalated" if mark.stage.escalates else "clock.warned", clock, at, **_told(mark))
        self.look_ahead(clock, terms)

    def _fall_due(self, clock: Clock, terms: Terms, at: datetime) -> None:
        recurring = terms.recurs
        if clock.status is not ClockStatus.MET:
            clock.breached_at, clock.breach_withdrawn_at, clock.breach_withdrawn_by = at, None, None
            if recurring:
                clock.status = ClockStatus.MISSED
            self.tell("clock.breached", clock, at)
        if recurring:
            if clock.status is ClockStatus.MET:
                clock.is_open = False
            if not (isinstance(terms.due, DayOfMonth) and terms.due.once):
                self.begin(terms, clock.begun_by, at, at, period=clock.period + 1, from_at=at)

    # --- a fact happens ----------------------------------------------------------------------------------------------

    def apply(self, fact: FactRecord) -> None:
        """Let `fact` take effect at the instant it happened, after all that fell before it."""
        self.advance(fact.at)
        self.happen(fact)

    def happen(self, fact: FactRecord) -> None:
        """Let `fact` take effect; whatever fell before it has been passed."""
        state = self.state
        if state.seen_at is None or state.seen_at < fact.at:
            state.seen_at = fact.at
        if state.first_recorded_at is None:
            state.first_recorded_at = fact.recorded_at
        told = fact.payload.get("fields")
        changed, entered = self._take_fields(told) if told else (False, "")
        self._listen(fact, entered, changed)
        if state.pauses or entered in self.book.pausing_states or "until" in fact.payload:
            pause_or_resume(self, fact, entered)
        if not AMENDING.isdisjoint(fact.payload):
            amend(self, fact)

    def _listen(self, fact: FactRecord, entered: str, changed: bool) -> None:
        """Promises that listen to `fact` are met, cancelled, matched again and started."""
        fields = self.state.fields
        given = self.state.starts  # every open clock is of a promise given and not over
        meets, cancels, starts = self.book.hearing(fact.name, entered)
        if given:
            for promise in touched(meets, fact, fields):
                if promise.code in given:
                    self._meet(promise, fact)
            for promise in touched(cancels, fact, fields):
                if promise.code in given:
                    self._cancel_promise(promise, fact, fact.name)
        starting = touched(starts, fact, fields)
        if changed and given:
            self._match_again(fact, {promise.code for promise in starting if promise.restarts})
        for promise in starting:
            self._start(promise, fact)

    def _take_fields(self, told: Mapping[str, Any]) -> tuple[bool, str]:
        """Say whether a field that conditions name has changed, and which state was entered ("" for none)."""
        changed, entered, fields, watched = False, "", self.state.fields, self.book.watched
        for name, value in told.items():
            if fields.get(name) != value or name not in fields:
                fields[name] = value
                changed = changed or name in watched
                if name == "state":
                    entered = str(value)
        return changed, entered

    def _meet(self, promise: Promise, fact: FactRecord) -> None:
        for clock in self.open_of(promise):
            terms = self.book.terms[clock.terms]
            if terms.recurs:
                self._turn(clock, terms, fact)
            elif clock.status in LIVE:
                clock.status, clock.met_at, clock.met_by = ClockStatus.MET, fact.at, fact.seq
                self.settle(clock, fact.at)
                self.state.kept[promise.code] = clock.begun_by
                self.tell("clock.met", clock, fact.at)
        if not promise.recurs:
            self.state.starts.pop(promise.code, None)

    def _turn(self, clock: Clock, terms: Terms, fact: FactRecord) -> None:
        """Count one time of a recurring promise; a period already kept keeps counting."""
        if clock.status not in (*LIVE, ClockStatus.MET) or (
            clock.counts_from and fact.at < clock.counts_from
        ):
            return
        clock.turns.append((fact.seq, fact.at))
        wanted = terms.due.times if isinstance(terms.due, TimesADay) else 1
        if clock.status in LIVE and len(clock.turns) >= wanted:
            was_paused = clock.status is ClockStatus.PAUSED
            clock.status, clock.met_at, clock.met_by = ClockStatus.MET, fact.at, fact.seq
            if was_paused:
                clock.running_since = clock.pauses[-1].to_at = fact.at
                aim(clock, terms, self.calendar(terms))
            self.tell("clock.met", clock, fact.at)
        self.look_ahead(clock, terms)

    def _cancel_promise(self, promise: Promise, fact: FactRecord, because: str) -> None:
        self.state.starts.pop(promise.code, None)
        for clock in self.open_of(promise):
            self.cancel(clock, fact, because)

    def _match_again(self, fact: FactRecord, restarting: set[str]) -> None:
        """Ask for every promise given and not yet kept which terms are in force now, but for those that start anew."""
        for promise in self.book.promises.values():
            start = self.state.starts.get(promise.code)
            if start is None or promise.code in restarting:
                continue
            wanted = promise.in_force(self.state.fields)
            live = [clock for clock in self.open_of(promise) if clock.status in LIVE]
            ended = False
            for clock in live:
                if clock.by_hand or (wanted is not None and wanted.code == clock.terms):
                    self.recount(clock, self.book.terms[clock.terms], fact.at, because="calendar_changed")
                    wanted = None
                else:
                    self.cancel(clock, fact, "superseded" if wanted else "no_longer_applies")
                    ended = True
            if wanted is None or (wanted.recurs and self._runs_already(promise, wanted)):
                continue
            from_now = wanted.recurs or wanted.start_from is StartFrom.NOW
            counts_at = fact.at if from_now else start.counts_at
            if wanted.recurs and ended:
                for clock in self.open_of(promise):
                    self.settle(clock, fact.at)
            self.begin(wanted, fact.seq, counts_at, fact.at)

    def _runs_already(self, promise: Promise, wanted: Terms) -> bool:
        return any(
            clock.terms == wanted.code and clock.status is ClockStatus.MET for clock in self.open_of(promise)
        )

    def _start(self, promise: Promise, fact: FactRecord) -> None:
        starts = self.state.starts
        if promise.code in starts:
            if not promise.restarts:
                return
            self._cancel_promise(promise, fact, "restarted")
        counts_at = _counts_at(promise, fact)
        starts[promise.code] = Start(fact.seq, fact.at, counts_at)
        terms = promise.in_force(self.state.fields)
        if terms is not None:
            self.begin(terms, fact.seq, counts_at, fact.at)


def _told(mark: Mark) -> dict[str, Any]:
    stage = mark.stage
    assert stage is not None
    told: dict[str, Any] = {"stage": stage.code}
    if stage.escalates:
        told["recipients"] = [{"kind": one.kind, "code": one.code} for one in stage.recipients]
        told["channels"], told["actions"] = list(stage.channels), list(stage.actions)
        if stage.template:
            told["template"] = stage.template
    return told


def _counts_at(promise: Promise, fact: FactRecord) -> datetime:
    """The instant `promise` counts from when `fact` begins it."""
    if not promise.starts_at:
        return fact.at
    return promise.counted(_instant_of(fact, promise.starts_at), reported_at=_instant_of(fact, REPORTED_AT))


def _instant_of(fact: FactRecord, key: str) -> datetime:
    """The instant a promise counts from: the payload's own, never later than the fact."""
    told = fact.payload.get(key)
    return min(datetime.fromisoformat(told), fact.at) if told else fact.at
