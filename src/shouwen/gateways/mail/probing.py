"""Trying a mailbox before one relies on it: does the server answer, is the secret right, is the folder there."""

from dataclasses import dataclass

from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import reading_account, sending_account
from shouwen.gateways.mail.servers import IMAP_FAULTS, SMTP_FAULTS, imap_connection, smtp_connection


@dataclass(frozen=True, slots=True)
class Probe:
    """How reading and sending fared: None where that is not set up, "" where it works, else what went wrong."""

    reading: str | None
    sending: str | None

    @property
    def is_well(self) -> bool:
        return not self.reading and not self.sending


def probe_mailbox(mailbox: Mailbox) -> Probe:
    """Sign in to both servers of the mailbox; nothing is read, sent or changed."""
    return Probe(reading=_reading(mailbox), sending=_sending(mailbox))


def _reading(mailbox: Mailbox) -> str | None:
    account = reading_account(mailbox)
    if account is None:
        return None
    try:
        with imap_connection(account, folder=mailbox.folder):
            return ""
    except IMAP_FAULTS as fault:
        return _plain(fault)


def _sending(mailbox: Mailbox) -> str | None:
    account = sending_account(mailbox)
    if account is None:
        return None
    try:
        with smtp_connection(account) as server:
            server.noop()
            return ""
    except SMTP_FAULTS as fault:
        return _plain(fault)


def _plain(fault: BaseException) -> str:
    return " ".join((str(fault) or type(fault).__name__).split())[:200]
