"""The mail servers that the tests of the gateways talk to."""

from collections.abc import Iterator

import pytest

from tests.gateways.servers import ImapServer, SmtpServer, imap_server, smtp_server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def imap(dovecot: ImapServer) -> ImapServer:
    """The IMAP server with an empty mailbox and no other folders."""
    with dovecot.session() as box:
        if uids := box.uids():
            box.delete(uids)
        for folder in box.folder.list():
            if folder.name != "INBOX":
                box.folder.delete(folder.name)
    return dovecot


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with smtp_server() as server:
        yield server
