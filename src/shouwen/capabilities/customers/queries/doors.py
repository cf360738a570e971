"""Which contact is at the portal: one statement from cookie to actor."""

import hashlib
from datetime import datetime

from django.db import connection

from shouwen.base.actors import NOBODY, Actor
from shouwen.capabilities.customers.models import Contact

WHO = """
SELECT clock_timestamp(), k.id, k.name, k.language, k.customer_id, s.id
  FROM (VALUES (1)) AS one
  LEFT JOIN customers_contactsession s ON s.digest = %(digest)s AND s.ended_at IS NULL
        AND s.expires_at > clock_timestamp()
  LEFT JOIN customers_contact k ON k.id = s.contact_id AND k.is_active AND k.merged_into_id IS NULL
        AND EXISTS (SELECT FROM customers_customer c WHERE c.id = k.customer_id AND c.is_active)
"""


def actor_for_contact_session(session_key: str | None) -> tuple[Actor, datetime]:
    """The contact signed in to the portal by this cookie (NOBODY for a dead key), and the database's now."""
    digest = hashlib.sha256((session_key or "").encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(WHO, {"digest": digest})
        now, pk, name, language, customer_id, session_id = cursor.fetchone()
    if pk is None:
        return NOBODY, now
    actor = Actor(
        kind="contact",
        id=pk,
        name=name,
        customer_id=customer_id,
        via="portal",
        language=language,
        extras={"session_id": session_id},
    )
    return actor, now


def actor_of_contact(contact: Contact) -> Actor:
    """`contact` as an actor, for what arrives from him by other ways than the portal."""
    return Actor(
        kind="contact",
        id=contact.pk,
        name=contact.name,
        customer_id=contact.customer_id,
        via="portal",
        language=contact.language,
    )
