"""Feeding clocks: the facts of a command, or time alone, take effect on the promises of a subject.

A command costs at most: one read of the subject's open clocks, one write of changed clocks together with the
subject's state, one write of what the clocks tell; a subject's first facts ask once more which calendars are published,
and a late fact or an undo reads the subject's past. None of it grows with the number of clocks in the database.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from shouwen.base import journal, live
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact, Subject
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.calendars import shelf, shelf_for
from shouwen.capabilities.service_levels.queries.folds import book_for, open_clocks, record_of, stored_clock
from shouwen.capabilities.service_levels.rows import UPSERT, row_of
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import Clock as FoldedClock
from shouwen.domain.clocks.records import ClockStatus, Derived, FactRecord
from shouwen.domain.clocks.replaying import take
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.stored import state_of_plain, state_to_plain

NextDue = Callable[[int, datetime | None, str], None]

log = logging.getLogger(__name__)

AT_ONCE = 50  # subjects held by one transaction of the worker: a command waits for no more than these
SET_ASIDE = timedelta(minutes=5)

CHOOSING = frozenset({"calendar", "class"})
"""Fields that may bring another calendar."""

_listeners: dict[str, NextDue] = {}


@dataclass(frozen=True, slots=True)
class FeedResult:
    """The subject's nearest deadline still to be kept, the code of its promise ("" for none), and what clocks told."""

    next_due_at: datetime | None
    next_due_name: str
    facts: list[Fact] = field(default_factory=list)


def on_next_due(kind: str, listener: NextDue) -> None:
    """From now on `listener(subject_id, due_at, promise)` is called, in the same transaction, when time alone has moved
    the nearest deadline of a subject of `kind`. One listener a kind.
    """
    _listeners[kind] = listener


def feed(subject: Subject, facts: Sequence[Fact], *, regulation: Compiled) -> FeedResult:
    """The clocks of the locked `subject` are what `facts`, just recorded by this transaction, make of them.

    Stages that fell before are told first, with their true time. Changes `subject` in place as it is saved.
    """
    fold = _open_fold(subject, regulation, _stored(subject) if subject.promise_state else (), facts)
    records = [record_of(fact) for fact in facts]
    folded = take(fold, records, lambda: _history(subject, records))
    return _keep(subject, folded, regulation, at=subject.last_at or now())


def fire_due(limit: int = 200) -> int:
    """Up to `limit` subjects with a stage that has fallen are brought up to the present; returns how many.

    Any number of workers may call it at once: each takes subjects that no other holds. Late or early, each stage falls
    once, told with its true time. A subject that fails keeps nobody waiting: it is logged and tried again later.
    """
    done = 0
    while done < limit:
        wanted = min(AT_ONCE, limit - done)
        try:
            count = _fire(Subject.objects.all(), wanted)
        except (OperationalError, InterfaceError):
            raise  # the database, not a subject
        except Exception:
            count = _fire_singly(wanted)
        done += count
        if count < wanted:
            break
    return done


@transaction.atomic
def _fire(among: QuerySet[Subject], limit: int) -> int:
    at = now()
    due = among.filter(next_stage_at__lt=at).order_by("next_stage_at", "pk")
    subjects = list(due.select_for_update(skip_locked=True)[:limit])
    clocks = open_clocks([subject.pk for subject in subjects]) if subjects else {}
    for subject in sorted(subjects, key=lambda one: one.pk):
        _bring_forward(subject, clocks[subject.pk], at)
    return len(subjects)


def _fire_singly(limit: int) -> int:
    """Each of the next subjects by itself, so that the one that fails is found and set aside."""
    due = Subject.objects.filter(next_stage_at__lt=now()).order_by("next_stage_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for subject_id in ids:
        try:
            _fire(Subject.objects.filter(pk=subject_id), 1)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("the clocks of a subject failed", extra={"subject": subject_id})
            Subject.objects.filter(pk=subject_id).update(next_stage_at=now() + SET_ASIDE)
    return len(ids)


def bring_forward(subject: Subject, *, at: datetime) -> None:
    """The clocks of the locked `subject` have passed every stage before `at`."""
    if subject.promise_state:
        _bring_forward(subject, _stored(subject), at)


def _bring_forward(subject: Subject, clocks: Iterable[FoldedClock], at: datetime) -> None:
    regulation = regulation_of(subject.promise_state["regulation"])
    fold = _open_fold(subject, regulation, clocks, ())
    fold.advance(at)
    result = _keep(subject, fold, regulation, at=at)
    tell_listener(subject, result)
    live.ring(f"subject/{subject.pk}", "queue", "work")


def tell_listener(subject: Subject, result: FeedResult) -> None:
    """Whoever keeps the deadlines of such subjects knows the nearest one; for feeding outside its own commands."""
    listener = _listeners.get(subject.kind)
    if listener is not None:
        listener(subject.pk, result.next_due_at, result.next_due_name)


def _open_fold(
    subject: Subject, regulation: Compiled, clocks: Iterable[FoldedClock], facts: Sequence[Fact]
) -> Fold:
    state = state_of_plain(subject.promise_state)
    return Fold(book_for(regulation, subject.kind), _shelf(regulation, state.calendars, facts), state, clocks)


def _shelf(regulation: Compiled, pinned: dict[str, int], facts: Sequence[Fact]) -> CalendarShelf:
    """The shelf, fresh if a calendar may have to be chosen or is not on it yet."""
    chooses = not pinned or any(
        "calendars" in fact.payload or CHOOSING & (fact.payload.get("fields") or {}).keys() for fact in facts
    )
    if chooses:
        return shelf_for(regulation)
    found = shelf(fresh=False)
    return found if all(found.has(code, number) for code, number in pinned.items()) else shelf(fresh=True)


def _stored(subject: Subject) -> list[FoldedClock]:
    return open_clocks([subject.pk])[subject.pk]


def _history(subject: Subject, fed: Sequence[FactRecord]) -> tuple[list[FactRecord], list[FoldedClock]]:
    """All facts told before those fed now, and all clocks as they are stored."""
    told = Fact.objects.filter(subject_id=subject.pk, seq__lt=fed[0].seq).exclude(name__startswith="clock.")
    clocks = Clock.objects.filter(subject=subject)
    return [record_of(fact) for fact in told.order_by("seq")], [stored_clock(row) for row in clocks]


def _keep(subject: Subject, fold: Fold, regulation: Compiled, *, at: datetime) -> FeedResult:
    """Write what the fold changed and tell what it has to tell; the subject row goes along."""
    rows = [row_of(clock, fold.book.terms[clock.terms], regulation.id) for clock in fold.touched.values()]
    facts = _tell(subject, fold.derived, regulation, at)
    subject.promise_state = state_to_plain(fold.state) | {"regulation": regulation.id}
    subject.next_stage_at = fold.next_stage_at
    values: dict[str, Any] = {
        "subject": subject.pk,
        "state": json.dumps(subject.promise_state),
        "next_stage_at": subject.next_stage_at,
        "clocks": json.dumps(rows),
    }
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, values)
    due = nearest(fold)
    return FeedResult(due.due_at if due else None, due.promise if due else "", facts)


def keep_rebuilt(subject: Subject, fold: Fold, regulation: Compiled) -> None:
    """The clocks of the locked `subject` are exactly those of `fold`; nothing is told."""
    Clock.objects.filter(subject=subject).delete()
    fold.derived, fold.touched = [], dict(fold.clocks)
    tell_listener(subject, _keep(subject, fold, regulation, at=subject.last_at or now()))


def nearest(fold: Fold) -> FoldedClock | None:
    """The open clock whose promise falls due first; of equals the one whose target ranks first."""
    waiting = [
        clock for clock in fold.open if clock.status is ClockStatus.RUNNING and clock.due_at is not None
    ]
    return min(waiting, key=lambda one: (one.due_at, fold.book.terms[one.terms].rank), default=None)


def _tell(subject: Subject, derived: Sequence[Derived], regulation: Compiled, at: datetime) -> list[Fact]:
    if not derived:
        return []
    at = max(at, subject.last_at) if subject.last_at else at
    told: list[tuple[str, dict[str, Any]]] = [
        (one.name, {**one.payload, **({"fell_at": one.at} if one.at != at else {})}) for one in derived
    ]
    return journal.record_all(subject, told, actor=SYSTEM, at=at, regulation_id=regulation.id)
