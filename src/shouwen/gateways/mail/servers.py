"""One door to mail servers: TLS that verifies, time-outs everywhere, no address but the one set up."""

import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from shouwen.capabilities.notifications.queries import Account

TIMEOUT = 30.0

IMAP_FAULTS = (OSError, ImapToolsError, imaplib.IMAP4.error, ssl.SSLError, UnicodeError)
SMTP_FAULTS = (OSError, smtplib.SMTPException, ssl.SSLError)


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context: certificates and host names are verified; `MAIL_CA_FILE` adds an authority of one's own."""
    context = ssl.create_default_context()
    if settings.MAIL_CA_FILE:
        context.load_verify_locations(settings.MAIL_CA_FILE)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def imap_connection(account: Account, *, folder: str) -> Iterator[BaseMailBox]:
    """A signed-in connection with `folder` selected, closed at the end whatever happens. Raises one of IMAP_FAULTS."""
    box = _imap(account)
    try:
        box.login(account.user, account.secret, initial_folder=folder)
        yield box
    finally:
        try:
            box.client.shutdown() if box.client.state == "NONAUTH" else box.logout()
        except IMAP_FAULTS:
            box.client.shutdown()


@contextmanager
def smtp_connection(account: Account) -> Iterator[smtplib.SMTP]:
    """A greeted and signed-in connection, closed at the end whatever happens. Raises one of SMTP_FAULTS."""
    if account.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            account.host, account.port, timeout=TIMEOUT, context=tls_context()
        )
    else:
        server = smtplib.SMTP(account.host, account.port, timeout=TIMEOUT)
    try:
        if account.security == "starttls":
            server.starttls(context=tls_context())
        server.ehlo_or_helo_if_needed()
        if account.user and _asks_for_sign_in(server, account):
            server.login(account.user, account.secret)
        yield server
    finally:
        try:
            server.quit()
        except SMTP_FAULTS:
            server.close()


def _asks_for_sign_in(server: smtplib.SMTP, account: Account) -> bool:
    """Whether the server is one to sign in at: a relay within a house often offers none and takes mail all the same.

    One that would rather be spoken to under STARTTLS may offer it only then; there signing in fails and says so.
    """
    return server.has_extn("auth") or (account.security == "none" and server.has_extn("starttls"))


def _imap(account: Account) -> BaseMailBox:
    if account.security == "tls":
        return MailBox(account.host, account.port, timeout=TIMEOUT, ssl_context=tls_context())
    if account.security == "starttls":
        return MailBoxStartTls(account.host, account.port, timeout=TIMEOUT, ssl_context=tls_context())
    return MailBoxUnencrypted(account.host, account.port, timeout=TIMEOUT)
