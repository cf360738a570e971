"""The bytes of a mail become a `ParsedMail`, or an `UnreadableMail` that says why; never an exception."""

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32

from shouwen.capabilities.intake.ports import (
    MailAddress,
    MailAttachment,
    ParsedMail,
    UnreadableMail,
    UnreadableReason,
)
from shouwen.gateways.mail import headers
from shouwen.gateways.mail.authentication import authentication_of
from shouwen.gateways.mail.automatic import automatic_reason, failed_message_ids
from shouwen.gateways.mail.charsets import clean_line, clean_text, decode
from shouwen.gateways.mail.markup import clean_html, html_as_text, is_excessive
from shouwen.gateways.mail.quoting import Cut, cut_reply


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's mail is looked at; beyond it the mail waits in quarantine."""

    size: int = 40_000_000
    header_size: int = 256_000
    parameter_size: int = 8_000
    parts: int = 300
    depth: int = 40
    text_size: int = 1_000_000
    time: timedelta = timedelta(seconds=10)


LIMITS = Limits()
_CHUNK = 65_536
_TYPED_FIELD = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE
)
_UNSAFE_IN_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]")


class _Excess(Exception):
    """The mail passed a limit; the reason says which."""

    def __init__(self, reason: UnreadableReason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def parse_mail(
    raw: bytes, *, trusted_servers: frozenset[str] = frozenset(), limits: Limits = LIMITS
) -> ParsedMail | UnreadableMail:
    """Understand `raw`, or say why not.

    `trusted_servers` are the names by which our own receiving servers sign their `Authentication-Results`.
    A mail without Message-ID gets one made of its digest, so that a second copy is known again.
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        message = _read(raw, limits)
        return _understand(message, digest=digest, trusted_servers=trusted_servers, limits=limits)
    except _Excess as excess:
        return UnreadableMail(reason=excess.reason, digest=digest, detail=excess.detail)
    except RecursionError:
        return UnreadableMail(reason=UnreadableReason.TOO_DEEP, digest=digest)
    except Exception as fault:  # one hostile mail must not stop those behind it
        return UnreadableMail(reason=UnreadableReason.BROKEN, digest=digest, detail=type(fault).__name__)


def _read(raw: bytes, limits: Limits) -> Message:
    if len(raw) > limits.size:
        raise _Excess(UnreadableReason.TOO_BIG, f"{len(raw)} bytes")
    head_end = re.search(rb"\r?\n\r?\n", raw[: limits.header_size])
    if head_end is None and len(raw) >= limits.header_size:
        raise _Excess(UnreadableReason.BAD_HEADERS, "headers too long")
    if any(len(found[0]) > limits.parameter_size for found in _TYPED_FIELD.finditer(raw)):
        raise _Excess(UnreadableReason.BAD_HEADERS, "parameters too long")
    if len(re.findall(rb"boundary[ \t]*[=*]", raw, re.IGNORECASE)) > limits.parts:
        raise _Excess(UnreadableReason.TOO_MANY_PARTS)

    give_up_at = time.monotonic() + limits.time.total_seconds()
    parser = BytesFeedParser(policy=compat32)
    for start in range(0, len(raw), _CHUNK):
        parser.feed(raw[start : start + _CHUNK])
        if time.monotonic() > give_up_at:
            raise _Excess(UnreadableReason.TOO_SLOW)
    return parser.close()


def _understand(
    message: Message, *, digest: str, trusted_servers: frozenset[str], limits: Limits
) -> ParsedMail:
    senders = headers.addresses(message, "From") or headers.addresses(message, "Sender")
    automatic = automatic_reason(message)
    if not senders and automatic is None:
        raise _Excess(UnreadableReason.NO_SENDER)
    body = _Body(limits)
    body.collect(message)
    cut = body.cut()
    return ParsedMail(
        message_id=next(iter(headers.message_ids(message, "Message-ID")), f"<{digest[:40]}@unnamed.invalid>"),
        sender=senders[0] if senders else MailAddress(address=""),
        to=headers.addresses(message, "To"),
        cc=headers.addresses(message, "Cc"),
        reply_to=headers.addresses(message, "Reply-To"),
        subject=headers.text_of(message, "Subject")[:500],
        sent_at=headers.sent_at(message),
        in_reply_to=next(iter(headers.message_ids(message, "In-Reply-To")), ""),
        references=headers.message_ids(message, "References"),
        text=cut.text,
        quoted=cut.quoted,
        html=clean_html(body.html),
        attachments=tuple(body.attachments),
        authentication=authentication_of(message, trusted_servers=trusted_servers),
        automatic=automatic,
        digest=digest,
        failed_message_ids=failed_message_ids(message),
    )


class _Body:
    """The parts of a mail, sorted into text, HTML and files."""

    def __init__(self, limits: Limits) -> None:
        self.html = ""
        self.attachments: list[MailAttachment] = []
        self._texts: list[str] = []
        self._limits = limits
        self._parts = 0

    def collect(self, part: Message, *, depth: int = 0) -> None:
        self._parts += 1
        if self._parts > self._limits.parts:
            raise _Excess(UnreadableReason.TOO_MANY_PARTS)
        if depth > self._limits.depth:
            raise _Excess(UnreadableReason.TOO_DEEP)
        kind = headers.media_type(part)
        if kind.startswith("message/") and part.is_multipart():
            self._attach(part, _wrapped_bytes(part), kind=kind, fallback="message.eml")
        elif part.is_multipart():
            children = part.get_payload()
            assert isinstance(children, list)
            for child in _parts(children):
                self.collect(child, depth=depth + 1)
        else:
            self._keep(part, kind)

    def cut(self) -> Cut:
        """What the sender wrote now: from the plain text, or from the HTML where that is all there is."""
        text = clean_text("\n".join(self._texts)).strip("\n")
        if text.strip():
            return cut_reply(text)
        plain, mark = html_as_text(self.html)
        if mark is not None and (above := "\n".join(plain.split("\n")[:mark])).strip():
            found = cut_reply(clean_text(above))
            below = "\n".join(plain.split("\n")[mark:]).strip()
            return Cut(found.text, clean_text("\n".join(filter(None, (found.quoted, below)))))
        return cut_reply(clean_text(plain))

    def _keep(self, part: Message, kind: str) -> None:
        content = _content(part)
        disposition = headers.raw_value(part, "Content-Disposition").partition(";")[0].strip().lower()
        is_body = disposition != "attachment" and not _file_name(part)
        if kind == "text/plain" and is_body and len(content) <= self._limits.text_size:
            self._texts.append(decode(content, headers.parameter(part, "Content-Type", "charset")))
        elif kind == "text/html" and is_body and not self.html and len(content) <= 4 * self._limits.text_size:
            label = headers.parameter(part, "Content-Type", "charset") or _charset_in(content)
            html = clean_text(decode(content, label))
            if is_excessive(html):
                self._attach(part, content, kind=kind, fallback="message.html")
            else:
                self.html = html
        elif content.strip() or not is_body:
            self._attach(part, content, kind=kind, fallback="message.html" if kind == "text/html" else "")

    def _attach(self, part: Message, content: bytes, *, kind: str, fallback: str) -> None:
        name = (
            safe_name(_file_name(part))
            or fallback
            or f"attachment-{len(self.attachments) + 1}{_SUFFIXES.get(kind, '')}"
        )
        content_id = clean_line(headers.raw_value(part, "Content-ID")).strip("<> ")[:200]
        self.attachments.append(
            MailAttachment(name=name, media_type=kind, content=content, content_id=content_id)
        )


_SUFFIXES = {
    "text/plain": ".txt",
    "text/calendar": ".ics",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
}


def safe_name(name: str) -> str:
    """`name` as the name of a file: no folders, no control characters, no leading dots, at most 150 characters."""
    base = clean_line(name).replace("\\", "/").rpartition("/")[2]
    base = _UNSAFE_IN_NAME.sub("_", base).strip().lstrip(".").strip()
    stem, dot, suffix = base.rpartition(".")
    return base if len(base) <= 150 else f"{stem[:130]}{dot}{suffix[:18]}" if dot else base[:150]


def _file_name(part: Message) -> str:
    return headers.parameter(part, "Content-Disposition", "filename") or headers.parameter(
        part, "Content-Type", "name"
    )


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _parts(payload: object) -> list[Message]:
    """What a part holds that are parts themselves."""
    return [piece for piece in payload if isinstance(piece, Message)] if isinstance(payload, list) else []


def _wrapped_bytes(part: Message) -> bytes:
    """The mail inside a `message/rfc822` part, or the status blocks of a delivery report, as they came."""
    inner = part.get_payload()
    pieces = _parts(inner)
    try:
        return b"\n".join(piece.as_bytes() for piece in pieces)
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        return "\n".join(str(piece.get_payload()) for piece in pieces).encode("utf-8", "replace")


def _charset_in(content: bytes) -> str:
    found = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", content[:4000], re.IGNORECASE)
    return found[1].decode("ascii") if found else ""
