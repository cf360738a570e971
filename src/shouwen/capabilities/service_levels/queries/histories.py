"""The facts of many subjects as clocks read them, streamed, so that a hundred thousand histories need no memory."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen.base.models import Fact, Subject
from shouwen.capabilities.service_levels.queries.folds import record_of
from shouwen.domain.clocks.records import FactRecord

Histories = Callable[[int], list[FactRecord]]

AT_ONCE: Final = 500
READ: Final = """
SELECT fact.subject_id,
       json_agg(json_build_array(fact.seq, fact.name, fact.at, fact.recorded_at, fact.actor_kind, fact.payload)
                ORDER BY fact.seq)::text
  FROM base_fact fact
  JOIN base_subject subject ON subject.id = fact.subject_id
 WHERE subject.kind = %s AND subject.created_at >= %s AND subject.created_at < %s
   AND NOT starts_with(fact.name, 'clock.')
 GROUP BY fact.subject_id
 ORDER BY fact.subject_id
"""


def histories(*, kind: str, since: datetime, until: datetime) -> Iterator[tuple[int, list[FactRecord]]]:
    """Each subject of `kind` opened in `[since, until)` with everything told about it but what clocks told, in order.

    One statement, of which the database keeps the place; a transaction stays open until the last one is taken.
    """
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor("histories") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(READ, [kind, since, until])
            for subject_id, told in cursor:
                yield subject_id, [_record(*fact) for fact in json.loads(told)]


def told_about(subjects: Iterable[Subject]) -> Histories:
    """The history of each of these subjects; all are read together when the first is asked for, by one statement."""
    ids, found = [subject.pk for subject in subjects], dict[int, list[FactRecord]]()

    def history(subject_id: int) -> list[FactRecord]:
        if not found:
            told = (
                Fact.objects.filter(subject__in=ids)
                .exclude(name__startswith="clock.")
                .order_by("subject", "seq")
            )
            for fact in told:
                found.setdefault(fact.subject_id, []).append(record_of(fact))
        return found.get(subject_id, [])

    return history


def _record(
    seq: int, name: str, at: str, recorded_at: str, actor_kind: str, payload: dict[str, Any]
) -> FactRecord:
    happened = datetime.fromisoformat(at)
    learned = happened if recorded_at == at else datetime.fromisoformat(recorded_at)
    return FactRecord(seq, name, happened, learned, actor_kind, payload)
