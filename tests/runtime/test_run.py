"""`shouwen run`: everything comes up, survives kill -9 of any part, ends cleanly and keeps its data."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shouwen.runtime.postgres import EmbeddedPostgres
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.slow


class Desk:
    """One `shouwen run` on a free port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = data / "run.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *asked: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")}
        environment.pop("DATABASE_URL", None)
        environment |= {"SHOUWEN_DATA": str(self.data), "SHOUWEN_STATIC": "plain"}
        command = [sys.executable, "-m", "shouwen", "run", "--port", str(self.port), "--web", "1", *asked]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def readiness(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))
        except (urllib.error.URLError, OSError):
            return {}

    def is_ready(self) -> bool:
        return self.readiness().get("ready") is True

    def parts(self) -> dict[str, int]:
        """Process ids of the parts by name, as the supervisor's children."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        names = {"bin/postgres": "database", "granian": "web", "shouwen.worker.main": "worker"}
        found = {}
        for child in children:
            line = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found |= {name: int(child) for mark, name in names.items() if mark in line}
        return found

    def ask(self, question: str) -> object:
        with psycopg.connect(EmbeddedPostgres(self.data).url(), autocommit=True) as connection:
            cursor = connection.execute(question)
            return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def desk() -> Iterator[Desk]:
    data = Path(tempfile.mkdtemp(prefix="shouwen-run-"))
    data.chmod(0o711)
    desk = Desk(data)
    desk.start()
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()
    shutil.rmtree(EmbeddedPostgres(data).socket, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def test_each_part_comes_back_after_a_kill_9_and_what_was_committed_stays(desk: Desk):
    until(desk.is_ready)
    desk.ask("CREATE TABLE kept AS SELECT 42 AS answer")
    for name in ("worker", "web", "database"):
        killed = desk.parts()[name]

        os.kill(killed, signal.SIGKILL)

        until(lambda name=name, killed=killed: desk.parts().get(name) not in (None, killed))
        until(desk.is_ready)
    assert desk.ask("SELECT answer FROM kept") == 42


def test_after_a_kill_9_of_the_supervisor_nothing_lives_on_and_the_next_start_recovers(desk: Desk):
    until(desk.is_ready)
    desk.ask("CREATE TABLE kept AS SELECT 42 AS answer")
    orphans = desk.parts()

    desk.process.kill()
    desk.process.wait()
    desk.start()

    until(lambda: not [name for name, number in orphans.items() if Path(f"/proc/{number}").exists()])
    until(desk.is_ready)  # asked after the orphans are gone: a web process on its way out still answers
    assert desk.ask("SELECT answer FROM kept") == 42


def starts_told(desk: Desk) -> list[float]:
    """The seconds of each start, as the supervisor told them once it saw the desk ready."""
    return [float(told) for told in re.findall(r"ready in ([\d.]+) s", desk.log.read_text())]


def test_ctrl_c_ends_everything_with_code_0_and_a_second_start_takes_seconds(desk: Desk):
    until(desk.is_ready)
    until(lambda: len(starts_told(desk)) == 1)
    parts = desk.parts()

    code = desk.stop()

    assert code == 0
    assert [name for name, number in parts.items() if Path(f"/proc/{number}").exists()] == []
    desk.start()
    until(desk.is_ready)
    until(lambda: len(starts_told(desk)) == 2)
    assert starts_told(desk)[1] < 20


def test_a_second_supervisor_on_the_same_data_is_refused_with_a_reason(desk: Desk):
    until(desk.is_ready)
    second = Desk(desk.data)
    second.start()

    assert second.process.wait(PATIENCE) == 1
    assert "already running" in second.log.read_text()
