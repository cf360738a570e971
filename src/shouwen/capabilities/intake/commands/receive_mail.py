"""A mail that was understood becomes a ticket, an answer on its ticket, or something that waits for an agent."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from shouwen.base import journal, limits, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Message
from shouwen.base.refusals import InvalidInput, NotPermitted, Refusal, TooMany
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.customers.queries import actor_of_contact
from shouwen.capabilities.intake import facts
from shouwen.capabilities.intake.choices import Held, ItemState, RawState
from shouwen.capabilities.intake.keeping import hand_on, keep_attachments, with_inner_pictures, with_tokens_of
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw
from shouwen.capabilities.intake.ports import AutomaticReason, MailAddress, ParsedMail, UnreadableMail
from shouwen.capabilities.intake.recognising import answered_by, may_be_added, sender_of
from shouwen.capabilities.intake.registering import class_for, register_item
from shouwen.capabilities.notifications.commands.outbox import mark_bounced
from shouwen.capabilities.notifications.commands.silences import silence_address, unsilence_address
from shouwen.capabilities.service_levels.commands import tell_promised
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands.talk import record_customer_word
from shouwen.capabilities.tickets.models import Ticket

MAIL: Final = SYSTEM.through("mail")
NEW_BY_MAIL: Final = limits.Limit("mail_registers", 20, timedelta(hours=1))
ANSWERS_OF_MACHINES: Final = frozenset(
    {
        AutomaticReason.OWN_MARK,
        AutomaticReason.AUTO_REPLIED,
        AutomaticReason.AUTOREPLY_HEADER,
        AutomaticReason.SUBJECT,
    }
)
"""These answer something we sent: kept, never acted upon. Other machines may have something to say to an agent."""


@transaction.atomic
def receive_mail(*, mail: ParsedMail, at: datetime, raw: IntakeRaw | None = None) -> IntakeItem:
    """`mail` is in the intake and became what it is: safe to repeat, for a Message-ID counts once.

    An answer goes to its ticket if it is tied to it by what only its sender could know; else it waits for an agent, as
    does everything new where only agents register. Nothing a machine wrote makes a ticket by itself.
    """
    known = IntakeItem.objects.filter(message_id=mail.message_id).first()
    if known is not None:
        _understood(raw)
        return known
    item = _item(mail, at, raw)
    tokens = keep_attachments(subject_id=item.pk, attachments=mail.attachments, actor=MAIL)
    item.html = with_inner_pictures(mail.html, tokens)
    _tell(item, facts.RECEIVED, at)
    if mail.automatic is not None or _is_our_own(mail):
        _set_aside(item, mail)
    else:
        unsilence_address(address=mail.sender.address)
        _take_in(item, mail, at)
    if item.state == ItemState.WAITING:
        _tell(item, facts.HELD, at, reason=item.held)
    item.save()
    _understood(raw)
    live.ring("intake")
    return item


@transaction.atomic
def quarantine_mail(*, mail: UnreadableMail, raw: IntakeRaw, at: datetime) -> IntakeItem:
    """What could not be understood is shown to agents with the reason, never silently dropped; safe to repeat."""
    known = IntakeItem.objects.filter(raw=raw).first()
    if known is not None:
        return known
    raw.state, raw.note = RawState.QUARANTINED, f"{mail.reason} {mail.detail}".strip()[:300]
    raw.save(update_fields=["state", "note"])
    item = IntakeItem(
        subject=journal.open_subject("intake"),
        raw=raw,
        channel=Channel.MAIL,
        state=ItemState.QUARANTINED,
        held=Held.UNREADABLE,
        note=raw.note,
        received_at=raw.received_at,
    )
    item.save(force_insert=True)
    _tell(item, facts.QUARANTINED, at, reason=mail.reason)
    live.ring("intake")
    return item


def _item(mail: ParsedMail, at: datetime, raw: IntakeRaw | None) -> IntakeItem:
    item = IntakeItem(
        subject=journal.open_subject("intake"),
        raw=raw,
        channel=Channel.MAIL,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        sender_address=mail.sender.address,
        sender_name=_shown_name(mail.sender),
        title=mail.subject,
        text=mail.text,
        quoted=mail.quoted,
        automatic=mail.automatic or "",
        verdict=mail.authentication.verdict,
        received_at=raw.received_at if raw else at,
        sent_at=mail.sent_at,
    )
    item.contact = sender_of(mail)
    item.customer = item.contact.customer if item.contact else None
    item.save(force_insert=True)
    return item


def _set_aside(item: IntakeItem, mail: ParsedMail) -> None:
    """A machine's mail: a report marks what failed, an answer is only kept, anything else waits for an agent's eyes."""
    reason = mail.automatic or AutomaticReason.OWN_MARK
    item.automatic = reason
    answered = answered_by(mail)
    item.suspected = answered.ticket if answered else None
    if mail.failed_message_ids:
        mark_bounced(message_ids=mail.failed_message_ids)
    if reason == AutomaticReason.DELIVERY_REPORT or reason in ANSWERS_OF_MACHINES:
        item.state = ItemState.IGNORED
    else:
        item.state, item.held = ItemState.WAITING, Held.AUTOMATIC
        silence_address(address=mail.sender.address, reason=reason)


def _take_in(item: IntakeItem, mail: ParsedMail, at: datetime) -> None:
    answered = answered_by(mail)
    if answered is not None:
        item.suspected = answered.ticket
        if may_be_added(mail, answered, item.contact):
            _append(item, answered.ticket, at)
        else:
            item.held = Held.NEW_SENDER
        return
    klass = class_for(Channel.MAIL)
    if klass is None:
        item.held = Held.AGENT_REGISTERS
    elif mail.authentication.verdict == "fail":
        item.held = Held.UNPROVED
    else:
        _register(item, klass, at)


def _append(item: IntakeItem, ticket: Ticket, at: datetime) -> None:
    """The words stand on the ticket; where its workflow takes none any more, an agent decides."""
    try:
        with transaction.atomic():
            handed = hand_on(from_subject_id=item.pk, to_subject_id=ticket.pk)
            record_customer_word(
                ticket=ticket,
                text=item.text or item.title or "—",
                actor=_speaker(item.contact, ticket),
                at=at,
                channel=Channel.MAIL,
                html=with_tokens_of(item.html, handed),
                reference=item.message_id[:300],
                author_name=item.sender_called,
                brought=[(one.pk, one.blob_id) for one in handed.values()],
            )
    except Refusal:
        item.held = Held.TICKET_IS_OVER
        return
    item.state, item.ticket = ItemState.APPENDED, ticket
    _tell(item, facts.APPENDED, at, ticket=ticket.pk)


def _register(item: IntakeItem, klass: str, at: datetime) -> None:
    actor = actor_of_contact(item.contact).through("mail") if item.contact else MAIL
    try:
        limits.spend(NEW_BY_MAIL, item.sender_address)
        with transaction.atomic():
            item.ticket = register_item(item, klass=klass, actor=actor, at=at)
    except TooMany:
        item.held = Held.TOO_MANY
        return
    except (InvalidInput, NotPermitted):
        item.held = Held.INCOMPLETE
        return
    item.state = ItemState.REGISTERED
    _tell(item, facts.REGISTERED, at, ticket=item.ticket.pk)


def _speaker(contact: Contact | None, ticket: Ticket) -> Actor:
    """The contact where he is one of the ticket's own customer; else the desk, which only wrote down what came."""
    if contact is not None and contact.customer_id == ticket.customer_id:
        return actor_of_contact(contact).through("mail")
    return MAIL


def _shown_name(sender: MailAddress) -> str:
    return (sender.name or sender.address)[:200]


def _is_our_own(mail: ParsedMail) -> bool:
    """Whether one of our own mails came back to us, by a copy or a forwarding."""
    return Message.objects.filter(message_id=mail.message_id).exists()


def _understood(raw: IntakeRaw | None) -> None:
    if raw is not None:
        raw.state = RawState.UNDERSTOOD
        raw.save(update_fields=["state"])


def _tell(item: IntakeItem, name: str, at: datetime, **payload: Any) -> None:
    tell_promised(journal.lock(item.pk), name, actor=MAIL, at=at, fields={"channel": item.channel}, **payload)
