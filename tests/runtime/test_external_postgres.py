"""A desk on a PostgreSQL of the machine: the one Debian packages, with the rights an administrator would give."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from shouwen.runtime.leash import tied
from tests.patience import until

pytestmark = pytest.mark.slow
PATIENCE = 120.0
PASSWORD = "a-database-secret"
ADMINISTRATOR = ["--admin", "boss", "--admin-name", "高管", "--admin-email", "boss@example.com"]
FAULT = {
    "klass": "fault", "description": "打印机卡纸", "channel": "phone", "caller_name": "王芳", "caller_phone": "13800138000",
    "impact": "department", "urgency": "hindered", "has_screenshot": False,
}  # fmt: skip


class Desk:
    """A data folder and the address of a database; commands and `shouwen run` work on both."""

    def __init__(self, data: Path, database: str) -> None:
        self.database, self.port, self.log = database, free_port(), data / "run.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")}
        self.environment = {
            **kept,
            "DATABASE_URL": database,
            "SHOUWEN_DATA": str(data),
            "SHOUWEN_STATIC": "plain",
            "LANG": "C.UTF-8",
        }

    def command(self, *arguments: str, typed: str = "") -> str:
        line = [sys.executable, "-m", "shouwen", *arguments]
        done = subprocess.run(
            line, env=self.environment, input=typed, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[None]:
        with self.starting() as ready:
            ready()
            yield

    @contextmanager
    def starting(self) -> Iterator[Callable[[], None]]:
        """`shouwen run` has begun; what is given waits until it serves."""
        line = [sys.executable, "-m", "shouwen", "run", "--port", str(self.port), "--web", "1"]
        with self.log.open("wb") as log:
            supervisor = subprocess.Popen(
                line, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            yield lambda: until(lambda: self.ask("GET", "/readyz")[0] == 200, PATIENCE)
        finally:
            supervisor.terminate()
            supervisor.wait(PATIENCE)

    def ask(self, method: str, path: str, body: object = None, *, token: str = "") -> tuple[int, Any]:
        """Status and answer; 0 while nobody listens."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            return answer.status, json.load(answer)
        except OSError:
            return 0, None
        finally:
            line.close()

    def found_numbers(self, words: str, *, token: str) -> list[str]:
        _status, told = self.ask("GET", f"/api/v1/search?q={quote(words)}", token=token)
        return [ticket["number"] for ticket in told["items"]]

    def count(self, question: str) -> int:
        with psycopg.connect(self.database) as connection:
            (found,) = connection.execute(question).fetchone()  # type: ignore[misc]
        return int(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def packaged_postgres(folder: Path) -> Iterator[str]:
    """The address of an empty database, by TCP and password, on the oldest packaged server of this machine.

    Its owner may make databases (a restore needs one) and is not the server's superuser.
    """
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    assert packaged, "the Debian package postgresql is missing: make setup-dev"
    programs = min(packaged, key=lambda path: int(path.parent.name))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody")
    cluster, port = folder / "cluster", free_port()
    founding = ["-U", "keeper", "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-D", cluster, *founding, "--auth-host=scram-sha-256"],
        cwd="/", check=True, capture_output=True, **user,
    )  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", cluster, "-k", folder, "-h", "127.0.0.1", "-p", str(port), "-F"],
            cwd="/", stdout=log, stderr=log, preexec_fn=tied(signal.SIGINT), start_new_session=True, **user,
        )  # fmt: skip
    try:
        keeper = f"postgresql://keeper@/postgres?host={folder}&port={port}"
        until(lambda: answers(keeper), PATIENCE)
        with psycopg.connect(keeper, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE desk LOGIN CREATEDB PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE desk OWNER desk")
        yield f"postgresql://desk:{PASSWORD}@127.0.0.1:{port}/desk"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


def answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def desk() -> Iterator[Desk]:
    """An empty desk on an empty database of a packaged server."""
    with tempfile.TemporaryDirectory(prefix="shouwen-external-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "server").mkdir(mode=0o700)
        (folder / "data").mkdir(mode=0o711)
        with packaged_postgres(folder / "server") as address:
            yield Desk(folder / "data", address)


def test_a_desk_on_a_packaged_postgres_works_from_its_first_table_to_its_backup(desk: Desk):
    company = ["--company", "长风软件", "--hotline", "400-000-0000", "--preset", "desk"]
    desk.command("setup", *company, *ADMINISTRATOR, "--password-stdin", typed="a long enough pass phrase\n")
    token = desk.command("token", "create", "boss", "--name", "t", "--scope", "tickets:write").strip()

    with desk.running():
        status, told = desk.ask("POST", "/api/v1/tickets", FAULT, token=token)
        until(
            lambda: desk.found_numbers("卡纸", token=token) == [told["number"]], PATIENCE
        )  # the worker has read it

    assert (status, told["state"], told["deadline"]["promise"]) == (201, "accepted", "dispatching")
    assert desk.count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0
    desk.command("clocks", "rebuild", "--check")
    archive = str(desk.log.with_name("desk.tar"))
    desk.command("backup", archive)
    desk.command("restore", "--verify", archive)


# REQ BX-5
def test_machines_that_start_at_once_on_an_empty_database_find_one_desk(desk: Desk):
    with tempfile.TemporaryDirectory(prefix="shouwen-second-") as name:
        second = Desk(Path(name), desk.database)
        with desk.starting() as first_ready, second.starting() as second_ready:
            first_ready()
            second_ready()

    assert desk.count("SELECT count(*) FROM regulations_regulationversion WHERE state = 'active'") == 1
    assert desk.count("SELECT count(*) - count(DISTINCT code) FROM people_team") == 0
    assert desk.count("SELECT count(*) FROM people_role") > 0
