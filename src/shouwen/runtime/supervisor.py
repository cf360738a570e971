"""`shouwen run`: database, web and worker started in order, watched, restarted when they die, stopped together.

The supervisor itself imports no Django: it stays small and can't be broken by the application.
"""

import errno
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from shouwen.runtime import external, folders, lock, values
from shouwen.runtime.leash import tied
from shouwen.runtime.postgres import EmbeddedPostgres, PostgresUnavailable

LOOK_EVERY = 0.3
STOP_PATIENCE = 12.0
PORT_PATIENCE = 10.0
READY_PATIENCE = 90.0
SLOWEST_RESTART = 10.0


class CannotRun(Exception):
    """The desk can't be started; the text says what to do."""


@dataclass(frozen=True)
class Plan:
    """What one `shouwen run` was asked to do."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    web: int = 2
    certificate: Path | None = None
    key: Path | None = None
    demo: bool = False
    public_url: str = ""
    live_streams: int = 300
    workers: int = 1

    @property
    def url(self) -> str:
        """The address that people type."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


@dataclass
class Part:
    """One watched process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.3
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops the parts in order
            preexec_fn=tied(signal.SIGTERM),
        )

    def watch(self) -> None:
        """Start the process again if it died, each time in a row after a longer pause."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            steady = now - self.started > 30
            self.pause = 0.3 if steady else min(self.pause * 2, SLOWEST_RESTART)
            self.due = now + self.pause
            say(f"{self.name} ended with {self.process.returncode}; it starts again in {self.pause:.1f} s")
            self.process = None
        if self.process is None and now >= self.due:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until the process is gone; at `deadline` it and what it started are killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@dataclass
class Supervisor:
    plan: Plan
    database: EmbeddedPostgres | None = None
    parts: list[Part] = field(default_factory=list)
    stopping: bool = False
    _lock: "IO[str] | None" = None

    def run(self) -> int:
        """Keep the desk running until SIGINT or SIGTERM; returns the exit code.

        Raises CannotRun before anything is started when another supervisor holds the data or the port is taken.
        """
        began = time.monotonic()
        folders.prepare(self.plan.data)
        self._take_lock()
        try:
            if self.plan.web:
                self._await_port()
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(name, self._stop)
            self._start()
            if not self.stopping:
                self._announce(began)
            while not self.stopping:
                self._watch()
                time.sleep(LOOK_EVERY)
        finally:
            self._end()
        return 0

    def _start(self) -> None:
        folders.secret(self.plan.data, "secret_key")
        if url := values.database_url():
            external.require(url)
        else:
            self.database = EmbeddedPostgres(self.plan.data)
            self.database.start()
        self._prepare()
        if self.plan.web:
            self.parts.append(Part("web", self._web_command(), self._environment("web")))
        for _ in range(self.plan.workers):
            worker = [sys.executable, "-m", "shouwen.worker.main"]
            self.parts.append(Part("worker", worker, self._environment("worker")))
        for part in self.parts:
            part.start()

    def _prepare(self) -> None:
        command = [sys.executable, "-m", "shouwen.runtime.preparing", *(["--demo"] if self.plan.demo else [])]
        preparing = Part("preparing", command, self._environment("command"))
        preparing.start()
        assert preparing.process is not None
        while preparing.process.poll() is None and not self.stopping:
            time.sleep(0.05)
        if self.stopping:
            preparing.ask_to_stop()
            preparing.end(time.monotonic() + STOP_PATIENCE)
        elif preparing.process.returncode:
            raise CannotRun(
                "数据库准备失败，原因见上 · the database could not be prepared; the lines above say why"
            )

    def _watch(self) -> None:
        if self.database is not None and not self.database.alive():
            say("PostgreSQL ended; it starts again")
            try:
                self.database.start()
            except PostgresUnavailable as problem:
                say(str(problem))  # the next look tries again
        for part in self.parts:
            part.watch()

    def _announce(self, began: float) -> None:
        if self.plan.web and not self._ready():
            say(f"no answer from {self.plan.url}/readyz yet; the parts go on being watched")
            return
        say(f"ready in {time.monotonic() - began:.1f} s")
        print(f"\n  首问 Shouwen  {self.plan.url}\n", flush=True)
        card = self.plan.data / "sign-ins.txt"
        if card.exists():
            print(card.read_text(), flush=True)

    def _ready(self) -> bool:
        scheme = "https" if self.plan.certificate else "http"
        host = "127.0.0.1" if self.plan.host in ("0.0.0.0", "::") else self.plan.host
        trusting = ssl._create_unverified_context()  # our own port, and the certificate may be self-made
        deadline = time.monotonic() + READY_PATIENCE
        while time.monotonic() < deadline and not self.stopping:
            self._watch()
            try:
                with urllib.request.urlopen(
                    f"{scheme}://{host}:{self.plan.port}/readyz", timeout=5, context=trusting
                ):
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        if self.parts:
            say("stopping")
        deadline = time.monotonic() + STOP_PATIENCE
        for part in self.parts:
            part.ask_to_stop()
        for part in self.parts:
            part.end(deadline)
        if self.database is not None:
            self.database.stop()
        if self._lock is not None:
            self._lock.close()

    def _environment(self, role: str) -> dict[str, str]:
        url = values.database_url() or (self.database.url() if self.database else "")
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "shouwen.settings",
            "SHOUWEN_DATA": str(self.plan.data),
            "SHOUWEN_ROLE": role,
            "SHOUWEN_PUBLIC_URL": self.plan.url,
            "SHOUWEN_SSE_CAP": str(self.plan.live_streams),
            "DATABASE_URL": url,
            "SHOUWEN_SUPERVISED": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def _web_command(self) -> list[str]:
        threads = str(self.plan.live_streams + 20)
        command = [
            _program("granian"), "shouwen.runtime.wsgi:application", "--interface", "wsgi", "--no-ws",
            "--host", self.plan.host, "--port", str(self.plan.port), "--workers", str(self.plan.web),
            "--blocking-threads", threads, "--backpressure", threads, "--backlog", "2048",
            "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "5",
            "--no-access-log", "--log-level", "error",
        ]  # fmt: skip
        if self.plan.certificate and self.plan.key:
            command += ["--ssl-certificate", str(self.plan.certificate), "--ssl-keyfile", str(self.plan.key)]
            command += ["--ssl-protocol-min", "tls1.2"]
        return command

    def _take_lock(self) -> None:
        try:
            self._lock = lock.take(self.plan.data, url=self.plan.url)
        except lock.Held as holder:
            raise CannotRun(
                f"服务台已在此运行 · the desk is already running here (process {holder}, data {self.plan.data})"
            ) from None

    def _await_port(self) -> None:
        """After a kill -9 of the last supervisor its parts need a moment to leave the port."""
        deadline = time.monotonic() + PORT_PATIENCE
        while not _is_free(self.plan.host, self.plan.port):
            if time.monotonic() > deadline:
                port = self.plan.port
                raise CannotRun(
                    f"端口 {port} 已被占用，请用 --port 换一个 · port {port} is taken; choose another with --port"
                )
            time.sleep(0.2)


def say(text: str) -> None:
    print(f"shouwen: {text}", file=sys.stderr, flush=True)


def _is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. Raises CannotRun where waiting would change nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            raise CannotRun(
                f"无权监听端口 {port}，请用 1024 以上的端口，前置代理"
                f" · no right to port {port}; take one above 1024, behind a proxy"
            ) from None
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise CannotRun(
                f"{host}: 不是本机地址 · not an address of this machine: {problem.strerror}"
            ) from problem
    return True


def _program(name: str) -> str:
    """The path of a program that was installed beside this Python."""
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.exists() else shutil.which(name) or name
