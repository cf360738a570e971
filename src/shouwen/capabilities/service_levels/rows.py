"""Clocks as rows: the facts and changed clocks of any number of subjects, and their own state, are written by one
statement.
"""

from collections.abc import Sequence
from typing import Any, Final

from shouwen.base.journal import NEW_FACTS
from shouwen.base.rows import Writing, beside
from shouwen.domain.clocks.records import ENGINE, Clock
from shouwen.domain.clocks.stored import clock_to_plain
from shouwen.domain.clocks.terms import Terms

COLUMNS: Final[dict[str, str]] = {
    "promise": "text",
    "begun_by": "int",
    "period": "int",
    "terms": "text",
    "kind": "text",
    "regulation_id": "bigint",
    "engine": "smallint",
    "rank": "smallint",
    "shown_to_customer": "boolean",
    "status": "text",
    "is_open": "boolean",
    "started_at": "timestamptz",
    "begun_at": "timestamptz",
    "due_at": "timestamptz",
    "is_provisional": "boolean",
    "by_hand": "boolean",
    "span": "bigint",
    "position": "bigint",
    "running_since": "timestamptz",
    "next_at": "timestamptz",
    "calendar": "text",
    "calendar_version": "int",
    "counts_from": "timestamptz",
    "turns": "jsonb",
    "pauses": "jsonb",
    "fired": "jsonb",
    "met_at": "timestamptz",
    "met_by": "int",
    "breached_at": "timestamptz",
    "breach_withdrawn_at": "timestamptz",
    "breach_withdrawn_by": "int",
    "cancelled_at": "timestamptz",
    "cancelled_by": "int",
    "cancelled_because": "text",
    "follows": "int",
}
"""Columns of a clock and the types in which JSON brings them; spans come as microseconds."""

_KEY = ("promise", "begun_by", "period")
_SPANS = ("span", "position")


def _value(column: str) -> str:
    return f"c.\"{column}\" * interval '1 microsecond'" if column in _SPANS else f'c."{column}"'


def _quoted(columns: tuple[str, ...] | dict[str, str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


_KEEP: Final = f"""
WITH {NEW_FACTS},
moved AS (
    UPDATE base_subject
       SET seq = m.seq, last_at = m.last_at, promise_state = m.state, next_stage_at = m.next_stage_at
      FROM jsonb_to_recordset(%s::jsonb)
           AS m(id bigint, seq int, last_at timestamptz, state jsonb, next_stage_at timestamptz)
     WHERE base_subject.id = m.id),
clocks AS (
INSERT INTO service_levels_clock (subject_id, {_quoted(COLUMNS)})
SELECT c.subject, {", ".join(_value(column) for column in COLUMNS)}
  FROM jsonb_to_recordset(%s::jsonb)
       AS c(subject bigint, {", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())})
ON CONFLICT (subject_id, {_quoted(_KEY)}) DO UPDATE
   SET ({_quoted(COLUMNS)}) = ({", ".join(f'excluded."{column}"' for column in COLUMNS)}))"""


def keeping(writings: Sequence[Writing]) -> str:
    """The statement that is given facts, subjects and clocks, each as JSON, and then what `writings` beside it are.

    It returns what `journal.take_keys` takes.
    """
    return f"{_KEEP}{beside(writings)}\nSELECT subject_id, seq, id FROM told"


def row_of(clock: Clock, terms: Terms) -> dict[str, Any]:
    """The row of a clock as `keeping` reads it."""
    return clock_to_plain(clock) | {
        "kind": terms.kind.value,
        "engine": ENGINE,
        "rank": terms.rank,
        "shown_to_customer": terms.shown_to_customer,
    }
