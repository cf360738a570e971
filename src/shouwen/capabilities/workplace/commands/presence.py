"""Saying that one is here, and going."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Presence

SILENCE: Final = timedelta(seconds=20)
"""Whoever says nothing for so long is gone; pages say that they are here every eight seconds."""

BE_HERE = """
WITH before AS (SELECT is_writing FROM workplace_presence
                 WHERE subject_id = %(subject)s::bigint AND person_id = %(person)s::bigint
                   AND seen_at > %(gone)s::timestamptz),
     here AS (INSERT INTO workplace_presence (subject_id, person_id, is_writing, seen_at)
              VALUES (%(subject)s::bigint, %(person)s::bigint, %(writing)s::boolean, %(at)s::timestamptz)
              ON CONFLICT (subject_id, person_id)
              DO UPDATE SET is_writing = EXCLUDED.is_writing, seen_at = EXCLUDED.seen_at)
SELECT EXISTS (SELECT FROM before WHERE is_writing = %(writing)s::boolean)
"""


@transaction.atomic
def be_present(*, ticket: Ticket, is_writing: bool, actor: Actor, at: datetime) -> None:
    """`actor` has the ticket open; the others on it are told when that is new. One statement."""
    values = {
        "subject": ticket.pk, "person": actor.id, "writing": is_writing, "at": at, "gone": at - SILENCE
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BE_HERE, values)
        (is_known,) = cursor.fetchone() or (False,)
    if not is_known:
        live.ring(f"presence/{ticket.pk}")


@transaction.atomic
def leave(*, ticket: Ticket, actor: Actor, at: datetime) -> None:
    """`actor` has closed the ticket; what others left behind without a word goes along."""
    Presence.objects.filter(subject_id=ticket.pk, person_id=actor.id or 0).delete()
    Presence.objects.filter(seen_at__lt=at - 10 * SILENCE).delete()
    live.ring(f"presence/{ticket.pk}")
