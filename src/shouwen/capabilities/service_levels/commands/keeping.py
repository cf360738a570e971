"""Keeping what folds made of their subjects: facts, clocks and deadlines, for one subject or for hundreds at once.

Whatever their number it is one statement for facts, clocks and subjects, and one for each kind of subject whose
deadlines somebody keeps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact, Subject
from shouwen.base.rows import Writing
from shouwen.capabilities.service_levels.rows import keeping, row_of
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import Clock as FoldedClock
from shouwen.domain.clocks.records import ClockStatus, Derived
from shouwen.domain.clocks.stored import state_to_plain, written

NextDue = Callable[[Sequence["Deadline"]], None]

_listeners: dict[str, NextDue] = {}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The nearest deadline of a subject that is still to be kept, and the code of its promise ("" for none)."""

    subject_id: int
    due_at: datetime | None
    promise: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A locked subject and the fold over its promises."""

    subject: Subject
    fold: Fold


@dataclass(frozen=True, slots=True)
class FeedResult:
    """The subject's nearest deadline still to be kept, the code of its promise ("" for none), and what clocks told."""

    next_due_at: datetime | None
    next_due_name: str
    facts: list[Fact] = field(default_factory=list)


Beside = Callable[[Sequence[FeedResult]], Sequence[Writing]]
"""Told the results, which rows go along in the same statement: none that must see what it keeps."""


def nothing(_results: Sequence[FeedResult]) -> Sequence[Writing]:
    return ()


def on_next_due(kind: str, listener: NextDue) -> None:
    """From now on `listener` gets the deadlines of subjects of `kind`, in the same transaction, when they moved
    outside the subjects' own commands. One listener a kind.
    """
    _listeners[kind] = listener


def keep(
    folded: Sequence[Folded], *, at: datetime, fed: Sequence[Fact] = (), along: Beside = nothing
) -> list[FeedResult]:
    """What these folds changed is stored and what they have to tell is told, as of `at`; in their order.

    `fed` are the facts that made them so, where they are numbered and not written yet; `along` names other rows to be
    written. Changes the subjects in place as they are saved. One statement.
    """
    told = [_told(one, at) for one in folded]
    subjects, rows = [], []
    for one in folded:
        subject, fold = one.subject, one.fold
        subject.promise_state = state_to_plain(fold.state) | {"regulation": fold.book.version}
        subject.next_stage_at = fold.next_stage_at
        subjects.append(
            {
                "id": subject.pk,
                "seq": subject.seq,
                "last_at": written(subject.last_at),
                "state": subject.promise_state,
                "next_stage_at": written(subject.next_stage_at),
            }
        )
        for clock in fold.touched.values():
            rows.append(row_of(clock, fold.terms_of(clock)) | {"subject": subject.pk})
    facts = [*fed, *(fact for each in told for fact in each)]
    results = [_result(one.fold, facts) for one, facts in zip(folded, told, strict=True)]
    writings = along(results)
    values = [journal.as_rows(facts), json.dumps(subjects), json.dumps(rows)]
    with connection.cursor() as cursor:
        cursor.execute(keeping(writings), [*values, *(value for one in writings for value in one.values)])
        journal.take_keys(facts, cursor.fetchall())
    return results


def tell_listeners(moved: Iterable[tuple[Subject, FeedResult]]) -> None:
    """Whoever keeps the deadlines of such subjects knows the nearest ones; for feeding outside their own commands."""
    deadlines: dict[str, list[Deadline]] = {}
    for subject, result in moved:
        deadline = Deadline(subject.pk, result.next_due_at, result.next_due_name)
        deadlines.setdefault(subject.kind, []).append(deadline)
    for kind, found in deadlines.items():
        if kind in _listeners:
            _listeners[kind](found)


def nearest(fold: Fold) -> FoldedClock | None:
    """The open clock whose promise falls due first; of equals the one whose target ranks first."""
    waiting = [
        clock for clock in fold.open if clock.status is ClockStatus.RUNNING and clock.due_at is not None
    ]
    return min(waiting, key=lambda one: (one.due_at, fold.book.terms[one.terms].rank), default=None)


def _result(fold: Fold, facts: list[Fact]) -> FeedResult:
    due = nearest(fold)
    return FeedResult(due.due_at if due else None, due.promise if due else "", facts)


def _told(folded: Folded, at: datetime) -> list[Fact]:
    """What the clocks of one fold tell, numbered on from what its subject was told."""
    subject, fold = folded.subject, folded.fold
    told = [_fact_of(derived, subject, at) for derived in fold.derived]
    return journal.numbered([journal.Telling(subject, told, fold.book.version)], actor=SYSTEM, at=at)


def _fact_of(derived: Derived, subject: Subject, at: datetime) -> tuple[str, dict[str, Any]]:
    """Name and payload; where the desk noticed later than it fell, with the instant it truly fell."""
    noticed = max(at, subject.last_at) if subject.last_at else at
    late = {"fell_at": derived.at} if derived.at != noticed else {}
    return derived.name, {**derived.payload, **late}
