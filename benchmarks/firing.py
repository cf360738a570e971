"""Many promises fall due in one minute among a million that do not: by one worker, by four, and past a kill.

`python -m benchmarks.firing [clocks [due]]` on a database of its own, fsync on.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks.standing import a_database, a_sample, copy_tickets, number_of

CLOCKS, DUE = 1_000_000, 10_000
MONDAY_10 = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
MINUTE = timedelta(minutes=1)
APART = timedelta(minutes=7, seconds=13)  # so that no later promise of one falls with the first of another
ALLOWED = 60.0
WORKERS = 4

BREACHED = """
SELECT count(*) FROM base_fact
 WHERE name = 'clock.breached' AND coalesce(payload ->> 'fell_at', payload ->> 'due_at')::timestamptz = %s
"""
WAITING = "SELECT count(*) FROM base_subject WHERE next_stage_at < %s"
TWICE = """
SELECT count(*) FROM (
    SELECT FROM base_fact WHERE name LIKE 'clock.%%'
     GROUP BY subject_id, name, payload ->> 'promise', payload ->> 'begun_by', payload ->> 'period', payload ->> 'stage'
    HAVING count(*) > 1) AS told
"""


def main(clocks: int = CLOCKS, due: int = DUE) -> int:
    """Print a line for each way of firing; 1 if one took longer than allowed, or told anything twice or not at all."""
    with a_database():
        dues = [_fill(due, MONDAY_10 + turn * APART) for turn in range(3)]
        _fill_up(clocks)
        running = number_of("SELECT count(*) FROM service_levels_clock WHERE is_open")
        print(f"{running:,} clocks running, {due:,} falling due in a minute, three times")
        ways: list[tuple[str, Callable[[datetime], float]]] = [
            ("one worker", _by_one), (f"{WORKERS} workers", _by_several), ("killed and begun again", _past_a_kill),
        ]  # fmt: skip
        return max([_measure(name, way, at, due) for (name, way), at in zip(ways, dues, strict=True)])


def _measure(name: str, way: Callable[[datetime], float], due_at: datetime, due: int) -> int:
    spent = way(due_at + MINUTE)
    told, twice = number_of(BREACHED, due_at), number_of(TWICE)
    left = number_of(WAITING, due_at + MINUTE)
    fault = spent > ALLOWED or (told, twice, left) != (due, 0, 0)
    print(
        f"{name:24} {spent:6.1f} s, {due / spent:7,.0f}/s, {told:,} broken promises told, {twice} twice, {left} left"
        + ("  NOT AS PROMISED" if fault else "")
    )
    return int(fault)


def _by_one(at: datetime) -> float:
    return _until_over(_worker(at))


def _by_several(at: datetime) -> float:
    workers = [_worker(at) for _ in range(WORKERS)]
    return _until_over(*workers)


def _past_a_kill(at: datetime) -> float:
    """Killed when about a third is done; the time is that of both workers together."""
    waiting, worker, begun = number_of(WAITING, at), _worker(at), time.perf_counter()
    _begin(worker)
    while number_of(WAITING, at) > waiting * 2 // 3 and worker.poll() is None:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return time.perf_counter() - begun + _until_over(_worker(at))


def _worker(at: datetime) -> subprocess.Popen[str]:
    """A process of its own that waits for the word to fire what fell before `at`."""
    line = [sys.executable, "-m", "benchmarks.firing", "worker", at.isoformat()]
    worker = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    worker.stdout.readline()
    return worker


def _begin(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()


def _until_over(*workers: subprocess.Popen[str]) -> float:
    begun = time.perf_counter()
    for worker in workers:
        _begin(worker)
    for worker in workers:
        worker.wait()
    return time.perf_counter() - begun


def work(at: datetime) -> int:
    """Turn the worker's loop for this instant until nothing is left."""
    import django

    django.setup()
    from shouwen.base.time import fixed_at
    from shouwen.capabilities.service_levels.commands import fire_due

    with fixed_at(at):
        fire_due(limit=0)
        print("ready", flush=True)
        sys.stdin.readline()
        while fire_due():
            pass
    return 0


def _fill(due: int, due_at: datetime) -> datetime:
    """`due` tickets whose first promise falls due at the same instant, some minutes before or after `due_at`."""
    sample = a_sample(due_at - timedelta(minutes=30))
    copy_tickets([sample], to=due - 1)
    from shouwen.capabilities.service_levels.models import Clock

    first = (
        Clock.objects.filter(subject_id=sample, is_open=True, due_at__isnull=False).order_by("due_at").first()
    )
    assert first is not None
    assert first.due_at is not None
    return first.due_at


def _fill_up(clocks: int) -> None:
    """So many clocks run in all; those added fall due long after."""
    samples = [a_sample(MONDAY_10 + timedelta(days=3, minutes=minute)) for minute in range(20)]
    running = number_of("SELECT count(*) FROM service_levels_clock WHERE is_open")
    each = number_of(
        "SELECT count(*) FROM service_levels_clock WHERE is_open AND subject_id = ANY(%s::bigint[])", samples
    )
    copy_tickets(samples, to=max(1, (clocks - running) * len(samples) // each))


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        sys.exit(work(datetime.fromisoformat(sys.argv[2])))
    sys.exit(main(*map(int, sys.argv[1:3])))
