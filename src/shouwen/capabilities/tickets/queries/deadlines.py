"""A ticket's next deadline follows its clocks, also when a clock moves without a command."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from shouwen.capabilities.service_levels.commands.keeping import Deadline, on_next_due

SAVE: Final = """
UPDATE tickets_ticket AS ticket SET next_due_at = d.due_at, next_due_name = d.promise
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS d(id, due_at, promise)
 WHERE ticket.subject_id = d.id
   AND (ticket.next_due_at, ticket.next_due_name) IS DISTINCT FROM (d.due_at, d.promise)
"""


def keep_deadlines() -> None:
    """From now on firing clocks write their subjects' next deadlines to the tickets."""
    on_next_due("ticket", _save)


def _save(moved: Sequence[Deadline]) -> None:
    values: list[Any] = [
        [one.subject_id for one in moved],
        [one.due_at for one in moved],
        [one.promise for one in moved],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)
