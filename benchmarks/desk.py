"""Pages, search and writes of a running desk at 1,000 and at 100,000 tickets, beside two limits of the same machine.

`python -m benchmarks.desk [tickets]`: embedded PostgreSQL with fsync on, two web processes, one worker. The pages of
the two sizes are asked in turn, of two desks that run side by side, so that their difference is not the machine's.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from benchmarks.growing import COMMON, RARE, grow, sample_ticket
from benchmarks.measuring import Client, Series, Timing, measured
from benchmarks.soak import Desk, a_desk, children_of
from shouwen.runtime.postgres import EmbeddedPostgres

SMALL, LARGE = 1_000, 100_000
READS, WRITES, CLIENTS = 120, 40, 8
PASSWORD = "shouwen-demo"
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def limits(desk: Desk) -> list[Timing]:
    """What the machine could do at best: a bare transaction of four rows, and an empty page of the same server."""
    url = EmbeddedPostgres(desk.data).url()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body text)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_child (id bigserial PRIMARY KEY, parent bigint, body text)"
        )

    def transaction(connection: psycopg.Connection[Any], turn: int) -> None:
        with connection.transaction():
            (pk,) = connection.execute("INSERT INTO bare (body) VALUES ('x') RETURNING id").fetchone()  # type: ignore[misc]
            for _ in range(3):
                connection.execute("INSERT INTO bare_child (parent, body) VALUES (%s, 'x')", [pk])

    kinds: list[tuple[str, Callable[[Any, int], object], Callable[[], Any]]] = [
        ("limit: bare transaction of four rows", transaction, lambda: psycopg.connect(url)),
        (
            "limit: /healthz of the same server",
            lambda client, _: client.get("/healthz"),
            lambda: Client(desk.port, {}),
        ),
    ]
    return [
        timing
        for name, act, make in kinds
        for clients in (1, CLIENTS)
        for timing in measured([Series(name, act, make, clients)], 200)
    ]


@dataclass(frozen=True)
class Sized:
    """A desk grown to `size` tickets, with one to look at and two who read: of all tickets, and of a hundredth."""

    desk: Desk
    size: int
    sample: str
    everybody: dict[str, str]
    engineer: dict[str, str]

    def pages(self) -> list[tuple[str, str, dict[str, str]]]:
        return [
            ("queue, sees all", "/tickets?view=open", self.everybody),
            ("queue, sees 1 %", "/tickets?view=mine", self.engineer),
            ("ticket with 20 entries", f"/t/{self.sample}", self.everybody),
            ("search, word in 1 %", f"/search?q={quote(RARE)}", self.everybody),
            ("search, word in half", f"/search?q={quote(COMMON)}", self.everybody),
            ("search, sees 1 %", f"/search?q={quote(RARE)}", self.engineer),
        ]

    def series(self, page: int, clients: int) -> Series:
        name, path, who = self.pages()[page]
        return Series(
            f"{self.size:,}: {name}",
            lambda client, _: client.get(path),
            lambda: Client(self.desk.port, who),
            clients,
        )


def sized(desk: Desk, size: int) -> Sized:
    settle(desk)
    with psycopg.connect(EmbeddedPostgres(desk.data).url(), autocommit=True) as connection:
        grow(connection, to=size, now=datetime.now(UTC))
        sample = sample_ticket(connection)
    return Sized(desk, size, sample, session(desk, "linxiao"), session(desk, "wangqiang"))


def reads(small: Sized, large: Sized) -> None:
    """Prints queue, ticket and search of two desks asked in turn, and how many times as long the large one takes."""
    for clients in (1, CLIENTS):
        for page in range(len(large.pages())):
            both = measured([desk.series(page, clients) for desk in (small, large)], READS)
            for timing in both:
                print(timing.line())
            print(f"{'':44} {clients:>2} {both[1].p50 / both[0].p50:>8.2f} times", flush=True)


def writes(desk: Desk, label: str) -> list[Timing]:
    """Creating and answering tickets by the API, with journal, clocks, outbox and the worker on."""
    headers = {"Authorization": f"Bearer {api_token(desk)}"}
    run = f"{time.time():.0f}"
    numbers: list[str] = []

    def create(client: Client, turn: int) -> None:
        body = {"klass": "fault", "description": f"{COMMON} 第 {turn} 台设备报警", "customer": "YY01",
                "channel": "api", "impact": "department", "urgency": "hindered"}  # fmt: skip
        numbers.append(client.post("/api/v1/tickets", body, f"{run}-c{turn}")["number"])

    def reply(client: Client, turn: int) -> None:
        number = numbers[turn % len(numbers)]
        client.post(
            f"/api/v1/tickets/{number}/replies", {"text": f"已安排，第 {turn} 次答复"}, f"{run}-r{turn}"
        )

    found = []
    for name, act in (("create", create), ("reply", reply)):
        for clients in (1, CLIENTS):
            series = Series(
                f"{label}: {name} by API",
                lambda client, turn, act=act, first=clients * 10_000_000: act(client, first + turn),
                lambda: Client(desk.port, headers),
                clients,
            )
            found += measured([series], WRITES if clients == 1 else WRITES * 2)
            print(f"{'':44} worker's backlog then: {backlog(desk)}")
    return found


def session(desk: Desk, user_name: str) -> dict[str, str]:
    """The cookie of a session opened for a demo colleague."""
    code = (
        "from shouwen.capabilities.people.commands.sign_in import Browser, sign_in\n"
        "from shouwen.base.time import now\n"
        f"print('KEY', sign_in(login='{user_name}', password='{PASSWORD}',"
        " browser=Browser(address='127.0.0.1', name='benchmark'), at=now()).key)"
    )
    answer = desk.command("manage", "shell", "-c", code)
    key = next(line.split()[1] for line in answer.stdout.splitlines() if line.startswith("KEY"))
    return {"Cookie": f"shouwen_desk={key}", "Accept-Language": "zh-CN"}


def api_token(desk: Desk) -> str:
    return desk.command(
        "token",
        "create",
        "linxiao",
        "--name",
        "benchmark",
        "--scope",
        "tickets:write",
        "--scope",
        "customers:read",
    ).stdout.strip()


def backlog(desk: Desk) -> str:
    unsealed = desk.number("SELECT count(*) FROM base_journalunsealed")
    jobs = desk.number("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
    return f"{unsealed} facts unsealed, {jobs} jobs"


def statements(desk: Desk, sample: str) -> list[str]:
    """How many statements each kind of request costs, counted in the server's log without transaction control."""
    log = desk.data / "log" / "postgres.log"
    settle(desk)
    with psycopg.connect(EmbeddedPostgres(desk.data).url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("ALTER SYSTEM SET log_line_prefix = '%a|'")
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(1)
    client = Client(desk.port, session(desk, "linxiao"))
    found = []
    for path in ("/tickets?view=open", f"/t/{sample}", f"/search?q={quote(RARE)}", "/"):
        client.get(path)
        before = log.stat().st_size
        client.get(path)
        time.sleep(0.3)
        found.append(f"{path.split('?')[0]:44} {count_in(log, before)} statements")
    with psycopg.connect(EmbeddedPostgres(desk.data).url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET log_statement")
        connection.execute("SELECT pg_reload_conf()")
    return found


def count_in(log: Path, offset: int) -> int:
    """Statements of web processes logged since `offset`."""
    with log.open("rb") as source:
        source.seek(offset)
        lines = source.read().decode(errors="replace").splitlines()
    told = [line for line in lines if line.startswith("shouwen-web|LOG:")]
    planned = sum("execute " in line for line in told)
    plain = [line.split("statement:", 1)[1].strip().upper() for line in told if "statement:" in line]
    return planned + sum(1 for line in plain if line and not line.startswith(CONTROL))


def settle(desk: Desk) -> None:
    """Wait, at most two minutes, until the worker has nothing left to do."""
    for _ in range(240):
        if backlog(desk).startswith("0 facts unsealed, 0 jobs"):
            return
        time.sleep(0.5)


def memory(desk: Desk) -> list[str]:
    """Resident memory of the serving web processes, in MB."""
    serving = children_of(desk.processes()["web"])
    return [f"{resident(pid):.0f} MB" for pid in serving if resident(pid) > 20]


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def findable_after(desk: Desk) -> float:
    """Seconds from the answer to a create until search finds the ticket by a word of its own."""
    client = Client(desk.port, {"Authorization": f"Bearer {api_token(desk)}"})
    word = f"唯一词{time.time_ns()}"
    body = {"klass": "fault", "description": word, "customer": "YY01", "channel": "api"}
    number = client.post("/api/v1/tickets", body, word.encode().hex())["number"]
    begun = time.perf_counter()
    reader = Client(desk.port, session(desk, "linxiao"))
    while number.encode() not in reader.get(f"/search?q={quote(word)}"):
        if time.perf_counter() - begun > 30:
            return float("inf")
        time.sleep(0.1)
    return time.perf_counter() - begun


def main(tickets: int = LARGE) -> int:
    print(f"{'ms':44} {'n':>2} {'p50':>8} {'p95':>8} {'rate':>9}")
    with a_desk() as desk:
        settle(desk)
        for timing in limits(desk):
            print(timing.line(), flush=True)
        large = sized(desk, tickets)
        with a_desk() as another:
            reads(sized(another, SMALL), large)
        for timing in writes(desk, f"{tickets:,}"):
            print(timing.line())
        print("the limits once more, since a machine's pace may have changed meanwhile")
        for timing in limits(desk):
            print(timing.line())
        print(f"findable after {findable_after(desk):.1f} s")
        print("web processes:", ", ".join(memory(desk)))
        print("\n".join(statements(desk, large.sample)))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE))
