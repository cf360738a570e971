"""What would change if open subjects counted by another version of the regulation, and how far a moving is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.calendars.definitions import as_written
from shouwen.capabilities.service_levels.calendars.shelf import shelf, shelf_for
from shouwen.capabilities.service_levels.carrying import carried, levels_proposed
from shouwen.capabilities.service_levels.facts import REGULATION_CHANGED
from shouwen.capabilities.service_levels.models import Moving
from shouwen.capabilities.service_levels.queries.folds import book_for, books_for, open_clocks
from shouwen.capabilities.service_levels.queries.histories import when_asked
from shouwen.capabilities.service_levels.queries.under_way import UNDER_WAY
from shouwen.domain.clocks.book import Books
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.moving import MOVED_TO
from shouwen.domain.clocks.records import Clock, ClockStatus, FactRecord
from shouwen.domain.clocks.replaying import take
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.stored import state_of_plain

AT_ONCE: Final = 500
OPEN: Final = f"{UNDER_WAY} AND promise_state ->> 'regulation' <> %(version)s::bigint::text"
"""A subject that is under way and counts by another version."""

CLAIM: Final = f"""
SELECT * FROM base_subject
 WHERE id > %(after)s::bigint AND {OPEN} AND id <> ALL(%(failed)s::bigint[])
 ORDER BY id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
"""
LOOK: Final = CLAIM.replace(" FOR UPDATE SKIP LOCKED", "")
LEFT: Final = f"SELECT EXISTS (SELECT FROM base_subject WHERE {OPEN} AND id <> ALL(%(failed)s::bigint[]))"
COUNT: Final = f"SELECT count(*) FROM base_subject WHERE {OPEN}"

CHANGES: Final = ("late", "earlier", "later", "started", "cancelled")
"""What may happen to a promise: late at once, due earlier, due later, given anew, no longer given."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One promise of one subject that would change; a paused one has no due times, then its span decides."""

    subject_id: int
    promise: str
    what: str
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving to a version would change: `shifts` are the first of those counted in `totals`.

    Of `open` subjects `looked_at` were looked at, all of them unless the time was too short; `touched` would change.
    """

    open: int
    looked_at: int
    touched: int
    totals: Mapping[str, int]
    shifts: tuple[Shift, ...]

    @property
    def is_whole(self) -> bool:
        return self.looked_at >= self.open


@dataclass(slots=True)
class _Seen:
    looked_at: int = 0
    touched: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    shifts: list[Shift] = field(default_factory=list)


def preview_move(
    *, version: RegulationVersion, at: datetime, limit: int = 200, within: timedelta | None = None
) -> Preview:
    """The clocks that would change if everything open moved to `version` (a draft too) at `at`; nothing is written.

    At most `limit` of them are listed, all are counted. `within` ends the looking after that time, as a page asks.
    """
    regulation = regulation_of(version.pk)
    calendars = _calendars(regulation, version)
    begun, seen = time.monotonic(), _Seen()
    for _, shifts in _looked_at(regulation, calendars, at):
        seen.looked_at += 1
        seen.touched += bool(shifts)
        seen.totals.update(shift.what for shift in shifts)
        seen.shifts += shifts[: limit - len(seen.shifts)]
        if within is not None and time.monotonic() - begun > within.total_seconds():
            break
    totals = {what: seen.totals[what] for what in CHANGES}
    whole = _number(COUNT, version=regulation.id)
    return Preview(max(whole, seen.looked_at), seen.looked_at, seen.touched, totals, tuple(seen.shifts))


def shifts_of(*, version: RegulationVersion, at: datetime) -> Iterator[Shift]:
    """Every clock that would change, in the order of subjects: for files, which are whole."""
    regulation = regulation_of(version.pk)
    for _, shifts in _looked_at(regulation, _calendars(regulation, version), at):
        yield from shifts


def movings(*, limit: int = 20) -> list[Moving]:
    """The last movings, newest first, with their versions; one statement."""
    return list(Moving.objects.select_related("regulation").order_by("-pk")[:limit])


def left_to_move(moving: Moving) -> int:
    """How many subjects it has not moved yet."""
    return 0 if moving.ended_at else _number(COUNT, version=moving.regulation_id)


def is_left(moving: Moving) -> bool:
    """Whether there is a subject it has not moved yet and could."""
    return bool(_number(LEFT, version=moving.regulation_id, failed=moving.failed))


def moved_to(
    regulation: Compiled,
    calendars: CalendarShelf,
    *,
    before: int,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The payload of the fact that a subject counts by `regulation` from `at`, by which calendars, and as what."""
    versions = {code: calendars.in_force(code, at).version for code in regulation.document.calendars}
    told = {"regulation": regulation.id, "before": before, "calendars": versions}
    return {MOVED_TO: told | ({"fields": dict(fields)} if fields else {})}


def _looked_at(
    regulation: Compiled, calendars: CalendarShelf, at: datetime
) -> Iterator[tuple[int, list[Shift]]]:
    """Every open subject with what would change about it; hundreds are read by three statements.

    A level the regulation does not know counts as the one proposed for it, which costs a fourth.
    """
    after, levels = 0, levels_proposed(regulation.document)
    while True:
        values = {"version": regulation.id, "after": after, "failed": [], "limit": AT_ONCE}
        subjects = list(Subject.objects.raw(LOOK, values))
        if not subjects:
            return
        clocks = open_clocks([subject.pk for subject in subjects])
        histories = when_asked(subjects)
        fields = carried([subject.pk for subject in subjects], regulation, levels)
        for subject in subjects:
            fold = Fold(
                book_for(regulation_of(int(subject.promise_state["regulation"])), subject.kind),
                calendars,
                state_of_plain(subject.promise_state),
                clocks[subject.pk],
                books=_books(regulation, subject.kind),
            )
            yield subject.pk, list(_shifts(subject, fold, regulation, at, histories, fields.get(subject.pk)))
        after = subjects[-1].pk


def _books(regulation: Compiled, kind: str) -> Books:
    """Books by version, where a draft is not compiled anew for every subject."""
    stored, own = books_for(kind), book_for(regulation, kind)
    return lambda number: own if number == own.version else stored(number)


def _shifts(
    subject: Subject,
    fold: Fold,
    regulation: Compiled,
    at: datetime,
    histories: Callable[[int], list[FactRecord]],
    fields: Mapping[str, Any] | None,
) -> Iterator[Shift]:
    """What the move of `subject` at `at` would change, once every stage before has passed."""
    instant = max(at, subject.last_at or at)
    fold.advance(instant)
    known = {clock.key: (clock.due_at, clock.span, clock.status) for clock in fold.clocks.values()}
    payload = moved_to(regulation, fold.shelf, before=fold.book.version, at=at, fields=fields)
    fact = FactRecord(subject.seq + 1, REGULATION_CHANGED, instant, instant, "system", payload)
    moved = take(fold, [fact], lambda: (histories(subject.pk), ()))
    for key, clock in moved.clocks.items():
        if key not in known:
            what = "late" if _is_late(clock, instant) else "started"
            yield Shift(subject.pk, clock.promise, what, None, clock.due_at)
            continue
        due, span, status = known[key]
        if clock.status is ClockStatus.CANCELLED and status is not clock.status:
            yield Shift(subject.pk, clock.promise, "cancelled", due, None)
        elif (clock.due_at, clock.span) != (due, span):
            sooner = clock.due_at < due if clock.due_at and due else _shorter(clock.span, span)
            what = "late" if _is_late(clock, instant) else "earlier" if sooner else "later"
            yield Shift(subject.pk, clock.promise, what, due, clock.due_at)


def _is_late(clock: Clock, at: datetime) -> bool:
    return clock.status is ClockStatus.RUNNING and clock.due_at is not None and clock.due_at < at


def _shorter(after: timedelta | None, before: timedelta | None) -> bool:
    return after is not None and (before is None or after < before)


def _calendars(regulation: Compiled, version: RegulationVersion) -> CalendarShelf:
    """The shelf as it will be once `version` is in force: a draft's calendars are put on it as they are written."""
    if version.state != VersionState.DRAFT:
        return shelf_for(regulation)
    found = shelf(fresh=True)
    return found.with_newest(
        as_written(code, calendar)[0] for code, calendar in regulation.document.calendars.items()
    )


def _number(question: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return int(cursor.fetchone()[0])
