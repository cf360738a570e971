"""Sending what waits in the outbox: each message with the identity it got before the first try."""

import logging
import smtplib
import time
from collections.abc import Mapping
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from shouwen.base import files
from shouwen.base.models import Attachment, Message
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.outbox import (
    Claim,
    claim_messages,
    give_back,
    mark_failed,
    mark_sent,
)
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import (
    Account,
    sender_address,
    sending_account,
    sending_mailbox,
)
from shouwen.capabilities.notifications.tokens import token_in
from shouwen.gateways.mail.automatic import OWN_MARK
from shouwen.gateways.mail.headers import ADDRESS, MESSAGE_ID
from shouwen.gateways.mail.servers import SMTP_FAULTS, smtp_connection

log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds one turn may send; well below the lease, so that nobody else takes up what is still leaving."""

UNFOLDED = compat32.clone(max_line_length=998)
"""Leaves long message ids as they are: a newer policy would encode them and so cut the thread."""


def send_waiting(*, limit: int = 50) -> int:
    """Up to `limit` mails that are due have left or say why not; without a mail server they wait. How many tries."""
    mailbox = sending_mailbox()
    account = sending_account(mailbox)
    if account is None or not sender_address(mailbox):
        return 0
    claim = claim_messages(limit=limit, at=now())
    if claim.messages:
        _send_all(claim, account, mailbox)
    return len(claim.messages)


def compose(message: Message, *, mailbox: Mailbox | None) -> MIMEBase:
    """The mail as it leaves: threaded, marked as a machine's if it is one, answers coming back by its token.

    Raises ValueError for an address that is none and for a file that is gone.
    """
    sender, name = sender_address(mailbox), mailbox.name if mailbox else ""
    mail = _content(message)
    mail["From"] = _address(sender, name)
    mail["To"] = _address(message.address)
    if copies := copies_of(message):
        mail["Cc"] = ", ".join(_address(address) for address in copies)
    mail["Subject"] = Header(" ".join(message.subject_line.split()), "utf-8", header_name="Subject").encode()
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    for field in ("In-Reply-To", "References"):
        if ids := MESSAGE_ID.findall(message.headers.get(field, "")):
            mail[field] = "\r\n ".join(ids)  # one a line, for no line may pass 998 characters
    if mailbox is not None and mailbox.has_plus_addresses and (token := token_in(message.message_id)):
        local, _, domain = sender.partition("@")
        mail["Reply-To"] = _address(f"{local}+{token}@{domain}", name)
    if message.automatic:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail[OWN_MARK] = "yes"
    return mail


def copies_of(message: Message) -> list[str]:
    """The addresses that get a copy."""
    return [address for address in message.headers.get("Cc", "").split(", ") if address]


def _content(message: Message) -> MIMEBase:
    """The words alone, or with the files that go along."""
    charset = "us-ascii" if message.body.isascii() else "utf-8"
    text = MIMEText(message.body, "plain", charset, policy=UNFOLDED)
    if not (wanted := message.headers.get("attachments")):
        return text
    mail = MIMEMultipart("mixed", policy=UNFOLDED)
    mail.attach(text)
    found = Attachment.objects.filter(pk__in=wanted, subject=message.subject, visibility="customer")
    for attachment in found.order_by("pk"):
        mail.attach(_part(attachment))
    return mail


def _part(attachment: Attachment) -> MIMEBase:
    """A file as a part of a mail; its name once as the standard has it and once as older readers look for it."""
    kind, _, subtype = attachment.media_type.partition("/")
    part = MIMEBase(kind or "application", subtype or "octet-stream", policy=UNFOLDED)
    try:
        part.set_payload(files.read(attachment.blob_id))
    except FileNotFoundError as gone:
        raise ValueError(f"the file {attachment.name} is gone") from gone
    encoders.encode_base64(part)
    part.set_param("name", Header(attachment.name, "utf-8").encode())
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    return part


def _not_taken(refused: Mapping[str, tuple[int, bytes]]) -> str:
    """Which copies the server would not take, and its words."""
    return "; ".join(
        f"{address}: {code} {' '.join(text.decode('utf-8', 'replace').split())}"
        for address, (code, text) in refused.items()
    )


def _send_all(claim: Claim, account: Account, mailbox: Mailbox | None) -> None:
    """Send the claimed mails over one connection; where the connection fails, each says so and is tried later."""
    left = list(claim.messages)
    give_up_at = time.monotonic() + PATIENCE
    is_signed_in = False
    try:
        with smtp_connection(account) as server:
            is_signed_in = True
            while left and time.monotonic() < give_up_at:
                _send_one(server, left[0], claim.token, mailbox)
                left.pop(0)
    except SMTP_FAULTS as fault:
        log.warning("the mail server failed", extra={"fault": type(fault).__name__, "left": len(left)})
        tried = left[:1] if is_signed_in else left
        for message in tried:
            mark_failed(message=message, token=claim.token, error=_plain(fault), is_final=False, at=now())
        left = left[len(tried) :]
    for message in left:
        give_back(message=message, token=claim.token)


def _send_one(server: smtplib.SMTP, message: Message, token: str, mailbox: Mailbox | None) -> None:
    """One mail is given to the server. Faults of this mail are kept with it; faults of the connection go up."""
    try:
        mail = compose(message, mailbox=mailbox)
        receivers = [message.address, *copies_of(message)]
        refused = server.send_message(mail, from_addr=sender_address(mailbox), to_addrs=receivers)
        if message.address in refused:
            raise smtplib.SMTPRecipientsRefused({message.address: refused[message.address]})
    except smtplib.SMTPRecipientsRefused as fault:
        code, text = next(iter(fault.recipients.values()))
        _refused(message, token, code, text)
    except smtplib.SMTPResponseException as fault:
        _refused(message, token, fault.smtp_code, fault.smtp_error)
    except (ValueError, smtplib.SMTPNotSupportedError) as fault:
        mark_failed(message=message, token=token, error=_plain(fault), is_final=True, at=now())
    else:
        mark_sent(message=message, token=token, at=now(), but=_not_taken(refused))


def _refused(message: Message, token: str, code: int, text: bytes | str) -> None:
    """What the server answered; a 5xx is its last word (RFC 5321, 4.2.1)."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    error = f"{code} {' '.join(words.split())}"
    mark_failed(message=message, token=token, error=error, is_final=500 <= code < 600, at=now())


def _address(address: str, name: str = "") -> str:
    """An address for a header; raises ValueError for one that is none."""
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"not an address: {address[:60]}")
    return formataddr((" ".join(name.split()), address))


def _plain(fault: BaseException) -> str:
    return " ".join((str(fault) or type(fault).__name__).split())[:300]
