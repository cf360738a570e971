"""From an item to a ticket: which class it gets where nobody chooses one, and what is carried over."""

from dataclasses import replace
from datetime import datetime

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment
from shouwen.capabilities.intake.keeping import file_keys, hand_on, with_tokens_of
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands.register import NewTicket, register_ticket
from shouwen.capabilities.tickets.models import Ticket


def class_for(channel: Channel) -> str | None:
    """The class of what comes in by `channel` unasked: the first by rank that customers register themselves (SA-9).

    None where only agents register.
    """
    classes = active_regulation().document.classes
    open_to_customers = [code for code, klass in classes.items() if klass.customer_may_register(channel)]
    return min(open_to_customers, key=lambda code: classes[code].rank, default=None)


def register_item(item: IntakeItem, *, klass: str, actor: Actor, at: datetime) -> Ticket:
    """The item is a ticket of that class, as it came. Raises what `register_ticket` raises."""
    new = NewTicket(
        klass=klass,
        description=item.text or item.quoted or item.title or "—",
        channel=Channel(item.channel),
        title=item.title[:200],
        customer=item.customer,
        contact=item.contact,
        caller_name=item.sender_name[:100],
        caller_phone=item.sender_phone,
        caller_mail=item.sender_address,
        reported_at=min(item.received_at, at),
    )
    return register_new(item, new=new, actor=actor, at=at)


def register_new(item: IntakeItem, *, new: NewTicket, actor: Actor, at: datetime) -> Ticket:
    """The ticket that `new` describes, with the item's files, its HTML and its Message-ID as reference."""
    here = Attachment.objects.filter(subject_id=item.pk).order_by("pk")
    digests = list(here.values_list("blob_id", flat=True))
    keys = file_keys(len(digests))
    carried = replace(
        new,
        files=new.files + len(digests),
        brought=tuple(zip(keys, digests, strict=True)),
        reference=new.reference or item.message_id[:300],
    )
    ticket = register_ticket(new=carried, actor=actor, at=at)
    handed = hand_on(from_subject_id=item.pk, to_subject_id=ticket.pk, keys=keys)
    if item.html:
        ticket.entries.filter(seq=1).update(html=with_tokens_of(item.html, handed))
    return ticket
