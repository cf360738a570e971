"""What agents make of calls: who it was, the ticket that came of it, and the call back of one that was missed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.calls import facts, topics
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.models.calls import UNANSWERED
from shouwen.capabilities.calls.permissions import HANDLE, can_handle
from shouwen.capabilities.calls.refusals import AlreadyCalledBack, NotMissed
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.capabilities.tickets.commands import note_call
from shouwen.capabilities.tickets.models import Ticket


def link_call(*, call: Call, ticket: Ticket, actor: Actor, at: datetime) -> Call:
    """`ticket` came of the call, or the call was about it, and its story says so; linked to another, that one counts.

    The same again changes nothing. Raises NotPermitted, NotVisible.
    """
    with _handling(call, actor) as (subject, held):
        if held.ticket_id != ticket.pk:
            held.ticket = ticket
            held.save(update_fields=["ticket"])
            journal.record(subject, facts.LINKED, actor=actor, at=at, ticket=ticket.pk)
            note_call(ticket=ticket, call_id=held.pk, actor=actor, at=at)
    return held


def name_caller(
    *, call: Call, contact: Contact | None, customer: Customer | None, actor: Actor, at: datetime
) -> Call:
    """The caller is `contact`, or somebody else at `customer`.

    The number stays with whom it stood: that is changed where contacts are kept. Raises NotPermitted, NotVisible, and
    InvalidInput for nobody.
    """
    company = contact.customer if contact else customer
    if company is None:
        raise InvalidInput({"contact": _("Choose who called.")})
    if not Customer.objects.visible_to(actor).filter(pk=company.pk).exists():
        raise NotVisible(customer=company.pk)
    with _handling(call, actor) as (subject, held):
        if (held.contact, held.customer) != (contact, company):
            held.contact, held.customer = contact, company
            held.save(update_fields=["contact", "customer"])
            contact_id = contact.pk if contact else None
            journal.record(
                subject, facts.CALLER_NAMED, actor=actor, at=at, contact=contact_id, customer=company.pk
            )
    return held


def call_back_missed(*, call: Call, note: str, actor: Actor, at: datetime) -> Call:
    """`actor` called back and `note` says whom he reached; the call is not among the missed ones any more.

    Raises NotPermitted, NotMissed, AlreadyCalledBack, and InvalidInput without a note.
    """
    if not note.strip():
        raise InvalidInput({"note": _("Enter who was reached, or that nobody was.")})
    with _handling(call, actor) as (subject, held):
        if held.ending not in UNANSWERED:
            raise NotMissed()
        if held.called_back_by is not None:
            raise AlreadyCalledBack(name=held.called_back_by.name)
        held.called_back_by_id, held.called_back_at, held.called_back_note = actor.id, at, note.strip()
        held.save(update_fields=["called_back_by", "called_back_at", "called_back_note"])
        journal.record(subject, facts.CALLED_BACK, actor=actor, at=at)
    return held


@contextmanager
def _handling(call: Call, actor: Actor) -> Iterator[tuple[Subject, Call]]:
    """The call as it stands, held while something is made of it; whoever looks at calls is told."""
    require(can_handle(actor), grant=HANDLE)
    with transaction.atomic():
        subject = journal.lock(call.pk)
        held = Call.objects.visible_to(actor).select_related("contact", "customer", "called_back_by")
        found = held.filter(pk=call.pk).first()
        if found is None:
            raise NotVisible(call=call.pk)
        yield subject, found
        live.ring(topics.ALL, *([topics.card_of(found.person_id)] if found.person_id else []))
