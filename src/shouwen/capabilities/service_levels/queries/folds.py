"""Between rows and the fold: books compiled once a process, facts and clocks as the domain reads them."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from shouwen.base.models import Fact
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.domain.clocks.book import Book, Books
from shouwen.domain.clocks.records import Clock as FoldedClock
from shouwen.domain.clocks.records import ClockStatus, FactRecord
from shouwen.domain.clocks.stored import pauses_of_plain

INSTANTS_AND_CODES = (
    "promise", "begun_by", "period", "terms", "is_open", "started_at", "begun_at", "due_at", "is_provisional",
    "by_hand", "span", "position", "running_since", "next_at", "calendar", "calendar_version", "counts_from",
    "met_at", "met_by", "breached_at", "breach_withdrawn_at", "breach_withdrawn_by", "cancelled_at", "cancelled_by",
    "cancelled_because", "follows", "regulation_id",
)  # fmt: skip
"""Columns that mean to the database what they mean to the fold."""

OPEN_CLOCKS: Final = f"""
SELECT subject_id, status, turns, pauses, fired, {", ".join(f'"{column}"' for column in INSTANTS_AND_CODES)}
  FROM service_levels_clock
 WHERE subject_id = ANY(%s) AND is_open
 ORDER BY id
"""


def open_clocks(subject_ids: Sequence[int]) -> dict[int, list[FoldedClock]]:
    """The clocks of these subjects that facts or time may still change, as the fold takes them; one statement."""
    found: dict[int, list[FoldedClock]] = {subject_id: [] for subject_id in subject_ids}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CLOCKS, [list(subject_ids)])
        for subject_id, status, turns, pauses, fired, *plain in cursor.fetchall():
            found[subject_id].append(
                FoldedClock(
                    **dict(zip(INSTANTS_AND_CODES, plain, strict=True)),
                    status=ClockStatus(status),
                    turns=_turns(json.loads(turns)),
                    pauses=pauses_of_plain(json.loads(pauses)),
                    fired=json.loads(fired),
                )
            )
    return found


def book_for(regulation: Compiled, kind: str) -> Book:
    """The promises of a regulation about subjects of `kind`; kept per process by the version's id and its document."""
    return _book(_Keyed(regulation), kind)


def books_for(kind: str) -> Books:
    """The promises of every version of the regulation about subjects of `kind`."""
    return lambda version_id: book_for(regulation_of(version_id), kind)


def record_of(fact: Fact) -> FactRecord:
    """The fact as clocks read it."""
    return FactRecord(fact.seq, fact.name, fact.at, fact.recorded_at, fact.actor_kind, fact.payload)


def stored_clock(row: Clock) -> FoldedClock:
    """The clock as the fold goes on with it."""
    return FoldedClock(
        **{name: getattr(row, name) for name in INSTANTS_AND_CODES},
        status=ClockStatus(row.status),
        turns=_turns(row.turns),
        pauses=pauses_of_plain(row.pauses),
        fired=list(row.fired),
    )


def _turns(plain: list[list[Any]]) -> list[tuple[int, datetime]]:
    return [(seq, datetime.fromisoformat(at)) for seq, at in plain]


class _Keyed:
    """A compiled regulation as a key: by its id and by the very document, since drafts are compiled anew."""

    def __init__(self, regulation: Compiled) -> None:
        self.regulation = regulation
        self._key = (regulation.id, id(regulation.document))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self._key == other._key


@lru_cache(maxsize=256)
def _book(keyed: _Keyed, kind: str) -> Book:
    document = keyed.regulation.document
    return Book(
        keyed.regulation.terms,
        subject_kind=kind,
        version=keyed.regulation.id,
        desk_calendar=document.desk.calendar,
        class_calendars={code: klass.calendar for code, klass in document.classes.items() if klass.calendar},
    )
