"""One ticket by its number, for one who may know of it."""

from typing import Final

from django.db import connection

from shouwen.base.actors import Actor
from shouwen.base.prepared import Prepared
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.rights import sees

COMPANY = (
    *("subject", "customer", "contact", "contract", "site", "product"),
    *("owner", "stand_in", "responsible", "handler", "team"),
)
"""What a ticket's page shows of others; what it was merged into and is part of is rare, and read when it is shown."""

BRIEF: Prepared[Ticket] = Prepared(
    lambda number: Ticket.objects.select_related("subject").filter(number=number)
)
WITH_COMPANY: Prepared[Ticket] = Prepared(
    lambda number: Ticket.objects.select_related(*COMPANY).filter(number=number)
)

INVOLVING: Final = """
SELECT subject_id FROM tickets_ticket WHERE owner_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE stand_in_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE responsible_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE handler_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE team_id = ANY(%(teams)s::bigint[])
UNION ALL SELECT ticket_id FROM tickets_involvement WHERE person_id = %(person)s
"""
"""What `involving` says, in constant words."""


def ids_involving(actor: Actor) -> list[int]:
    """Ids of the tickets that a colleague has a part in; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(INVOLVING, {"person": actor.id or 0, "teams": list(actor.team_ids)})
        return list({pk for (pk,) in cursor.fetchall()})


def ticket_numbered(number: str, *, actor: Actor, with_company: bool = False) -> Ticket | None:
    """The ticket with this number if `actor` may know of it, and with it whether he helps; at most two statements."""
    ticket = (WITH_COMPANY if with_company else BRIEF).one(number)
    return ticket if ticket is not None and sees(actor, ticket) else None
