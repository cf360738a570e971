"""The facts of many subjects as clocks read them: for replays, and for moves that have to ask the past."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from pydantic_core import from_json

from shouwen.base.models import Subject
from shouwen.domain.clocks.records import FactRecord

READ: Final = """
SELECT subject_id, json_agg(json_build_array(seq, name, at, recorded_at, actor_kind, payload) ORDER BY seq)::text
  FROM base_fact
 WHERE subject_id = ANY(%s::bigint[]) AND NOT starts_with(name, 'clock.')
 GROUP BY subject_id
"""
"""One row for each history: the database writes it as JSON faster than the driver makes rows of it, and pydantic's
reader, which makes each text that repeats only once, reads it in a third of the time."""


def histories_of(subject_ids: Sequence[int]) -> dict[int, list[FactRecord]]:
    """Everything told about each of these subjects but what clocks told, in order; one statement."""
    found: dict[int, list[FactRecord]] = {subject_id: [] for subject_id in subject_ids}
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(subject_ids)])
        for subject_id, told in cursor.fetchall():
            found[subject_id] = [_record(*fact) for fact in from_json(told)]
    return found


def when_asked(subjects: Iterable[Subject]) -> Callable[[int], list[FactRecord]]:
    """The history of each of these subjects, where all are read when the first is asked for."""
    ids, found = [subject.pk for subject in subjects], dict[int, list[FactRecord]]()

    def history(subject_id: int) -> list[FactRecord]:
        if not found:
            found.update(histories_of(ids))
        return found[subject_id]

    return history


def _record(
    seq: int, name: str, at: str, recorded_at: str, actor_kind: str, payload: dict[str, Any]
) -> FactRecord:
    happened = datetime.fromisoformat(at)
    learned = happened if recorded_at == at else datetime.fromisoformat(recorded_at)
    return FactRecord(seq, name, happened, learned, actor_kind, payload)
