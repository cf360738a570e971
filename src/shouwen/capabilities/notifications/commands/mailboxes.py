"""Keeping mailboxes: set up, found failing, found well again."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Heartbeat
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.notifications import facts
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.permissions import MANAGE_MAILBOXES, can_manage_mailboxes
from shouwen.capabilities.notifications.sealing import seal


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxSettings:
    """Everything one says about a mailbox; a secret of None leaves the one that is kept, "" forgets it."""

    address: str
    name: str = ""
    is_active: bool = True
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_user: str = ""
    imap_secret: str | None = None
    folder: str = "INBOX"
    done_folder: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = "tls"
    smtp_user: str = ""
    smtp_secret: str | None = None
    trusted_server: str = ""
    has_plus_addresses: bool = False


PLAIN = tuple(
    name for name in MailboxSettings.__dataclass_fields__ if name not in ("imap_secret", "smtp_secret")
)

KEPT_BY_READING = (
    "subject",
    "uidvalidity",
    "last_uid",
    "read_at",
    "failing_since",
    "last_error",
    "created_at",
)


@transaction.atomic
def save_mailbox(
    *, settings: MailboxSettings, actor: Actor, at: datetime, mailbox: Mailbox | None = None
) -> Mailbox:
    """The mailbox is set up as told, a new one if none is given; secrets are sealed and never told.

    Another place to read from starts a new bookmark. Raises NotPermitted, InvalidInput.
    """
    require(can_manage_mailboxes(actor), grant=MANAGE_MAILBOXES)
    if mailbox is None:
        mailbox = Mailbox(subject=journal.open_subject("mailbox"))
    else:
        mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    subject = journal.lock(mailbox.subject_id)
    place = (mailbox.imap_host, mailbox.imap_user, mailbox.folder)
    for name in PLAIN:
        setattr(mailbox, name, getattr(settings, name))
    mailbox.address = settings.address.strip().lower()
    if settings.imap_secret is not None:
        mailbox.imap_secret = seal(settings.imap_secret)
    if settings.smtp_secret is not None:
        mailbox.smtp_secret = seal(settings.smtp_secret)
    if place != (mailbox.imap_host, mailbox.imap_user, mailbox.folder):
        mailbox.uidvalidity = mailbox.last_uid = 0
    _check(mailbox)
    mailbox.save()
    journal.record(
        subject,
        facts.MAILBOX_SAVED,
        actor=actor,
        at=at,
        mailbox=mailbox.pk,
        reads=bool(mailbox.imap_host),
        sends=bool(mailbox.smtp_host),
        active=mailbox.is_active,
    )
    return mailbox


def settings_of(mailbox: Mailbox | None, *, address: str = "") -> MailboxSettings:
    """What is set up at present, secrets left out; the usual values for a new mailbox at `address`."""
    if mailbox is None:
        return MailboxSettings(address=address)
    return MailboxSettings(**{name: getattr(mailbox, name) for name in PLAIN})


@transaction.atomic
def report_mailbox(*, mailbox: Mailbox, error: str, at: datetime) -> None:
    """The mailbox was read, or could not be, as `error` says; a change from one to the other is a fact and an alarm."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    was_failing = mailbox.failing_since is not None
    mailbox.last_error = error[:300]
    if error:
        mailbox.failing_since = mailbox.failing_since or at
    else:
        mailbox.failing_since, mailbox.read_at = None, at
    mailbox.save(update_fields=["last_error", "failing_since", "read_at"])
    Heartbeat.objects.update_or_create(
        part=f"mailbox.{mailbox.pk}",
        defaults={"beat_at": at, "state": "failing" if error else "ok", "note": {"error": error[:300]}},
    )
    if bool(error) != was_failing:
        name = facts.MAILBOX_FAILED if error else facts.MAILBOX_RECOVERED
        journal.record(journal.lock(mailbox.subject_id), name, actor=SYSTEM, at=at, mailbox=mailbox.pk)


def _check(mailbox: Mailbox) -> None:
    try:
        mailbox.full_clean(exclude=KEPT_BY_READING)
    except ValidationError as error:
        raise InvalidInput(
            {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        ) from error
