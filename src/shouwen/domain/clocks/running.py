"""The clocks of one subject, and what can be done to one of them: begun, counted again, ended, looked ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shouwen.domain.calendars import WorkCalendar
from shouwen.domain.clocks.book import Book, Books, Promise
from shouwen.domain.clocks.records import (
    LIVE,
    Clock,
    ClockKey,
    ClockStatus,
    Derived,
    FactRecord,
    PromiseState,
    derived_of,
)
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.terms import Terms, agrees
from shouwen.domain.clocks.timing import DUE, FALLING_DUE, Mark, counts_from, launch, next_mark, own_time


class Running:
    """The clocks of one subject under one book, with the state they share.

    Made from a state and its open clocks, it changes both in place and gathers in `derived` what there is to tell.
    With `books` the subject may move to other versions of the regulation, else `book` counts for all its days. A
    `silent` one tells nothing, passes no stage but the falling due and leaves open how much of its time a clock that is
    over had used: what was kept and what was missed is the same.
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
        """A clock runs on `terms`, begun by fact number `by` at `at` and counted from `counts_at`."""
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

    def cancel(self, clock: Clock, fact: FactRecord, because: str) -> None:
        """`clock` ends at `fact` without a result, unless it was met or missed already."""
        if clock.status in LIVE:
            clock.status = ClockStatus.CANCELLED
            clock.cancelled_at, clock.cancelled_by, clock.cancelled_because = fact.at, fact.seq, because
            self.tell("clock.cancelled", clock, fact.at, because=because)
        self.settle(clock, fact.at)

    def settle(self, clock: Clock, at: datetime) -> None:
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

    def look_ahead(self, clock: Clock, terms: Terms) -> None:
        """Find out when time alone will next change `clock`; one that was missed and has nothing ahead is over."""
        found = self.nearest_mark(clock, terms)
        clock.next_at = found[0] if found else None
        if found is None and (clock.status is ClockStatus.MISSED or not clock.is_open):
            clock.is_open = False
            if clock in self.open:
                self.open.remove(clock)
        self.touched[clock.key] = clock

    def nearest_mark(self, clock: Clock, terms: Terms) -> tuple[datetime, Mark] | None:
        """The instant and the point of `clock` that comes next; None for one that rests or has none."""
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

    def open_of(self, promise: Promise) -> list[Clock]:
        """The clocks of `promise` that facts or time may still change, in the order in which they began."""
        code = promise.code
        return [clock for clock in self.open if clock.promise == code and clock.is_open]

    def terms_of(self, clock: Clock) -> Terms:
        """The terms on which `clock` runs or ran, under whichever version that was."""
        book = self.book
        if clock.regulation_id != book.version and self.books is not None:
            book = self.books(clock.regulation_id)
        return book.terms[clock.terms]

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
        """The calendar by which `clock` counts."""
        return self.shelf.version(clock.calendar, clock.calendar_version)

    def tell(self, name: str, clock: Clock, at: datetime, **payload: Any) -> None:
        """There is a fact `name` to tell of `clock`, at the instant at which it truly fell."""
        if self.silent:
            return
        self.touched[clock.key] = clock
        self.derived.append(derived_of(clock, name, at, **payload))
