"""What the outside hands to intake: a mail that was read and understood, or one that could not be."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class AutomaticReason(StrEnum):
    """Why a mail counts as written by a machine; such a mail is never answered."""

    OWN_MARK = "own_mark"
    DELIVERY_REPORT = "delivery_report"
    AUTO_REPLIED = "auto_replied"
    AUTO_GENERATED = "auto_generated"
    PRECEDENCE = "precedence"
    MAILING_LIST = "mailing_list"
    AUTOREPLY_HEADER = "autoreply_header"
    NULL_SENDER = "null_sender"
    SUBJECT = "subject"


class Verdict(StrEnum):
    """What the receiving server we trust says of the sender's address."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"


class UnreadableReason(models.TextChoices):
    """Why a mail went to quarantine instead of being understood."""

    TOO_BIG = "too_big", _("it is too big")
    TOO_MANY_PARTS = "too_many_parts", _("it has too many parts")
    TOO_DEEP = "too_deep", _("its parts are nested too deep")
    TOO_SLOW = "too_slow", _("reading it takes too long")
    BAD_HEADERS = "bad_headers", _("its headers are too long or malformed")
    NO_SENDER = "no_sender", _("it names no sender")
    BROKEN = "broken", _("it is damaged")


@dataclass(frozen=True, slots=True)
class MailAddress:
    """One address as the headers give it: `address` in lower case, `name` for display only."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """One file of a mail; `content_id` is what the HTML calls it by, when it does."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """The trusted server's findings; `verdict` holds for the domain in From, not for some other domain."""

    verdict: Verdict = Verdict.NONE
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as intake understands it; `text` is what the sender wrote now, `quoted` what he repeated."""

    message_id: str
    sender: MailAddress
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    reply_to: tuple[MailAddress, ...]
    subject: str
    sent_at: datetime | None
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    quoted: str
    html: str
    attachments: tuple[MailAttachment, ...]
    authentication: Authentication
    automatic: AutomaticReason | None
    digest: str
    failed_message_ids: tuple[str, ...] = field(default=())

    @property
    def answered_ids(self) -> tuple[str, ...]:
        """The messages this one answers, the nearest first, each once."""
        nearest_first = (self.in_reply_to, *reversed(self.references))
        return tuple(dict.fromkeys(message_id for message_id in nearest_first if message_id))


@dataclass(frozen=True, slots=True)
class UnreadableMail:
    """A mail that was kept but not understood, and why."""

    reason: UnreadableReason
    digest: str
    detail: str = ""
