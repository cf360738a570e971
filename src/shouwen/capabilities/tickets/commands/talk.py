"""Talking with the customer: replies, what he says, his urging."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from shouwen.base import files
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.choices import EntryKind, Visibility
from shouwen.capabilities.tickets.commands.changing import brought_along, changing
from shouwen.capabilities.tickets.commands.work import keep_upload, rest
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.domain.workflow import TicketState, TicketVerb

MOST_COPIES: Final = 10
HEAVIEST: Final = 18 * 1024 * 1024
"""Bytes of files in one mail: a third more on the way, and most servers take 25 MB."""


def reply_to_customer(
    *,
    ticket: Ticket,
    text: str,
    actor: Actor,
    at: datetime,
    channel: str = "mail",
    way: str = "",
    minutes: int | None = None,
    answers: bool = False,
    suspend_reason: str = "",
    suspend_until: datetime | None = None,
    uploads: tuple[files.Upload, ...] = (),
    cc: tuple[str, ...] = (),
    seen: int | None = None,
) -> Entry:
    """The customer is answered: the text stands on the ticket and goes out by his channel after the undo window.

    `uploads` stand on the ticket for the customer to see and go with the mail, which is copied to `cc`; being copied
    gives nobody any right. Raises InvalidInput for what is no address and for more than a mail holds. `answers` says
    that this is the answer to his question (an inquiry closes on it). With `suspend_reason` the same command also
    suspends, and the response promise is met first. A colleague's news not yet `seen` raises StaleView.
    """
    needs({"text": text}, text=_("Write something first."))
    copied = _addresses(cc)
    _check_weight(uploads)
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.REPLY)
        change.ask(TicketVerb.REPLY, text=text, way=way, minutes=minutes, files=uploads)
        kept = [keep_upload(change, upload, Visibility.CUSTOMER) for upload in uploads]
        entry = change.write(
            EntryKind.REPLY,
            text,
            visibility=Visibility.CUSTOMER,
            channel=channel,
            way=way,
            minutes=minutes,
            facets={"cc": copied} if copied else {},
        )
        change.set(awaits_answer=False, last_word_at=change.at)
        if answers:
            change.show(answered=True)
        along = (
            {"attachments": [one.pk for one in kept], "digests": [one.blob_id for one in kept]}
            if kept
            else {}
        )
        change.tell("ticket.replied", entry=entry.pk, channel=channel, answers=answers, **along)
        if suspend_reason:
            rest(change, reason=suspend_reason, until=suspend_until, text=text)
            change.tell("ticket.suspended", reason=suspend_reason, until=suspend_until)
    return entry


def record_customer_word(
    *,
    ticket: Ticket,
    text: str,
    actor: Actor,
    at: datetime,
    channel: str,
    html: str = "",
    reference: str = "",
    author_name: str = "",
    files: int = 0,
    brought: Sequence[tuple[int, str]] = (),
) -> Entry:
    """What the customer said or wrote stands on the ticket; one that waited for him goes on.

    `actor` is the contact himself, the agent who heard it, or the desk for a mail that proves nobody; `reference` is
    the mail's Message-ID. A completed or closed ticket stays as it is: whoever answers decides whether to reopen.
    """
    if not files and not brought:
        needs({"text": text}, text=_("Write something first."))
    with changing(ticket, actor=actor, at=at) as change:
        if actor != SYSTEM:
            change.require(TicketVerb.HEAR)
            change.ask(TicketVerb.HEAR, text=text)
        entry = change.write(
            EntryKind.CUSTOMER,
            text,
            visibility=Visibility.CUSTOMER,
            channel=channel,
            html=html,
            reference=reference,
            author_name=author_name,
        )
        change.set(awaits_answer=True, last_word_at=change.at)
        change.tell("ticket.customer_spoke", entry=entry.pk, channel=channel, **brought_along(brought))
        is_suspended = change.ticket.state == TicketState.SUSPENDED.value
        if is_suspended and change.document.workflow.waits_for_customer(change.ticket.suspend_reason):
            state = change.regulation.workflow.next(
                TicketState.SUSPENDED,
                TicketVerb.RESUME,
                before=TicketState(change.ticket.state_before or "accepted"),
            )
            change.set(state=state.value, state_before="", suspend_reason="", suspended_until=None)
            change.tell("ticket.resumed", because="customer")
    return entry


def urge_ticket(*, ticket: Ticket, actor: Actor, at: datetime, text: str = "", channel: str = "") -> Ticket:
    """Somebody hurries the ticket 催单: counted, and those who work on it are told."""
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.URGE)
        change.ask(TicketVerb.URGE, text=text)
        entry = None
        if text.strip():
            kind = EntryKind.CUSTOMER if actor.kind == "contact" else EntryKind.NOTE
            visibility = Visibility.CUSTOMER if actor.kind == "contact" else Visibility.INTERNAL
            entry = change.write(kind, text, visibility=visibility, channel=channel)
        change.set(urged=change.ticket.urged + 1)
        change.tell("ticket.urged", by=actor.kind, count=change.ticket.urged, entry=entry and entry.pk)
    return change.ticket


def _addresses(written: Iterable[str]) -> list[str]:
    """Mail addresses, each once, in lower case. Raises InvalidInput for anything else."""
    found = list(dict.fromkeys(address.strip().lower() for address in written if address.strip()))
    for address in found:
        try:
            validate_email(address)
        except ValidationError as error:
            raise InvalidInput({"cc": _("%(address)s is no mail address.") % {"address": address}}) from error
    if len(found) > MOST_COPIES:
        raise InvalidInput({"cc": _("At most %(n)d addresses can be copied.") % {"n": MOST_COPIES}})
    return found


def _check_weight(uploads: Iterable[files.Upload]) -> None:
    """Raises InvalidInput where the files together are more than one mail holds."""
    weight = 0
    for upload in uploads:
        weight += upload.stream.seek(0, 2)
        upload.stream.seek(0)
    if weight > HEAVIEST:
        limit = HEAVIEST // (1024 * 1024)
        raise InvalidInput(
            {"files": _("One mail holds %(n)d MB. Attach the rest on the files page.") % {"n": limit}}
        )
