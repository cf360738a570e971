"""How fast histories are folded into clocks on one core, reading included.

`python -m benchmarks.replaying [histories]` on a database of its own: facts are read as what-if reads them.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from benchmarks.standing import a_database
from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.replaying import replay
from shouwen.runtime.tuning import tune

HISTORIES = 100_000
ALLOWED = 30.0
COURSE = ("registered", "accepted", "dispatched", "taken", "noted", "suspended", "resumed", "progress_updated",
          "completed", "closed")  # fmt: skip
STATES = {
    "registered": "new", "accepted": "accepted", "dispatched": "dispatched", "taken": "in_progress",
    "suspended": "suspended", "resumed": "in_progress", "completed": "completed", "closed": "closed",
}  # fmt: skip
BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
AT_ONCE = 500


def main(count: int = HISTORIES) -> int:
    """Print how long `count` histories of ten facts take under the preset `desk`, beside reading them and nothing else;
    1 if that is longer than allowed.
    """
    tune()  # as the worker is, which replays
    with a_database():
        _fill(count)
        read, _facts, _used = _timed(map(len, _histories()))
        spent, clocks, used = _timed(_folded())
    allowed = ALLOWED * count / HISTORIES
    print(f"limit: {count:,} histories of {len(COURSE)} facts read and nothing else: {read:.1f} s")
    print(
        f"replayed, {clocks:,} clocks: {spent:.1f} s ({used:.1f} s of one core), {count / spent:,.0f}/s"
        + ("" if spent <= allowed else f"  SLOWER THAN {allowed:.0f} s")
    )
    return int(spent > allowed)


def _timed(counted: Iterable[int]) -> tuple[float, int, float]:
    """How long it takes to count, what was counted, and the processor's time for it, in seconds."""
    begun, used = perf_counter(), process_time()
    found = sum(counted)
    return perf_counter() - begun, found, process_time() - used


def _histories() -> Iterator[Sequence[FactRecord]]:
    """The facts of each subject, read in batches as a what-if reads them."""
    from shouwen.base.models import Subject
    from shouwen.capabilities.service_levels.queries.histories import histories_of

    ids = list(Subject.objects.filter(kind="ticket").order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        yield from histories_of(ids[first : first + AT_ONCE]).values()


def _folded() -> Iterator[int]:
    """The number of clocks of each history."""
    from shouwen.capabilities.regulations.queries import active_regulation
    from shouwen.capabilities.service_levels.queries import shelf_for
    from shouwen.capabilities.service_levels.queries.folds import book_for

    regulation = active_regulation()
    book, shelf = book_for(regulation, "ticket"), shelf_for(regulation)
    for facts in _histories():
        yield len(replay(facts, book, shelf, until=facts[-1].at, silent=True).clocks)


def _fill(count: int) -> None:
    """So many subjects with ten facts each."""
    from django.db import connection

    from shouwen.capabilities.regulations.queries import active_regulation

    levels, dice = list(active_regulation().document.levels), random.Random(1)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM base_subject")
        base = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO base_subject (id, kind, public_token, seq, promise_state, created_at)"
            " SELECT %s::bigint + i, 'ticket', lpad(to_hex(i), 22, '0'), %s::int, '{}', %s::timestamptz"
            " FROM generate_series(1, %s::int) AS i",
            [base, len(COURSE), BEGIN, count],
        )
        columns = "subject_id, seq, name, actor_kind, via, at, recorded_at, payload, digest"
        with cursor.copy(f"COPY base_fact ({columns}) FROM STDIN") as copy:
            for number in range(1, count + 1):
                for row in _history(dice, levels, base + number):
                    copy.write_row(row)
        cursor.execute("VACUUM ANALYZE base_fact, base_subject")  # as on a desk that has stood for a while
        cursor.execute("CHECKPOINT")


def _history(dice: random.Random, levels: list[str], subject_id: int) -> Iterator[tuple[Any, ...]]:
    at = BEGIN + timedelta(minutes=dice.randrange(400_000))
    for seq, name in enumerate(COURSE, start=1):
        fields = {"state": STATES[name]} if name in STATES else {}
        payload: dict[str, Any] = {"entry": subject_id * 10 + seq}
        if seq == 1:
            fields |= {"class": "fault", "level": dice.choice(levels), "channel": "phone"}
        if fields:
            payload["fields"] = fields
        yield subject_id, seq, f"ticket.{name}", "person", "web", at, at, json.dumps(payload), b""
        at += timedelta(minutes=dice.randrange(1, 300))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
