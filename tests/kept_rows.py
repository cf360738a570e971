"""What takes long to make is made once in a process; whoever wants it again has its rows written as they were."""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import cache
from django.db import connection, transaction

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.queries import look_again
from shouwen.capabilities.service_levels.calendars.shelf import forget_calendars

Made = TypeVar("Made")

TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
NUMBER_SEQUENCES = "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'number\\_%'"


@dataclass(frozen=True)
class _Kept:
    """What was made, and the rows that came to be with it; they may be written where none of their tables has any."""

    made: bytes
    rows: dict[str, bytes]
    sequences: tuple[str, ...]

    def fits(self) -> bool:
        parts = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in self.rows)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {parts}")
            return cursor.fetchone() == (False,)

    def write(self) -> None:
        """Write the rows past all guards, and let the caches of this process forget the desk before."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, content in self.rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(content)
            cursor.execute("SET LOCAL session_replication_role = origin")
            for name in self.sequences:
                cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name} CACHE 1")
        cache.clear()
        forget_calendars()
        look_again()


_all_kept: dict[Hashable, _Kept] = {}


def made_once(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` makes in an empty database; the first time in truth, then from the rows that it left."""
    kept = _all_kept.get(key)
    if kept is not None and kept.fits():
        kept.write()
        made: Made = pickle.loads(kept.made)
        return made
    if kept is not None or Subject.objects.exists():
        return make()
    before = _fingerprints()
    found = make()
    _all_kept[key] = _kept_of(found, before)
    return found


def _kept_of(made: object, before: dict[str, str | None]) -> _Kept:
    changed = [table for table, fingerprint in _fingerprints().items() if fingerprint != before[table]]
    assert [table for table in changed if before[table] is not None] == []
    with connection.cursor() as cursor:
        rows = {}
        for table in changed:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
        cursor.execute(NUMBER_SEQUENCES)
        sequences = tuple(name for (name,) in cursor.fetchall())
    return _Kept(pickle.dumps(made), rows, sequences)


def _fingerprints() -> dict[str, str | None]:
    """Table -> what stands in it, in short; None for an empty one."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        each = (
            f"SELECT '{name}', md5(string_agg(one::text, ',' ORDER BY one::text)) FROM {name} one"
            for name in tables
        )
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())
