"""The fold: what one fact, or the mere passing of time, does to the clocks of a subject.

Within a fact the order is: its fields take effect, promises are met, cancelled, matched again, started, and last time
stops or goes on. So an answer that also suspends meets the promise before the pause. A stage falls once its instant has
passed, so that what happens at the very instant still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shouwen.domain.calendars import WorkCalendar
from shouwen.domain.clocks.amending import AMENDING, amend
from shouwen.domain.clocks.book import Book, Promise, touched
from shouwen.domain.clocks.moving import LIVE, Books
from shouwen.domain.clocks.pausing import end_pause, pause_or_resume
from shouwen.domain.clocks.records import (
    Clock,
    ClockKey,
    ClockStatus,
    Derived,
    FactRecord,
    PromiseState,
    Start,
    derived_of,
)
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.terms import DayOfMonth, StartFrom, Terms, TimesADay, agrees
from shouwen.domain.clocks.timing import (
    DUE,
    FALLING_DUE,
    Mark,
    aim,
    counts_from,
    launch,
    next_mark,
    own_time,
)


class Fold:
    """The clocks of one subject on their way through its facts.

    Made from a state and its open clocks, it changes both in place and gathers in `derived` what there is to tell.
    With `books` the subject moves to other versions of the regulation where its facts say so, else `book` counts for
    all its days. A `silent` one tells nothing, passes no stage but the falling due and leaves open how much of its time
    a clock that is over had used: what was kept and what was missed is the same.
    """

    def __init__(
        self,
        book: Book,
        shelf: CalendarShelf,
        state: PromiseState | None = None,
        clocks: Iterable[Clock] = (),
        *,
        books: Books | None = None,
        silent: bool = False,
    ) -> None:
        self.silent = silent
        self.book = book
        self.books = books
        self.shelf = shelf
        self.state = state or PromiseState()
        self.clocks: dict[ClockKey, Clock] = {clock.key: clock for clock in clocks}
        self.open: list[Clock] = [clock for clock in self.clocks.values() if clock.is_open]
        self.derived: list[Derived] = []
        self.touched: dict[ClockKey, Clock] = {}

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
        found = self._next_mark(clock, terms)
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
                self._settle(clock, fact.at)
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

    def cancel(self, clock: Clock, fact: FactRecord, because: str) -> None:
        if clock.status in LIVE:
            clock.status = ClockStatus.CANCELLED
            clock.cancelled_at, clock.cancelled_by, clock.cancelled_because = fact.at, fact.seq, because
            self.tell("clock.cancelled", clock, fact.at, because=because)
        self._settle(clock, fact.at)

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
                    self._settle(clock, fact.at)
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
        counts_at = _instant_of(fact, promise.starts_at) if promise.starts_at else fact.at
        starts[promise.code] = Start(fact.seq, fact.at, counts_at)
        terms = promise.in_force(self.state.fields)
        if terms is not None:
            self.begin(terms, fact.seq, counts_at, fact.at)

    def begin(
        self,
        terms: Terms,
        by: int,
        counts_at: datetime,
        at: datetime,
        *,
        period: int = 0,
        from_at: datetime | None = None,
    ) -> Clock:
        calendar = self.calendar(terms)
        follows = self.state.kept.get(terms.promise) if not terms.recurs else None
        clock = Clock(
            terms.promise,
            terms.code,
            by,
            period,
            counts_at,
            at,
            calendar.code,
            calendar.version,
            follows=follows,
            regulation_id=self.book.version,
        )
        if terms.recurs:
            clock.counts_from = from_at or counts_from(terms, counts_at, calendar)
        launch(clock, terms, calendar, self.state.pauses)
        if self.state.annulled:
            clock.fired += self.state.annulled.pop(str(clock.key), ())
        self.clocks[clock.key] = clock
        self.open.append(clock)
        self.look_ahead(clock, terms)
        self.tell("clock.started", clock, at, started_at=clock.started_at)
        return clock

    def recount(
        self, clock: Clock, terms: Terms, at: datetime, *, because: str, always: bool = False
    ) -> None:
        """Count again from the start when the calendar (or the start) is another; a broken or hand-set clock stays."""
        calendar = self.calendar(terms)
        same = (calendar.code, calendar.version) == (clock.calendar, clock.calendar_version)
        if clock.by_hand or clock.is_breached or (same and not always):
            return
        before = clock.due_at
        launch(clock, terms, calendar, self.state.pauses)
        if terms.recurs and clock.period == 0:
            clock.counts_from = counts_from(terms, clock.started_at, calendar)
        self.look_ahead(clock, terms)
        self.tell("clock.recalculated", clock, at, because=because, due_before=before)

    # --- small parts -------------------------------------------------------------------------------------------------

    def open_of(self, promise: Promise) -> list[Clock]:
        code = promise.code
        return [clock for clock in self.open if clock.promise == code and clock.is_open]

    def _settle(self, clock: Clock, at: datetime) -> None:
        """Nothing more will happen to this clock."""
        if clock.pauses and clock.pauses[-1].to_at is None:
            clock.pauses[-1].to_at = at
        elif self.silent:
            pass
        elif clock.running_since is not None and clock.span is not None and at >= clock.running_since:
            terms = self.book.terms[clock.terms]
            clock.position += own_time(terms, clock.running_since, at, self.calendar_of(clock))
        clock.is_open, clock.next_at, clock.running_since = False, None, None
        self.touched[clock.key] = clock
        if clock in self.open:
            self.open.remove(clock)

    def terms_of(self, clock: Clock) -> Terms:
        """The terms on which `clock` runs or ran, under whichever version that was."""
        book = self.book
        if clock.regulation_id != book.version and self.books is not None:
            book = self.books(clock.regulation_id)
        return book.terms[clock.terms]

    def look_ahead(self, clock: Clock, terms: Terms) -> None:
        found = self._next_mark(clock, terms)
        clock.next_at = found[0] if found else None
        if found is None and (clock.status is ClockStatus.MISSED or not clock.is_open):
            clock.is_open = False
            if clock in self.open:
                self.open.remove(clock)
        self.touched[clock.key] = clock

    def _next_mark(self, clock: Clock, terms: Terms) -> tuple[datetime, Mark] | None:
        if not clock.is_open or clock.running_since is None or clock.span is None:
            return None
        found: tuple[datetime, Mark] | None
        if self.silent:
            due_at = max(clock.due_at or clock.begun_at, clock.begun_at)
            found = None if DUE in clock.fired else (due_at, FALLING_DUE)
        else:
            quiet = terms.quiet
            if quiet is not None and quiet.loud is not None and agrees(quiet.loud, self.state.fields):
                quiet = None
            marks = self.book.marks(terms, clock.span)
            found = next_mark(clock, terms, self.calendar_of(clock), marks, quiet)
        floor = self.state.moved_at
        return found if floor is None or found is None else (max(found[0], floor), found[1])

    def calendar(self, terms: Terms) -> WorkCalendar:
        """The calendar that counts for these terms now, in the version that this subject holds."""
        state = self.state
        codes = self.book.calendars(terms, state.fields)
        code = codes[-1]
        for one in codes:
            if one in self.shelf:
                code = one
                break
        version = state.calendars.get(code)
        if version is None:
            assert state.first_recorded_at is not None
            version = state.calendars[code] = self.shelf.in_force(code, state.first_recorded_at).version
        return self.shelf.version(code, version)

    def calendar_of(self, clock: Clock) -> WorkCalendar:
        return self.shelf.version(clock.calendar, clock.calendar_version)

    def tell(self, name: str, clock: Clock, at: datetime, **payload: Any) -> None:
        if self.silent:
            return
        self.touched[clock.key] = clock
        self.derived.append(derived_of(clock, name, at, **payload))


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


def _instant_of(fact: FactRecord, key: str) -> datetime:
    """The instant a promise counts from: the payload's own, never later than the fact."""
    told = fact.payload.get(key)
    return min(datetime.fromisoformat(told), fact.at) if told else fact.at
