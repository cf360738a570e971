"""A new regulation comes to count for a hundred thousand open tickets while new ones keep coming in.

`python -m benchmarks.activating [tickets]` on a database of its own, fsync on: how long until all are moved by one
worker, each once, also past a kill, and what registering costs meanwhile.
"""

import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from benchmarks.standing import a_database, a_sample, copy_tickets, number_of

TICKETS = 100_000
ALLOWED = 300.0
STARTING = 20.0  # of the two processes, which a small number of tickets would not make up for
SLOWER_AT_MOST = 2.0
MONDAY_10 = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
REGISTERED = 60  # to learn what registering costs when nothing else is done
PAUSE = 0.05

BEHIND = """
SELECT count(*) FROM base_subject
 WHERE promise_state -> 'starts' <> '{}'::jsonb AND promise_state ->> 'regulation' <> %s::bigint::text
"""
MOVED = "SELECT moved FROM service_levels_moving WHERE regulation_id = %s"
"""How far the worker says it is: one row, so that looking does not slow it down."""
TWICE = """
SELECT count(*) FROM (
    SELECT FROM base_fact WHERE name = 'promise.regulation_changed' GROUP BY subject_id HAVING count(*) > 1) AS told
"""
TOLD = """
SELECT count(*) FROM base_fact WHERE name = 'clock.recalculated' AND payload ->> 'because' = 'regulation_changed'
"""


def main(tickets: int = TICKETS) -> int:
    """Print what was seen; 1 if it took longer than allowed, missed or doubled a ticket, or held up intake."""
    with a_database():
        copy_tickets(
            [a_sample(MONDAY_10 + timedelta(minutes=minute)) for minute in range(20)], to=tickets - 20
        )
        alone = _registering_costs(lambda: False, REGISTERED)
        looked = _preview()
        version_id = _ask()
        begun, worker = time.perf_counter(), _worker()
        meanwhile: list[float] = []
        done = threading.Event()
        intake = threading.Thread(target=lambda: meanwhile.extend(_registering_costs(done.is_set)))
        intake.start()
        while number_of(MOVED, version_id) < tickets // 2 and worker.poll() is None:
            time.sleep(1)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        _worker().wait()
        spent = time.perf_counter() - begun
        done.set()
        intake.join()
        left, twice, told = number_of(BEHIND, version_id), number_of(TWICE), number_of(TOLD)
    slower = _p95(meanwhile) / _p95(alone)
    fault = spent > max(STARTING, ALLOWED * tickets / TICKETS) or left or twice or slower > SLOWER_AT_MOST
    print(f"preview: {looked}")
    print(f"{tickets:,} open tickets moved in {spent:.1f} s past a kill, {tickets / spent:,.0f}/s;"
          f" {told:,} promises told, {twice} tickets twice, {left} left")  # fmt: skip
    print(f"registering: p95 {_p95(alone) * 1000:.0f} ms alone, {_p95(meanwhile) * 1000:.0f} ms meanwhile"
          f" ({slower:.1f} times, {len(meanwhile)} tickets)" + ("  NOT AS PROMISED" if fault else ""))  # fmt: skip
    return int(bool(fault))


def _preview() -> str:
    """How many promises would change, and how long it took to find out."""
    from shouwen.base.time import fixed_at, now
    from shouwen.capabilities.service_levels.queries.moving import preview_move

    version = _draft()
    begun = time.perf_counter()
    with fixed_at(MONDAY_10 + timedelta(hours=1)):
        found = preview_move(version=version, at=now())
    return f"{found.open:,} open, {dict(found.totals)} in {time.perf_counter() - begun:.1f} s"


def _draft() -> Any:
    """The preset with spans twice as long, kept as a draft once."""
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import now
    from shouwen.capabilities.regulations.commands import import_regulation
    from shouwen.capabilities.regulations.models import RegulationVersion
    from shouwen.capabilities.regulations.queries import preset_text

    kept = RegulationVersion.objects.filter(state="draft").first()
    text = re.sub(
        r"working: (\d+)([mh])", lambda span: f"working: {2 * int(span[1])}{span[2]}", preset_text("desk")
    )
    return kept or import_regulation(text=text, actor=SYSTEM.through("cli"), at=now())


def _ask() -> int:
    """The draft is in force, for what is open too; the id of the version."""
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import now
    from shouwen.capabilities.service_levels.commands import put_into_force

    done = put_into_force(version=_draft(), actor=SYSTEM.through("cli"), at=now(), for_open=True)
    return int(done.activation.version.pk)


def _registering_costs(over: Callable[[], bool], most: int = sys.maxsize) -> list[float]:
    """Seconds that each registration took, one after the other with a short pause, until `over()` or `most`."""
    from django.db import connection

    from shouwen.base.time import now

    spans: list[float] = []
    while len(spans) < most and not over():
        begun = time.perf_counter()
        a_sample(now())
        spans.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    if threading.current_thread() is not threading.main_thread():
        connection.close()
    return spans[3:]


def _p95(spans: list[float]) -> float:
    return statistics.quantiles(spans, n=20)[18]


def _worker() -> subprocess.Popen[bytes]:
    """A process of its own that moves until nothing waits."""
    return subprocess.Popen([sys.executable, "-m", "benchmarks.activating", "worker"])


def work() -> int:
    import django

    django.setup()
    from shouwen.base.time import database_now, fixed_at
    from shouwen.capabilities.service_levels.commands.moving import move_on
    from shouwen.capabilities.service_levels.models import Moving

    while Moving.objects.filter(ended_at=None).exists():
        with fixed_at(database_now()):
            move_on()
    return 0


if __name__ == "__main__":
    sys.exit(work() if sys.argv[1:2] == ["worker"] else main(*map(int, sys.argv[1:2])))
