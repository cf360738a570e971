"""Real mail servers for tests: an SMTP server that keeps what it gets, a Dovecot that serves IMAP, on free ports."""

import grp
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from imap_tools import MailBoxUnencrypted

PASSWORD = "a-mailbox-secret"
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"


@dataclass
class Postbox:
    """An SMTP server's memory: every mail it took, and how it shall behave with the next ones."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    hangs_up: bool = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up:
            server.transport.close()
            return "421 bye"
        if self.refusals:
            return self.refusals.pop(0)
        for receiver in envelope.rcpt_tos:
            self.mails.append((str(envelope.mail_from), receiver, bytes(envelope.content or b"")))
        return "250 taken"

    def messages(self) -> list[EmailMessage]:
        """What was sent, parsed, oldest first."""
        return [message_from_bytes(content, policy=policy.default) for _, _, content in self.mails]

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to one address."""
        return [
            message_from_bytes(content, policy=policy.default)
            for _, receiver, content in self.mails
            if receiver == address
        ]


@dataclass
class SmtpServer:
    port: int
    postbox: Postbox


@contextmanager
def smtp_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[SmtpServer]:
    """An SMTP server on a free port of the loopback, stopped at the end; over `tls` if given, offering `starttls` if given.

    One that offers STARTTLS offers sign-in under it, and lets everybody in.
    """
    postbox = Postbox()
    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=tls,
        tls_context=starttls,
        authenticator=(lambda *_: AuthResult(success=True)) if starttls else None,
    )
    controller.start()
    try:
        yield SmtpServer(controller.port, postbox)
    finally:
        controller.stop()


@dataclass
class ImapServer:
    """A running Dovecot with one mailbox, `user`."""

    port: int
    user: str
    folder: Path
    process: "subprocess.Popen[bytes]"

    def deliver(self, raw: bytes, *, folder: str = "INBOX") -> None:
        """The mail lies unread in the mailbox, as another server would have put it there."""
        with self.session() as box:
            box.append(raw, folder)

    @contextmanager
    def session(self) -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=20).login(self.user, PASSWORD) as box:
            yield box

    def number_anew(self) -> None:
        """The same mails have other numbers under another UIDVALIDITY, as after a move to a new server."""
        for known in (self.folder / "mail" / self.user).glob("dovecot*"):
            if "uidvalidity" not in known.name:
                known.unlink()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A Dovecot of its own in a temporary folder, on a free port of the loopback, as root or as anybody."""
    folder = Path(tempfile.mkdtemp(prefix="shouwen-imap-"))
    folder.chmod(0o755)
    server = _start(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(folder: Path) -> ImapServer:
    port = free_port()
    users = _users()
    uid, gid = pwd.getpwnam(users["mail"]).pw_uid, pwd.getpwnam(users["mail"]).pw_gid
    for name in ("run", "state", "mail"):
        (folder / name).mkdir(mode=0o755, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder / "mail", uid, gid)
    (folder / "users").write_text(f"desk:{{PLAIN}}{PASSWORD}\n")
    (folder / "users").chmod(0o644)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, uid=uid, gid=gid, group=_group(gid), **users))
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stdout=log, stderr=log)
    _wait(port, process, folder)
    return ImapServer(port, "desk", folder, process)


def _users() -> dict[str, str]:
    """The accounts Dovecot's processes run as: its own where root may choose, else whoever runs the test."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid()).pw_name
        return {"mail": me, "internal": me, "login": me}
    known = {entry.pw_name for entry in pwd.getpwall()}
    return {
        "mail": "nobody",
        "internal": "dovecot" if "dovecot" in known else "nobody",
        "login": "dovenull" if "dovenull" in known else "nobody",
    }


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    give_up_at = time.monotonic() + 15
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            break
        try:
            with MailBoxUnencrypted("127.0.0.1", port, timeout=5).login("desk", PASSWORD):
                return
        except Exception:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"Dovecot did not start: {(folder / 'out.log').read_text()[-2000:]}")


CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
last_valid_uid = 0
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""
