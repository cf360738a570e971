"""Holding a ticket: its subject and row are locked until the transaction ends, and read as they stand then."""

from typing import Any, Final

from django.db.models import BigIntegerField, Func, QuerySet

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.prepared import Prepared
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.rights import sees

LOCKED_WITH: Final = ("subject", "team", "contract", "customer", "product")
ENTRY_KEY: Final = Func(template="nextval('tickets_entry_id_seq')", output_field=BigIntegerField())
"""Drawn along with the lock: what is written first then needs no statement of its own to learn its key."""


def locked(**which: Any) -> QuerySet[Ticket]:
    """The ticket that `which` names, with its subject: locked, and with what every command needs."""
    held = Ticket.objects.select_for_update(of=("subject", "self"), no_key=True).select_related(*LOCKED_WITH)
    return held.filter(**which).annotate(entry_key=ENTRY_KEY)  # type: ignore[no-redef]  # Ticket declares it


LOCKED: Final[Prepared[Ticket]] = Prepared(lambda pk: locked(pk=pk))


def lock_ticket(pk: int) -> tuple[Ticket, Subject]:
    """Hold the ticket's subject and row; one statement. Raises NotVisible if it is gone."""
    ticket = LOCKED.one(pk)
    if ticket is None:
        raise NotVisible(ticket=pk)
    return ticket, ticket.subject


def hold_ticket(number: str, *, actor: Actor, by: Prepared[Ticket]) -> Ticket | None:
    """The ticket with this number if `actor` may know of it, held for the rest of this transaction.

    `by` finds it by its number among what is `locked`, with whatever else its reader wants. The next command on it
    takes it as it is. Not where a second ticket is held too, which goes by their order.
    """
    ticket = by.one(number)
    if ticket is None or not sees(actor, ticket):
        return None
    ticket.is_held = True
    return ticket


def taken(ticket: Ticket) -> tuple[Ticket, Subject]:
    """`ticket` as it is held, and its subject; one statement where it was not yet. Raises NotVisible if it is gone."""
    if not ticket.is_held:
        ticket.is_outdated = True
        return lock_ticket(ticket.pk)
    ticket.is_held = False
    return ticket, ticket.subject
