"""Which ticket is a part of which, asked so that no two answers given at once make a circle."""

from typing import Final

from django.db import connection

PARTING: Final = 0x9A27  # advisory lock: what is a part of what changes one after the other
ABOVE: Final = """
WITH RECURSIVE above(id) AS (
    SELECT %(part)s::bigint
     UNION SELECT t.parent_id FROM tickets_ticket t JOIN above ON t.subject_id = above.id WHERE t.parent_id IS NOT NULL)
SELECT EXISTS (SELECT FROM above WHERE id = %(whole)s::bigint)
"""


def is_part_of(part: int, whole: int) -> bool:
    """Whether the ticket `part` is `whole` or a part of it, over any number of levels.

    The answer holds until the transaction ends. Whoever asks holds the ticket that he changes, so that each waits for
    the other in the same order. Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PARTING])
        cursor.execute(ABOVE, {"part": part, "whole": whole})
        (found,) = cursor.fetchone()
    return bool(found)
