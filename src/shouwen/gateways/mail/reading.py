"""Reading mailboxes: keep the bytes first and commit, understand later, touch the server's copy last."""

import hashlib
import logging
import re
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from imap_tools import BaseMailBox

from shouwen.base import files, live
from shouwen.base.time import now
from shouwen.capabilities.intake.choices import RawState
from shouwen.capabilities.intake.commands.receive_mail import quarantine_mail, receive_mail
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw
from shouwen.capabilities.intake.ports import ParsedMail, UnreadableMail, UnreadableReason
from shouwen.capabilities.intake.queries import waiting_raw
from shouwen.capabilities.notifications.commands.mailboxes import report_mailbox
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import Account, reading_account
from shouwen.gateways.mail.parsing import LIMITS, parse_mail
from shouwen.gateways.mail.servers import IMAP_FAULTS, imap_connection

log = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 50
MOST_TRIES: Final = 5
PAUSE: Final = timedelta(minutes=1)


def read_mailbox() -> int:
    """Every mailbox in use was read once, and what lies here was understood; how many mails were new or understood."""
    done = 0
    for mailbox in Mailbox.objects.filter(is_active=True).order_by("pk"):
        account = reading_account(mailbox)
        if account is not None:
            done += _read_one(mailbox, account)
    return done + understand_waiting()


def understand_waiting(*, limit: int = MOST_AT_ONCE) -> int:
    """Up to `limit` mails that lie here became what they are; one that can't is tried again, then quarantined."""
    return sum(understand(raw) for raw in waiting_raw(limit=limit) if raw.retry_at <= now())


def understand(raw: IntakeRaw) -> bool:
    """One mail became what it is, or went to quarantine; False if it has to be tried again or is in other hands."""
    try:
        mail = _read(raw)
        with transaction.atomic():
            if not IntakeRaw.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                pk=raw.pk, state=RawState.WAITING
            ):
                return False
            if isinstance(mail, UnreadableMail):
                quarantine_mail(mail=mail, raw=raw, at=now())
            else:
                receive_mail(mail=mail, at=now(), raw=raw)
    except Exception:  # the mails behind this one must not wait for it
        log.exception("a mail could not be taken in", extra={"raw": raw.pk, "attempts": raw.attempts})
        _try_later(raw)
        return False
    return True


def keep_raw(
    content: bytes,
    *,
    mailbox: Mailbox | None = None,
    uidvalidity: int | None = None,
    uid: int | None = None,
    size: int = 0,
) -> IntakeRaw | None:
    """The bytes lie here, committed, under the place they came from; None if they already did.

    `size` is how big the mail really is, where only its head was fetched.
    """
    digest, at = files.keep_bytes(content), now()
    try:
        with transaction.atomic():
            return IntakeRaw.objects.create(
                mailbox=mailbox,
                uidvalidity=uidvalidity,
                uid=uid,
                blob_id=digest,
                size=max(size, len(content)),
                retry_at=at,
                received_at=at,
            )
    except IntegrityError:
        return None


def play_mail(content: bytes) -> IntakeItem | None:
    """A mail from a file comes in as if it had been read from a mailbox; the second time it is found as it stands.

    None if it can't be taken in now; it is tried again later.
    """
    raw = keep_raw(content) or IntakeRaw.objects.get(
        mailbox=None, blob_id=hashlib.sha256(content).hexdigest()
    )
    if raw.state == RawState.WAITING:
        understand(raw)
    mail = _read(raw)
    by_raw = IntakeItem.objects.filter(raw=raw).first()
    if by_raw is not None or isinstance(mail, UnreadableMail):
        return by_raw
    return IntakeItem.objects.filter(message_id=mail.message_id).first()


def _read_one(mailbox: Mailbox, account: Account) -> int:
    """Fetch what is new; a failure is reported on the mailbox and stops neither the others nor the desk."""
    try:
        with imap_connection(account, folder=mailbox.folder) as box:
            fetched = _fetch(box, mailbox)
            _file(box, mailbox)
    except IMAP_FAULTS as fault:
        log.warning("a mailbox can't be read", extra={"mailbox": mailbox.pk, "fault": type(fault).__name__})
        report_mailbox(mailbox=mailbox, error=_plain(fault), at=now())
        return 0
    report_mailbox(mailbox=mailbox, error="", at=now())
    if fetched:
        live.ring("intake", "work")
    return fetched


def _fetch(box: BaseMailBox, mailbox: Mailbox) -> int:
    """Keep every mail above the bookmark, oldest first; the bookmark moves with each one kept.

    Where the server has numbered anew, or the mailbox is read for the first time, only what nobody has read yet is
    taken; what is here already is known by its Message-ID.
    """
    status = box.folder.status(mailbox.folder, ["UIDVALIDITY", "UIDNEXT"])
    uidvalidity = int(status["UIDVALIDITY"])
    if uidvalidity != mailbox.uidvalidity:
        kept = sum(_keep(box, mailbox, uidvalidity, uid) for uid in _uids(box, "UNSEEN"))
        mailbox.uidvalidity, mailbox.last_uid = uidvalidity, int(status["UIDNEXT"]) - 1
        mailbox.save(update_fields=["uidvalidity", "last_uid"])
        return kept
    kept = 0
    above = [uid for uid in _uids(box, f"UID {mailbox.last_uid + 1}:*") if uid > mailbox.last_uid]
    for uid in above[:MOST_AT_ONCE]:
        kept += _keep(box, mailbox, uidvalidity, uid)
        Mailbox.objects.filter(pk=mailbox.pk, last_uid__lt=uid).update(last_uid=uid)
    return kept


def _uids(box: BaseMailBox, criteria: str) -> list[int]:
    return sorted(int(uid) for uid in box.uids(criteria) if uid)


def _keep(box: BaseMailBox, mailbox: Mailbox, uidvalidity: int, uid: int) -> bool:
    """The mail lies here without being marked as read there; of one that is too big only the head is taken.

    False if it did already, or is gone.
    """
    _, parts = box.client.uid("fetch", str(uid), "(RFC822.SIZE)")
    found = re.search(
        rb"RFC822\.SIZE (\d+)", b" ".join(part for part in parts or [] if isinstance(part, bytes))
    )
    size = int(found[1]) if found else 0
    what = "BODY.PEEK[]" if size <= LIMITS.size else "BODY.PEEK[HEADER]"
    _, parts = box.client.uid("fetch", str(uid), f"({what})")
    literals = [bytes(part[1]) for part in parts or [] if isinstance(part, tuple) and len(part) > 1]
    if not literals:
        return False
    return keep_raw(literals[0], mailbox=mailbox, uidvalidity=uidvalidity, uid=uid, size=size) is not None


def _file(box: BaseMailBox, mailbox: Mailbox) -> None:
    """Mark what lies here safely as seen on the server, or move it where it was told to; a second time does no harm."""
    safe = IntakeRaw.objects.filter(mailbox=mailbox, uidvalidity=mailbox.uidvalidity, is_filed=False)
    uids = {str(raw.uid): raw.pk for raw in safe.order_by("uid")[: 4 * MOST_AT_ONCE]}
    if not uids:
        return
    box.flag(list(uids), r"\Seen", True)
    if mailbox.done_folder and mailbox.done_folder != mailbox.folder:
        if not box.folder.exists(mailbox.done_folder):
            box.folder.create(mailbox.done_folder)
        box.move(list(uids), mailbox.done_folder)
    IntakeRaw.objects.filter(pk__in=uids.values()).update(is_filed=True)


def _read(raw: IntakeRaw) -> ParsedMail | UnreadableMail:
    if raw.size > LIMITS.size:
        return UnreadableMail(reason=UnreadableReason.TOO_BIG, digest=raw.blob_id, detail=f"{raw.size} bytes")
    return parse_mail(files.read(raw.blob_id), trusted_servers=_trusted(raw.mailbox))


def _try_later(raw: IntakeRaw) -> None:
    """The next try comes after a pause; the fifth was the last, and an agent sees the mail in quarantine."""
    raw.attempts += 1
    raw.retry_at = now() + PAUSE * 2**raw.attempts
    raw.save(update_fields=["attempts", "retry_at"])
    if raw.attempts >= MOST_TRIES:
        broken = UnreadableMail(reason=UnreadableReason.BROKEN, digest=raw.blob_id)
        quarantine_mail(mail=broken, raw=raw, at=now())


def _trusted(mailbox: Mailbox | None) -> frozenset[str]:
    return frozenset({mailbox.trusted_server.lower()}) if mailbox and mailbox.trusted_server else frozenset()


def _plain(fault: BaseException) -> str:
    """What went wrong in the server's words, without anything secret: one line, no command text."""
    text = str(fault) or type(fault).__name__
    return " ".join(text.split())[:200]
