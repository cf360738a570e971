"""A trial of a mailbox: whether the servers let us in, without reading or sending anything."""

from shouwen.capabilities.notifications.queries import Account
from shouwen.gateways.mail.servers import IMAP_FAULTS, SMTP_FAULTS, imap_connection, smtp_connection


def try_reading(account: Account, *, folder: str) -> str:
    """Sign in and select `folder`; what the server or the network said against it, empty when all is well."""
    try:
        with imap_connection(account, folder=folder):
            return ""
    except IMAP_FAULTS as fault:
        return _words(fault)


def try_sending(account: Account) -> str:
    """Greet and sign in; what the server or the network said against it, empty when all is well."""
    try:
        with smtp_connection(account):
            return ""
    except SMTP_FAULTS as fault:
        return _words(fault)


def _words(fault: BaseException) -> str:
    """What a server said, without line ends; the kind of fault where it said nothing."""
    return " ".join(str(fault).split())[:300] or type(fault).__name__
