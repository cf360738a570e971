"""Kills parts of a running desk while programs register tickets: none may be lost, doubled, or timed twice.

`python -m benchmarks.soak [tickets]` starts a desk of its own in a temporary folder. Each program sends a ticket and a
note on it, every POST with an Idempotency-Key, and repeats it until it is answered; meanwhile web, worker and database
are killed with signal 9, one after the other.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from shouwen.runtime.postgres import EmbeddedPostgres

CLIENTS = 4
PATIENCE = 120.0
REST_PATIENCE = 300.0  # a job whose worker was killed is taken up again after 15 seconds of silence
MARK = "soak"
VICTIMS = ("worker", "web", "database", "serving")
CUSTOMER = "YY01"

DOUBLED_STAGES = """
SELECT count(*) FROM (
    SELECT 1 FROM base_fact WHERE name LIKE 'clock.%%' GROUP BY subject_id, name, payload - 'fields' HAVING count(*) > 1
) AS told
"""


LEFT_TO_DO = """
SELECT (SELECT count(*) FROM base_journalunsealed),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
       (SELECT count(*) FROM base_subject WHERE next_stage_at < now())
"""

STILL_TO_DO = """
SELECT 'unsealed', NULL, NULL, NULL, count(*)::text FROM base_journalunsealed
UNION ALL SELECT 'job', task_name, status::text, attempts, max(worker_id)::text || ' ' || max(args::text)
            FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY task_name, status, attempts
UNION ALL SELECT 'stage', kind, min(next_stage_at)::text, NULL, count(*)::text
            FROM base_subject WHERE next_stage_at < now() GROUP BY kind
"""


@dataclass(frozen=True)
class Outcome:
    """What was found when everything had come to rest."""

    tickets: int
    seconds: float
    killed: tuple[str, ...]
    lost: int
    doubled: int
    notes_lost: int
    notes_doubled: int
    stages_fired: int
    stages_doubled: int
    failed_jobs: int
    waiting: int
    journal_whole: bool
    clocks_agree: bool

    @property
    def is_clean(self) -> bool:
        faults = (
            self.lost,
            self.doubled,
            self.notes_lost,
            self.notes_doubled,
            self.stages_doubled,
            self.failed_jobs,
        )
        return not any((*faults, self.waiting)) and self.journal_whole and self.clocks_agree


class Desk:
    """A `shouwen run` with the demo story, on a free port; `built` serves the front end as it is shipped."""

    def __init__(self, data: Path, *, built: bool = False) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")
        }
        self.environment.pop("DATABASE_URL", None)
        self.environment |= {"SHOUWEN_DATA": str(data), "LANG": "C.UTF-8"}
        if not built:
            self.environment["SHOUWEN_STATIC"] = "plain"
        with (data / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "shouwen", "run", "--demo", "--port", str(self.port)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "shouwen", *arguments]
        return subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def kill(self, victim: str) -> None:
        """Signal 9 to a part, or to a process that serves pages below it."""

        def strike() -> bool:
            try:
                os.kill(self.processes()[victim], signal.SIGKILL)
            except (KeyError, ProcessLookupError):  # it is just being started again
                return False
            return True

        wait_until(strike)

    def processes(self) -> dict[str, int]:
        marks = {"bin/postgres": "database", "granian": "web", "shouwen.worker.main": "worker"}
        found = {}
        for child in children_of(self.process.pid):
            line = command_line_of(child)
            found |= {name: child for mark, name in marks.items() if mark in line}
        if "web" in found and (serving := children_of(found["web"])):
            found["serving"] = serving[-1]
        return found

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(EmbeddedPostgres(self.data).url()) as connection:
            return connection.execute(question).fetchall()  # type: ignore[call-overload,no-any-return]

    def number(self, question: str) -> int:
        return int(self.ask(question)[0][0])


class Program:
    """Sends requests until they are answered; a repetition carries the same key."""

    def __init__(self, desk: Desk, token: str) -> None:
        self.base = f"http://127.0.0.1:{desk.port}/api/v1"
        self.token = token

    def register(self, number: int) -> str:
        reported_at = (datetime.now(UTC) - timedelta(days=number % 10)).isoformat()
        body = {
            "klass": "fault",
            "title": f"{MARK} {number}",
            "description": "…",
            "customer": CUSTOMER,
            "reported_at": reported_at,
        }
        ticket: str = self._post("/tickets", body, f"ticket-{number}")["number"]
        self._post(f"/tickets/{ticket}/notes", {"text": f"{MARK} note {number}"}, f"note-{number}")
        return ticket

    def _post(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while True:
            request = urllib.request.Request(
                self.base + path, json.dumps(body).encode(), headers, method="POST"
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    told: dict[str, Any] = json.load(answer)
                    return told
            except urllib.error.HTTPError as refused:
                if refused.code not in (409, 429, 500, 502, 503):
                    raise RuntimeError(f"{path}: {refused.code} {refused.read().decode()[:500]}") from refused
            except (urllib.error.URLError, OSError, ValueError, http.client.HTTPException):
                pass  # the part that should have answered was killed, perhaps in the middle of its answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} got no answer")
            time.sleep(0.2)


def soak(tickets: int) -> Outcome:
    """Register `tickets` while parts are killed, wait for rest, and tell what was found."""
    with a_desk() as desk:
        scopes = ("--scope", "tickets:write", "--scope", "customers:read")
        token = desk.command("token", "create", "admin", "--name", MARK, *scopes).stdout.strip()
        program, began, done = Program(desk, token), time.monotonic(), threading.Semaphore(0)

        def one(number: int) -> str:
            try:
                return program.register(number)
            finally:
                done.release()

        with ThreadPoolExecutor(CLIENTS) as clients:
            sent = [clients.submit(one, number) for number in range(tickets)]
            for victim in VICTIMS:
                for _ in range(tickets // (len(VICTIMS) + 1)):
                    done.acquire()
                desk.kill(victim)
            numbers = [each.result() for each in sent]
        seconds = time.monotonic() - began
        try:
            wait_until(lambda: rests(desk), seconds=REST_PATIENCE)
        except TimeoutError as refused:
            raise TimeoutError(f"still to do: {desk.ask(STILL_TO_DO)}") from refused
        return outcome(desk, tickets, numbers, seconds)


def rests(desk: Desk) -> bool:
    """Whether the worker has nothing left to do, all stages that fell included."""
    try:
        return desk.ask(LEFT_TO_DO) == [(0, 0, 0)]
    except psycopg.OperationalError:
        return False


def outcome(desk: Desk, tickets: int, numbers: list[str], seconds: float) -> Outcome:
    registered = [
        row[0] for row in desk.ask(f"SELECT number FROM tickets_ticket WHERE title LIKE '{MARK} %'")
    ]
    notes = [row[0] for row in desk.ask(f"SELECT body FROM tickets_entry WHERE body LIKE '{MARK} note %'")]
    return Outcome(
        tickets=tickets,
        seconds=round(seconds, 1),
        killed=VICTIMS,
        lost=len(set(numbers) - set(registered)) + tickets - len(set(numbers)),
        doubled=len(registered) - len(set(numbers)),
        notes_lost=tickets - len(set(notes)),
        notes_doubled=len(notes) - len(set(notes)),
        stages_fired=desk.number("SELECT count(*) FROM base_fact WHERE name LIKE 'clock.%'"),
        stages_doubled=desk.number(DOUBLED_STAGES.replace("%%", "%")),
        failed_jobs=desk.number("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"),
        waiting=desk.number("SELECT count(*) FROM base_journalunsealed"),
        journal_whole=desk.command("audit", "verify").returncode == 0,
        clocks_agree=desk.command("clocks", "rebuild", "--check").returncode == 0,
    )


@contextmanager
def a_desk(*, built: bool = False) -> Iterator[Desk]:
    data = Path(tempfile.mkdtemp(prefix="shouwen-soak-"))
    data.chmod(0o711)
    desk = Desk(data, built=built)
    try:
        wait_until(desk.is_ready)
        yield desk
    finally:
        desk.process.send_signal(signal.SIGINT)
        desk.process.wait(60)
        shutil.rmtree(EmbeddedPostgres(data).socket, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def wait_until(holds: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("the desk did not come to that state")
        time.sleep(0.2)


def children_of(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def command_line_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def main() -> int:
    found = soak(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    for name, value in asdict(found).items():
        print(f"{name:15} {value}")
    print("clean" if found.is_clean else "NOT CLEAN")
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
