"""What can be asked about messages: an inbox, the outbox, what went out about a subject, through which mailbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from shouwen.base.actors import Actor
from shouwen.base.models import Message
from shouwen.base.models.outbox import MessageState
from shouwen.base.time import now
from shouwen.capabilities.notifications.models import Mailbox, Mute, Notice
from shouwen.capabilities.notifications.permissions import can_see_outbox
from shouwen.capabilities.notifications.sealing import unseal

UNREAD_CAP = 100
LATE_AFTER = timedelta(minutes=5)
"""So long after its time a mail that still waits is late."""
ENCRYPTED = {"imaps": "tls", "smtps": "tls", "imap": "starttls", "smtp": "starttls"}


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach one mail server, its secret in the clear: never shown, never logged."""

    host: str
    port: int
    security: str
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Account({self.host}:{self.port}, {self.security})"


def inbox_of(*, actor: Actor, unread_only: bool = False) -> QuerySet[Notice]:
    """The actor's notices, newest first."""
    mine = Notice.objects.visible_to(actor)
    return (mine.unread() if unread_only else mine).select_related("subject").order_by("-pk")


def newest_unread(*, actor: Actor, since: datetime) -> Notice | None:
    """The newest notice the actor has not read, made after `since`."""
    return Notice.objects.visible_to(actor).unread().filter(created_at__gt=since).order_by("-pk").first()


def muted_by(*, actor: Actor) -> list[Notice]:
    """For each subject the actor muted the newest notice about it, the one muted last in front; one statement."""
    newest = Notice.objects.visible_to(actor).filter(subject_id=OuterRef("subject_id")).order_by("-pk")
    ids = Mute.objects.filter(person_id=actor.id or 0).annotate(newest=Subquery(newest.values("pk")[:1]))
    return list(Notice.objects.filter(pk__in=ids.values("newest")).order_by("-pk"))


def unread_count(*, actor: Actor) -> int:
    """How many notices the actor has not read; counted no further than 100."""
    return Notice.objects.visible_to(actor).unread().order_by()[:UNREAD_CAP].count()


def messages_of(*, subject_id: int) -> QuerySet[Message]:
    """Every message about the subject with its delivery, oldest first; who may see the subject is asked before."""
    return Message.objects.filter(subject_id=subject_id).select_related("fact").order_by("pk")


def thread_of(*, subject_id: int, address: str) -> list[str]:
    """Ids of the mails that went to `address` about the subject, oldest first."""
    sent = Message.objects.filter(subject_id=subject_id, address=address, channel="mail")
    sent = sent.exclude(state__in=(MessageState.WITHDRAWN, MessageState.FAILED))
    return list(sent.order_by("pk").values_list("message_id", flat=True))


def outbox(*, actor: Actor, state: str = "") -> QuerySet[Message]:
    """All messages, or those in one state, newest first; nothing for those who may not see them."""
    if not can_see_outbox(actor):
        return Message.objects.none()
    found = Message.objects.filter(state=state) if state else Message.objects.all()
    return found.order_by("-pk")


def outbox_counts() -> dict[str, int]:
    """How many mails are waiting, how many of them past their time, and how many failed; one statement."""
    waiting = Q(state=MessageState.WAITING)
    counted = Message.objects.filter(channel="mail").aggregate(
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(not_before__lt=now() - LATE_AFTER)),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
    )
    return {name: int(value) for name, value in counted.items()}


def mailboxes() -> QuerySet[Mailbox]:
    """All mailboxes, those in use first."""
    return Mailbox.objects.order_by(F("is_active").desc(), "pk")


def reading_account(mailbox: Mailbox) -> Account | None:
    """Where the mailbox is read: `IMAP_URL` goes before what was set up here; None if nowhere."""
    if settings.IMAP_URL and _is_first(mailbox):
        return account_of_url(settings.IMAP_URL)
    if not mailbox.imap_host:
        return None
    secret = unseal(mailbox.imap_secret)
    return Account(mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, mailbox.imap_user, secret)


def sending_mailbox() -> Mailbox | None:
    """The mailbox by whose address the desk writes, see `sending_among`; one statement."""
    return sending_among(Mailbox.objects.filter(is_active=True).order_by("pk"))


def sending_among(boxes: Iterable[Mailbox]) -> Mailbox | None:
    """Of `boxes`, in their order, the first in use that can send, by itself or by `SMTP_URL`."""
    return next((box for box in boxes if box.is_active and (settings.SMTP_URL or box.smtp_host)), None)


def sending_account(mailbox: Mailbox | None) -> Account | None:
    """How mail leaves: by `SMTP_URL` before what was set up here; None while mail has to wait."""
    if settings.SMTP_URL:
        return account_of_url(settings.SMTP_URL)
    if mailbox is None or not mailbox.smtp_host:
        return None
    secret = unseal(mailbox.smtp_secret)
    return Account(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, mailbox.smtp_user, secret)


def sender_address(mailbox: Mailbox | None) -> str:
    """The address in From: `MAIL_FROM`, else the mailbox's; empty while there is none."""
    return str(settings.MAIL_FROM or (mailbox.address if mailbox else ""))


def outgoing_domain() -> str:
    """The domain our message ids end in: that of the address we write from, else the desk's host."""
    address = sender_address(None) or _first_address()
    return address.rpartition("@")[2] or urlsplit(settings.PUBLIC_URL).hostname or "shouwen.invalid"


@lru_cache(maxsize=8)
def account_of_url(url: str) -> Account:
    """The account that a URL such as smtps://user:secret@host:465 names; `?security=none` for a plain connection."""
    parts = urlsplit(url)
    security = "none" if "security=none" in parts.query else ENCRYPTED.get(parts.scheme, "tls")
    standard = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}.get(parts.scheme, 0)
    user, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return Account(parts.hostname or "", parts.port or standard, security, user, secret)


def _is_first(mailbox: Mailbox) -> bool:
    return mailbox.pk == Mailbox.objects.order_by("pk").values_list("pk", flat=True).first()


def _first_address() -> str:
    return (
        Mailbox.objects.filter(is_active=True).order_by("pk").values_list("address", flat=True).first() or ""
    )
