"""A database of one's own with as many open tickets as one likes: samples registered by command, then copied by SQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from shouwen.runtime.postgres import EmbeddedPostgres

BATCH = 20_000
COPIED = {"base_fact": "subject_id", "service_levels_clock": "subject_id", "tickets_ticket": "subject_id"}

SUBJECTS = """
INSERT INTO base_subject (id, kind, public_token, seq, last_at, promise_state, next_stage_at, created_at)
SELECT %(base)s::bigint + i, s.kind, lpad(to_hex(%(base)s::bigint + i), 22, '0'), s.seq, s.last_at, s.promise_state,
       s.next_stage_at, s.created_at
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i
  JOIN base_subject s ON s.id = (%(samples)s::bigint[])[1 + i %% %(kinds)s::bigint]
"""


@contextmanager
def a_database() -> Iterator[str]:
    """An embedded PostgreSQL with fsync on, migrated, the preset `desk` in force since 2026; Django is set up."""
    data = Path(tempfile.mkdtemp(prefix="shouwen-benchmark-"))
    data.chmod(0o711)
    server = EmbeddedPostgres(data)
    try:
        server.start()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "shouwen.settings", "SHOUWEN_DATA": str(data), "DATABASE_URL": server.url(),
            "SHOUWEN_SECRET_KEY": "for this measurement only", "SHOUWEN_STATIC": "plain",
        }  # fmt: skip
        _prepare()
        yield server.url()
    finally:
        _let_go()
        server.stop()
        shutil.rmtree(server.socket, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def a_sample(at: datetime, *, klass: str = "fault") -> int:
    """The id of a ticket registered `at`, as a program registers it."""
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import fixed_at
    from shouwen.capabilities.tickets.choices import Channel
    from shouwen.capabilities.tickets.commands import NewTicket, register_ticket

    new = NewTicket(
        klass=klass, description="…", channel=Channel.API, impact="department", urgency="hindered", caller_name="…",
        caller_phone="13800000000",
    )  # fmt: skip
    with fixed_at(at):
        return register_ticket(new=new, actor=SYSTEM.through("api"), at=at).pk


def copy_tickets(samples: Sequence[int], *, to: int) -> None:
    """There are `to` more tickets like these, each with its facts, clocks and deadlines; ready to be measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # copies need no triggers and no checks of keys
        cursor.execute("SELECT max(id) FROM base_subject")
        base = cursor.fetchone()[0]
        for first in range(1, to + 1, BATCH):
            values = {
                "base": base, "first": first, "last": min(first + BATCH - 1, to), "samples": list(samples),
                "kinds": len(samples),
            }  # fmt: skip
            cursor.execute(SUBJECTS, values)
            for table, key in COPIED.items():
                cursor.execute(_copy(cursor, table, key), values)
        cursor.execute("SELECT setval('base_subject_id_seq', (SELECT max(id) FROM base_subject))")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def number_of(question: str, *values: Any) -> int:
    """One number from the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return int(cursor.fetchone()[0])


def _copy(cursor: Any, table: str, key: str) -> str:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        [table],
    )
    columns = [f'"{name}"' for (name,) in cursor.fetchall() if name != "id"]
    own = {f'"{key}"': "%(base)s::bigint + i", '"number"': "'B-' || (%(base)s::bigint + i)"}
    chosen = ", ".join(own.get(name, f"t.{name}") for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i"
        f" JOIN {table} t ON t.{key} = (%(samples)s::bigint[])[1 + i %% %(kinds)s::bigint]"
    )


def _prepare() -> None:
    import django

    django.setup()
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import fixed_at
    from shouwen.capabilities.regulations.commands import adopt_preset
    from shouwen.runtime.preparing import migrate, seed

    migrate()
    since = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
    with fixed_at(since):
        adopt_preset(code="desk", actor=SYSTEM.through("cli"), at=since)
    seed()


def _let_go() -> None:
    from django.apps import apps

    if apps.ready:
        from django.db import connection

        connection.close()
