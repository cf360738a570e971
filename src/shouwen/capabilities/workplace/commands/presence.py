"""Saying that one is here, and going."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Presence
from shouwen.capabilities.workplace.models.presence import SILENCE

BE_HERE = """
WITH before AS (SELECT is_writing, is_left FROM workplace_presence
                 WHERE subject_id = %(subject)s::bigint AND person_id = %(person)s::bigint AND page = %(page)s::uuid
                   AND seen_at > %(gone)s::timestamptz),
     here AS (INSERT INTO workplace_presence AS known (subject_id, person_id, page, is_writing, is_left, seen_at)
              VALUES (%(subject)s::bigint, %(person)s::bigint, %(page)s::uuid, %(writing)s::boolean, FALSE,
                      %(at)s::timestamptz)
              ON CONFLICT (subject_id, person_id, page)
              DO UPDATE SET is_writing = EXCLUDED.is_writing, seen_at = EXCLUDED.seen_at WHERE NOT known.is_left)
SELECT EXISTS (SELECT FROM before WHERE is_left OR is_writing = %(writing)s::boolean)
"""


@transaction.atomic
def be_present(*, ticket: Ticket, page: UUID, is_writing: bool, actor: Actor, at: datetime) -> None:
    """`actor` has the ticket open on `page`; the others on it are told when that is new. One statement.

    A page that was left is not brought back by what it had said before and what arrives only now.
    """
    values = {
        "subject": ticket.pk, "person": actor.id, "page": page, "writing": is_writing, "at": at, "gone": at - SILENCE
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BE_HERE, values)
        (is_known,) = cursor.fetchone() or (False,)
    if not is_known:
        live.ring(f"presence/{ticket.pk}")


@transaction.atomic
def leave(*, ticket: Ticket, page: UUID, actor: Actor, at: datetime) -> None:
    """`actor` has closed this page of the ticket; what others left behind without a word is cleared away."""
    Presence.objects.update_or_create(
        subject_id=ticket.pk, person_id=actor.id or 0, page=page, defaults={"is_left": True, "seen_at": at}
    )
    Presence.objects.filter(seen_at__lt=at - 10 * SILENCE).delete()
    live.ring(f"presence/{ticket.pk}")
