"""What leaves the desk: messages that wait, left or failed, and the mailboxes they leave by."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query, Router
from pydantic import Field, StringConstraints

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Given, Line, Nothing, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas.messages import MessageShown, message
from shouwen.api.schemas.shared import NEXT
from shouwen.base.actors import Actor
from shouwen.base.models import Message
from shouwen.base.models.outbox import MessageState
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox, settings_of
from shouwen.capabilities.notifications.commands.outbox import send_again, withdraw_message
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import mailboxes, outbox, reading_account, sending_account
from shouwen.gateways.mail.trying import try_reading, try_sending

router = Router(tags=["Messages"])
SEES = Rule("messages", grants=("messages.see",))
MANAGES = Rule("messages", writes=True, grants=("messages.manage",))
KEEPS_BOXES = Rule("mailboxes", writes=True, grants=("mailboxes.manage",))
READS_BOXES = Rule("mailboxes", grants=("mailboxes.manage",))
KEYS = ("account.", "portal.sign_in")
"""Letters that open somebody's door, by the beginning of their template: their words are in no answer."""

Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Line, StringConstraints(max_length=100)]
Secret = Annotated[str, StringConstraints(max_length=500)]
Protection = Literal["tls", "starttls", "none"]


class OutboxFilters(Page):
    state: MessageState | None = None


class OutboxPage(Shown):
    items: list[MessageShown]
    next: str | None = NEXT


class SentAgain(Shown):
    tried: int = Field(description="How many failed messages are tried anew.")


class MailboxShown(Shown):
    """A mailbox; its passwords are told by nobody."""

    id: int
    address: str
    name: str
    is_active: bool
    imap_host: str
    imap_port: int
    imap_security: str
    imap_user: str
    folder: str
    done_folder: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    trusted_server: str
    has_plus_addresses: bool
    read_at: datetime | None
    failing_since: datetime | None
    last_error: str


class MailboxList(Shown):
    items: list[MailboxShown]


class MailboxChanged(Given):
    """What changes; fields left out stay. An empty password forgets the one that is kept."""

    address: Line = ""
    name: Folder = ""
    is_active: bool = True
    imap_host: Line = ""
    imap_port: Port = 993
    imap_security: Protection = "tls"
    imap_user: Line = ""
    imap_secret: Secret | None = None
    folder: Folder = "INBOX"
    done_folder: Folder = ""
    smtp_host: Line = ""
    smtp_port: Port = 465
    smtp_security: Protection = "tls"
    smtp_user: Line = ""
    smtp_secret: Secret | None = None
    trusted_server: Line = ""
    has_plus_addresses: bool = False


class MailboxGiven(MailboxChanged):
    """A new mailbox; without a host it is not read, or not sent from."""

    address: Line


class TrialShown(Shown):
    reading: str | None = Field(description="What went wrong; empty: nothing. Null: not read here.")
    sending: str | None = Field(description="What went wrong; empty: nothing. Null: not sent from here.")


@reading(router, "/outbox", name="list_outbox", answer=OutboxPage, rule=SEES, query=OutboxFilters)
def list_outbox(request: ApiRequest, filters: Query[OutboxFilters]) -> Any:
    """List what leaves the desk, newest first. Letters that open an account come without their words."""
    found = outbox(actor=_actor(request), state=str(filters.state or ""))
    if place := unpacked(filters.cursor, (int,)):
        found = found.filter(pk__lt=place[0])
    rows, goes_on = cut(list(found[: filters.limit + 1]), filters.limit)
    cursor = packed(rows[-1].pk) if goes_on else None
    return OutboxPage.of(items=[_message(row) for row in rows], next=next_url(request, cursor))


@acting(router, "/outbox/{message}/retries", name="send_again", answer=SentAgain, rule=MANAGES)
def retry(request: ApiRequest, message: finding.PathId, body: Nothing) -> Any:
    """Try a failed message anew; 0 when there is nothing to try."""
    actor = _actor(request)
    return SentAgain.of(tried=send_again(messages=[_found(actor, message)], actor=actor, at=now()))


@acting(router, "/outbox/retries", name="send_all_again", answer=SentAgain, rule=MANAGES)
def retry_all(request: ApiRequest, body: Nothing) -> Any:
    """Try every failed message anew."""
    actor = _actor(request)
    failed = list(outbox(actor=actor, state=MessageState.FAILED))
    return SentAgain.of(tried=send_again(messages=failed, actor=actor, at=now()))


@acting(router, "/outbox/{message}/withdrawal", name="withdraw_message", answer=MessageShown, rule=MANAGES)
def withdraw(request: ApiRequest, message: finding.PathId, body: Nothing) -> Any:
    """Keep a waiting message here. Refused when it is leaving or has left."""
    actor = _actor(request)
    found = _found(actor, message)
    withdraw_message(message=found, actor=actor, at=now())
    found.refresh_from_db()
    return _message(found)


@reading(router, "/mailboxes", name="list_mailboxes", answer=MailboxList, rule=READS_BOXES)
def list_mailboxes(request: ApiRequest) -> Any:
    """List the desk's addresses and how they are read and sent by."""
    return MailboxList.of(items=[_mailbox(row) for row in mailboxes()])


@acting(router, "/mailboxes", name="create_mailbox", answer=MailboxShown, rule=KEEPS_BOXES)
def add_mailbox(request: ApiRequest, body: MailboxGiven) -> Any:
    """Set a mailbox up."""
    settings = MailboxSettings(**body.model_dump())
    return _mailbox(save_mailbox(settings=settings, actor=_actor(request), at=now()))


@acting(
    router, "/mailboxes/{mailbox}", name="change_mailbox", answer=MailboxShown, rule=KEEPS_BOXES, method="PATCH",
    status=200,
)  # fmt: skip
def alter_mailbox(request: ApiRequest, mailbox: finding.PathId, body: MailboxChanged) -> Any:
    """Change a mailbox; fields left out stay."""
    found = _box(mailbox)
    settings = MailboxSettings(**asdict(settings_of(found)) | body.model_dump(exclude_unset=True))
    return _mailbox(save_mailbox(settings=settings, mailbox=found, actor=_actor(request), at=now()))


@acting(router, "/mailboxes/{mailbox}/trials", name="try_mailbox", answer=TrialShown, rule=KEEPS_BOXES)
def try_mailbox(request: ApiRequest, mailbox: finding.PathId, body: Nothing) -> Any:
    """Sign in at both servers now; nothing is read, sent or changed."""
    found = _box(mailbox)
    reads, sends = reading_account(found), sending_account(found)
    return TrialShown.of(
        reading=try_reading(reads, folder=found.folder) if reads else None,
        sending=try_sending(sends) if sends else None,
    )


def _message(of: Message) -> MessageShown:
    shown = message(of)
    return shown.model_copy(update={"body": ""}) if of.template.startswith(KEYS) else shown


def _found(actor: Actor, pk: int) -> Message:
    found = outbox(actor=actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible(message=pk)
    return found


def _box(pk: int) -> Mailbox:
    found = Mailbox.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisible(mailbox=pk)
    return found


def _mailbox(of: Mailbox) -> MailboxShown:
    values = {name: getattr(of, name) for name in MailboxShown.model_fields if name != "id"}
    return MailboxShown.of(id=of.pk, **values)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
