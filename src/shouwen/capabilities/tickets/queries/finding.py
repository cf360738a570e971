"""One ticket by its number, for one who may know of it."""

from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef

from shouwen.base.actors import NO_TEAM, Actor
from shouwen.base.models import Attachment
from shouwen.base.prepared import Prepared
from shouwen.capabilities.tickets.models import Involvement, Task, Ticket, TicketLink
from shouwen.capabilities.tickets.models.tickets import seen_teams
from shouwen.capabilities.tickets.queries.rights import mark_helper, sees

COMPANY = (
    *("subject", "customer", "contact", "contract", "site", "product"),
    *("owner", "stand_in", "responsible", "handler", "team", "escalated_to"),
)
"""What a ticket's page shows of others; what it was merged into and is part of is rare, and read when it is shown."""

BRIEF: Prepared[Ticket] = Prepared(
    lambda number: Ticket.objects.select_related("subject").filter(number=number)
)
OF_TICKET: Final = OuterRef("pk")
WITH_COMPANY: Prepared[Ticket] = Prepared(
    lambda number, person: (
        Ticket.objects.select_related(*COMPANY)  # type: ignore[no-redef]  # Ticket declares them for its readers
        .annotate(
            is_involved=Exists(Involvement.objects.filter(ticket_id=OF_TICKET, person_id=person)),
            has_open_task=Exists(Task.objects.filter(ticket_id=OF_TICKET, finished_at__isnull=True)),
            has_link=Exists(TicketLink.objects.filter(ticket_id=OF_TICKET)),
            has_file=Exists(Attachment.objects.filter(subject_id=OF_TICKET)),
        )
        .filter(number=number)
    )
)
"""With its company it tells what hangs on it, so that nothing is asked for that is not there."""

INVOLVING: Final = """
SELECT subject_id FROM tickets_ticket WHERE owner_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE stand_in_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE responsible_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE handler_id = %(person)s
UNION ALL SELECT subject_id FROM tickets_ticket WHERE team_id = ANY(%(teams)s::bigint[])
UNION ALL SELECT subject_id FROM tickets_ticket WHERE team_id IS NULL AND %(has_no_team)s
UNION ALL SELECT ticket_id FROM tickets_involvement WHERE person_id = %(person)s
"""
"""What `involving` says, in constant words."""


def ids_involving(actor: Actor) -> list[int]:
    """Ids of the tickets that a colleague has a part in; one statement."""
    with connection.cursor() as cursor:
        teams = seen_teams(actor)
        values: dict[str, Any] = {
            "person": actor.id or 0,
            "teams": list(teams),
            "has_no_team": NO_TEAM in teams,
        }
        cursor.execute(INVOLVING, values)
        return list({pk for (pk,) in cursor.fetchall()})


def ticket_numbered(number: str, *, actor: Actor, with_company: bool = False) -> Ticket | None:
    """The ticket with this number if `actor` may know of it, and with it whether he helps.

    With its company in one statement, and `has_open_task`, `has_link` and `has_file` are told; else at most two.
    """
    if not with_company:
        ticket = BRIEF.one(number)
    elif ticket := WITH_COMPANY.one(number, actor.id or 0):
        mark_helper(ticket, actor, is_involved=ticket.is_involved)
    return ticket if ticket is not None and sees(actor, ticket) else None


def standing_for(ticket: Ticket) -> Ticket:
    """The ticket that goes on for `ticket`: what it was merged into, and that in turn; itself where it was not."""
    for _ in range(10):
        if ticket.merged_into is None:
            break
        ticket = ticket.merged_into
    return ticket
