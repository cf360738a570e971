"""A request from the portal, a chat or a program becomes a ticket at once, or waits until an agent registers it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.capabilities.intake import facts
from shouwen.capabilities.intake.choices import Held, ItemState
from shouwen.capabilities.intake.keeping import keep_attachments
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import MailAttachment
from shouwen.capabilities.intake.registering import register_new
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.commands import tell_promised
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands.register import NewTicket, when_told


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody outside asks for.

    `new` is everything he said, ready to be a ticket; `details` is what a form shall show again to the agent who
    registers it (codes and ids only).
    """

    new: NewTicket
    attachments: Sequence[MailAttachment] = ()
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive_request(*, request: Request, actor: Actor, at: datetime) -> IntakeItem:
    """The request is in the intake, and is a ticket if customers may register by this channel (SA-9); else it waits.

    `actor` is the contact, or an agent who writes down what he heard. Raises InvalidInput naming what is missing.
    """
    new = request.new
    document = active_regulation().document
    klass = document.classes.get(new.klass)
    is_open = klass is not None and klass.customer_may_register(new.channel)
    if not new.description.strip():
        raise InvalidInput({"description": _("Describe what happened.")})
    when_told(new, document=document, at=at)
    contact, customer = _who(new, actor)
    item = IntakeItem(
        subject=journal.open_subject("intake"),
        channel=Channel(new.channel),
        sender_address=new.caller_mail,
        sender_name=new.caller_name or actor.name,
        sender_phone=new.caller_phone,
        contact=contact,
        customer=customer,
        title=new.title[:500],
        text=new.description,
        details={"class": new.klass, **request.details},
        received_at=at,
    )
    item.save(force_insert=True)
    keep_attachments(subject_id=item.pk, attachments=request.attachments, actor=actor)
    subject = journal.lock(item.pk)
    tell_promised(subject, facts.RECEIVED, actor=actor, at=at, fields={"channel": item.channel})
    if is_open:
        item.ticket = register_new(item, new=new, actor=actor, at=at)
        item.state = ItemState.REGISTERED
        tell_promised(subject, facts.REGISTERED, actor=actor, at=at, ticket=item.ticket.pk)
    else:
        item.held = Held.AGENT_REGISTERS
        tell_promised(subject, facts.HELD, actor=actor, at=at, reason=item.held)
    item.save()
    live.ring("intake")
    return item


def _who(new: NewTicket, actor: Actor) -> tuple[Contact | None, Customer | None]:
    contact = new.contact
    if contact is None and actor.kind == "contact" and actor.id is not None:
        contact = Contact.objects.select_related("customer").filter(pk=actor.id).first()
    return contact, new.customer or (contact.customer if contact else None)
