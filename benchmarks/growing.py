"""Grows a desk to any size: tickets like those of the demo story, copied with all that hangs on them."""

import random
from datetime import datetime
from typing import Any

import psycopg

from shouwen.base.words import vectors

FIRST = 1_000
RARE, COMMON, ONE_IN = "异响压缩机", "例行核对", 100
OPEN = ("accepted", "in_progress", "dispatched")
BATCH = 5000
LINES_OF_THE_SAMPLE = 20
"""Title words: RARE stands in one ticket of a hundred, COMMON in every second."""

SUBJECTS = """
INSERT INTO base_subject (id, kind, public_token, seq, last_at, promise_state, next_stage_at, created_at)
SELECT %(base)s::bigint + i, 'ticket', substr(md5(random()::text || i), 1, 22), s.seq,
       %(now)s::timestamptz - (i %% 300) * interval '1 day',
       s.promise_state, CASE WHEN i %% 5 = 0 THEN %(now)s::timestamptz + interval '90 days' END, %(now)s::timestamptz
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i JOIN source AS c ON c.place = i %% %(kinds)s::bigint
  JOIN base_subject s ON s.id = c.id
"""
FACTS = """
INSERT INTO base_fact (subject_id, seq, name, actor_kind, actor_id, via, at, recorded_at, regulation_id, payload,
                       digest)
SELECT %(base)s::bigint + i, f.seq, f.name, f.actor_kind, f.actor_id, f.via, f.at, f.recorded_at, f.regulation_id,
       f.payload, f.digest
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i JOIN source AS c ON c.place = i %% %(kinds)s::bigint
  JOIN base_fact f ON f.subject_id = c.id
"""
SEARCH = """
INSERT INTO base_searchrow (subject_id, part, kind, seq, words) VALUES (%s, 1, 'ticket', 1, %s::tsvector)
"""


def grow(desk: psycopg.Connection[Any], *, to: int, now: datetime) -> None:
    """There are `to` grown tickets, a fifth of them open, each with facts, entries, a clock and its search row.

    Safe to call again with a larger `to`; `desk` is in autocommit.
    """
    desk.execute("SET session_replication_role = replica")  # copies need no triggers and no checks of keys
    have, base = _grown(desk)
    _choose_sources(desk)
    kinds = desk.execute("SELECT count(*) FROM source").fetchone()[0]  # type: ignore[index]
    for first in range(have + 1, to + 1, BATCH):
        values = {
            "base": base,
            "first": first,
            "last": min(first + BATCH - 1, to),
            "kinds": kinds,
            "now": now,
        }
        with desk.transaction():
            desk.execute(SUBJECTS, values)
            desk.execute(_tickets(desk), values)
            desk.execute(FACTS, values)
            desk.execute(_copy(desk, "tickets_entry", "ticket_id"), values)
            desk.execute(_copy(desk, "service_levels_clock", "subject_id"), values)
            _make_findable(desk, values)
    desk.execute("SELECT setval('base_subject_id_seq', (SELECT max(id) FROM base_subject))")
    desk.execute("VACUUM ANALYZE")


def _grown(desk: psycopg.Connection[Any]) -> tuple[int, int]:
    """How many tickets were grown so far, and the id their ids begin after."""
    desk.execute("CREATE TABLE IF NOT EXISTS growth (base bigint)")
    row = desk.execute("SELECT base FROM growth").fetchone()
    if row is None:
        row = desk.execute(
            "INSERT INTO growth SELECT max(id) + 1000 FROM base_subject RETURNING base"
        ).fetchone()
    base = row[0]  # type: ignore[index]
    count = desk.execute("SELECT count(*) FROM tickets_ticket WHERE subject_id > %s", [base]).fetchone()
    return count[0], base  # type: ignore[index]


def _choose_sources(desk: psycopg.Connection[Any]) -> None:
    """The demo tickets that are copied, numbered from 0; those with a handler come first."""
    desk.execute("DROP TABLE IF EXISTS source")
    desk.execute(
        "CREATE TEMP TABLE source AS SELECT subject_id AS id, row_number() OVER (ORDER BY subject_id) - 1 AS place"
        " FROM tickets_ticket WHERE handler_id IS NOT NULL AND merged_into_id IS NULL AND number NOT LIKE 'G%%'"
        " AND subject_id < (SELECT base FROM growth) AND state IN ('in_progress', 'completed', 'closed')"
    )


def _tickets(desk: psycopg.Connection[Any]) -> str:
    """Copies with numbers, titles, states and deadlines of their own.

    One in a hundred is the field engineer's, of the first thousand one in ten: his page of fifty rows is full then too.
    """
    columns = _columns(desk, "tickets_ticket")
    own = {
        "subject_id": "%(base)s::bigint + i",
        "number": "'G-' || lpad(i::text, 7, '0')",
        "title": f"CASE WHEN i %% {ONE_IN} = 0 THEN '{RARE}，' ELSE '' END || CASE WHEN i %% 2 = 0 THEN '{COMMON}，'"
        " ELSE '' END || t.title",
        "state": "CASE WHEN i %% 5 = 0 THEN (ARRAY['accepted', 'in_progress', 'completed'])[i / 5 %% 3 + 1]"
        " ELSE 'closed' END",
        "handler_id": f"CASE WHEN i %% {ONE_IN} = 0 OR (i <= {FIRST} AND i %% 10 = 0)"
        " THEN w.engineer ELSE w.others END",
        "responsible_id": "w.others",
        "team_id": "w.team",
        "owner_id": "w.owner",
        "priority": "1 + i %% 4",
        "next_due_at": "CASE WHEN i %% 5 = 0 THEN %(now)s::timestamptz + (i %% 5000) * interval '1 minute' END",
        "reported_at": "%(now)s::timestamptz - (i %% 300) * interval '1 day'",
        "registered_at": "%(now)s::timestamptz - (i %% 300) * interval '1 day'",
        "parent_id": "NULL",
    }
    chosen = ", ".join(own.get(name, f"t.{name}") for name in columns)
    return (
        f"INSERT INTO tickets_ticket ({', '.join(columns)}) SELECT {chosen}"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i"
        " JOIN source AS c ON c.place = i %% %(kinds)s::bigint"
        " JOIN tickets_ticket t ON t.subject_id = c.id CROSS JOIN"
        " (SELECT (SELECT id FROM people_person WHERE user_name = 'wangqiang') AS engineer,"
        " (SELECT id FROM people_person WHERE user_name = 'sunbo') AS others,"
        " (SELECT id FROM people_person WHERE user_name = 'linxiao') AS owner,"
        " (SELECT id FROM people_team WHERE code = 'third_line') AS team) AS w"
    )


def _copy(desk: psycopg.Connection[Any], table: str, key: str) -> str:
    """Rows that hang on a ticket, copied to its copies."""
    columns = [name for name in _columns(desk, table) if name != "id"]
    chosen = ", ".join("%(base)s::bigint + i" if name == key else f"r.{name}" for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i"
        " JOIN source AS c ON c.place = i %% %(kinds)s::bigint"
        f" JOIN {table} r ON r.{key} = c.id"
    )


def _columns(desk: psycopg.Connection[Any], table: str) -> list[str]:
    rows = desk.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        [table],
    )
    return [row[0] for row in rows]


def _make_findable(desk: psycopg.Connection[Any], values: dict[str, Any]) -> None:
    """Search rows of the batch, from titles and texts as the worker would take them."""
    texts = desk.execute(
        "SELECT t.subject_id, t.number || ' ' || t.title, coalesce(string_agg(e.body, ' '), '') FROM tickets_ticket t"
        " LEFT JOIN tickets_entry e ON e.ticket_id = t.subject_id"
        " WHERE t.subject_id BETWEEN %(base)s + %(first)s AND %(base)s + %(last)s GROUP BY 1, 2",
        values,
    ).fetchall()
    with desk.cursor() as cursor:
        cursor.executemany(SEARCH, [(pk, vectors(title, body)[0].vector) for pk, title, body in texts])


def sample_ticket(desk: psycopg.Connection[Any]) -> str:
    """Number of a grown, open ticket that gets twenty entries, and so the page that is measured."""
    number, pk = desk.execute(
        "SELECT number, subject_id FROM tickets_ticket WHERE number LIKE 'G%' AND state = 'in_progress'"
        " ORDER BY number LIMIT 1"
    ).fetchone()  # type: ignore[misc]
    lacking = (
        LINES_OF_THE_SAMPLE
        - desk.execute("SELECT count(*) FROM tickets_entry WHERE ticket_id = %s", [pk]).fetchone()[0]
    )  # type: ignore[index]
    dice = random.Random(7)
    for _ in range(max(0, lacking)):
        seq = desk.execute(
            "UPDATE base_subject SET seq = seq + 1 WHERE id = %s RETURNING seq", [pk]
        ).fetchone()[0]  # type: ignore[index]
        text = f"现场检查第 {dice.randrange(100)} 次，更换部件后观察运行情况。"
        desk.execute(
            "INSERT INTO base_fact (subject_id, seq, name, actor_kind, actor_id, via, at, recorded_at, payload, digest)"
            " SELECT %s, %s, 'ticket.noted', 'person', min(id), 'web', now(), now(), '{}', '' FROM people_person",
            [pk, seq],
        )
        desk.execute(
            "INSERT INTO tickets_entry (ticket_id, seq, kind, visibility, author_kind, author_id, author_name, channel,"
            " way, body, html, facets, reference, at) SELECT %s, %s, 'note', 'internal', 'person', min(id), '孙博',"
            " '', '', %s, '', '{}', '', now() FROM people_person",
            [pk, seq, text],
        )
    return str(number)
