"""Whose mail this is and which ticket it answers: mail proves nobody, so every link says how far it holds."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shouwen.base.models import Message
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.customers.queries import by_mail
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import ParsedMail, Verdict
from shouwen.capabilities.notifications.tokens import subject_of_token, token_in
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.finding import standing_for

_NUMBER = re.compile(r"[【\[]\s*([A-Z]{2,4}-\d{8}-\d{4,})\s*[】\]]")


class Proof(StrEnum):
    """What ties a mail to a ticket, the strongest first."""

    TOKEN = "token"  # signed for this very address
    OWN_THREAD = "own_thread"  # answers a mail that came from this very address
    THREAD = "thread"  # answers a mail about the ticket that went to, or came from, somebody else
    NUMBER = "number"  # names the ticket's number in its subject line


@dataclass(frozen=True, slots=True)
class Answered:
    """The ticket a mail seems to answer, and what ties it there."""

    ticket: Ticket
    proof: Proof


def sender_of(mail: ParsedMail) -> Contact | None:
    """The contact who uses the sender's address, as far as an address tells."""
    return by_mail(mail.sender.address) if mail.sender.address else None


def answered_by(mail: ParsedMail) -> Answered | None:
    """The ticket that `mail` answers, by its strongest tie; a merged ticket stands for the one that took it in."""
    for find in (_by_token, _by_thread, _by_number):
        if found := find(mail):
            return Answered(standing_for(found.ticket), found.proof)
    return None


def may_be_added(mail: ParsedMail, answered: Answered, contact: Contact | None) -> bool:
    """Whether the desk adds `mail` to that ticket by itself; what is not certain waits for an agent.

    A tie made by what only this address was sent is enough unless the receiving server says the sender is forged; any
    other tie needs that server's word for the sender, and a contact of the ticket's own customer.
    """
    if mail.authentication.verdict == Verdict.FAIL:
        return False
    if answered.proof in (Proof.TOKEN, Proof.OWN_THREAD):
        return True
    is_own_customer = contact is not None and contact.customer_id == answered.ticket.customer_id
    return mail.authentication.verdict == Verdict.PASS and is_own_customer


def _by_token(mail: ParsedMail) -> Answered | None:
    places = (*mail.answered_ids, *(address.address for address in (*mail.to, *mail.cc)))
    for token in filter(None, map(token_in, places)):
        subject_id = subject_of_token(token, address=mail.sender.address)
        if subject_id and (ticket := Ticket.objects.filter(pk=subject_id).first()):
            return Answered(ticket, Proof.TOKEN)
        sent = (
            Message.objects.filter(message_id__startswith=f"<{token}@")
            .values_list("subject_id", flat=True)
            .first()
        )
        if sent and (ticket := Ticket.objects.filter(pk=sent).first()):
            return Answered(ticket, Proof.THREAD)
    return None


def _by_thread(mail: ParsedMail) -> Answered | None:
    """By an earlier mail from outside that this one answers: the newest tie first."""
    if not mail.answered_ids:
        return None
    items = {
        item.message_id: item
        for item in IntakeItem.objects.select_related("ticket").filter(message_id__in=mail.answered_ids)
    }
    for message_id in mail.answered_ids:
        item = items.get(message_id)
        if item is not None and item.ticket is not None:
            is_own = item.sender_address == mail.sender.address
            return Answered(item.ticket, Proof.OWN_THREAD if is_own else Proof.THREAD)
    return None


def _by_number(mail: ParsedMail) -> Answered | None:
    named = _NUMBER.search(mail.subject)
    ticket = Ticket.objects.filter(number=named[1]).first() if named else None
    return Answered(ticket, Proof.NUMBER) if ticket else None
