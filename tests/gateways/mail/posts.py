"""A desk with a mailbox, and what its worker would do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.time import fixed_at
from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.gateways.mail.reading import read_mailbox
from shouwen.gateways.mail.sending import send_waiting
from shouwen.worker.reactions import handler_named, jobs_for
from tests.capabilities.tickets.makers import FOUNDING_DAY
from tests.gateways.servers import PASSWORD, ImapServer, SmtpServer

DESK = "desk@desk.example"


def a_mailbox(imap: ImapServer | None = None, smtp: SmtpServer | None = None, **details: object) -> Mailbox:
    """The desk's mailbox on these servers."""
    servers: dict[str, object] = {}
    if imap is not None:
        servers |= {"imap_host": "127.0.0.1", "imap_port": imap.port, "imap_security": "none"}
        servers |= {"imap_user": imap.user, "imap_secret": PASSWORD}
    if smtp is not None:
        servers |= {"smtp_host": "127.0.0.1", "smtp_port": smtp.port, "smtp_security": "none"}
    settings = MailboxSettings(**{"address": DESK, "name": "服务台", **servers, **details})
    return save_mailbox(settings=settings, actor=SYSTEM, at=FOUNDING_DAY)


def react() -> None:
    """What the worker does with sealed facts, at once and in order."""
    while facts := journal.seal():
        for job in jobs_for(facts):
            handler_named(str(job["handler"]))(int(str(job["fact"])))


def turn(at: datetime, *, after: timedelta = timedelta(minutes=2)) -> None:
    """One turn of the worker at `at`: mail is read, facts are told, and two minutes later what waits is sent."""
    with fixed_at(at):
        read_mailbox()
        react()
    with fixed_at(at + after):
        send_waiting()


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    with fixed_at(instant):
        yield instant
