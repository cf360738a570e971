"""Numbers that people read aloud: prefix, the desk's date, a running number of that day."""

import re
from datetime import date
from typing import Any

from django.db import connection

from shouwen.base.models import Subject
from shouwen.base.time import now

PREFIX = re.compile(r"[A-Z]{1,8}")

DRAWN = """
WITH drawn AS (SELECT nextval(%(sequence)s) AS value),
opened AS (INSERT INTO base_numberday (prefix, day, base)
           SELECT %(prefix)s::varchar, %(day)s::date, value - 1 FROM drawn
            WHERE NOT EXISTS (SELECT FROM base_numberday WHERE prefix = %(prefix)s::varchar AND day = %(day)s::date)
           ON CONFLICT DO NOTHING RETURNING base)"""
ORDINAL = """
SELECT value - coalesce((SELECT base FROM opened),
                        (SELECT base FROM base_numberday WHERE prefix = %(prefix)s::varchar AND day = %(day)s::date))
"""
NEXT_NUMBER = f"{DRAWN} {ORDINAL} FROM drawn"
OPEN_NUMBERED = f"""{DRAWN},
made AS (INSERT INTO base_subject (kind, public_token, seq, promise_state, created_at)
         VALUES (%(kind)s, %(token)s, 0, '{{}}', %(now)s) RETURNING id)
{ORDINAL}, made.id FROM drawn, made
"""


def make_sequence(prefix: str) -> None:
    """There is a sequence for numbers that begin with `prefix` (1-8 capital letters); safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {_sequence(prefix)} CACHE 1")


def open_numbered(kind: str, *, prefix: str, day: date) -> tuple[Subject, str]:
    """A new subject of `kind`, held by this transaction, and its label (see `next_number`); one statement."""
    subject = Subject(kind=kind, created_at=now())
    values: dict[str, Any] = {
        "sequence": _sequence(prefix),
        "prefix": prefix,
        "day": day,
        "kind": kind,
        "token": subject.public_token,
        "now": subject.created_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN_NUMBERED, values)
        ordinal, subject.pk = cursor.fetchone()
    subject._state.adding, subject._state.db = False, connection.alias
    if ordinal is None or ordinal <= 0:
        return subject, next_number(prefix=prefix, day=day)
    return subject, _label(prefix, day, ordinal)


def next_number(*, prefix: str, day: date) -> str:
    """The next label, such as `SD-20261121-0007`: at least four digits, gaps allowed, no row locked.

    One statement. Only in the instant when a day begins can another transaction have drawn a lower value or opened the
    day unseen; then the next value is drawn.
    """
    values: dict[str, str | date] = {"sequence": _sequence(prefix), "prefix": prefix, "day": day}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT_NUMBER, values)
            (ordinal,) = cursor.fetchone()
        if ordinal is not None and ordinal > 0:
            return _label(prefix, day, ordinal)


def _label(prefix: str, day: date, ordinal: int) -> str:
    return f"{prefix}-{day:%Y%m%d}-{ordinal:04d}"


def _sequence(prefix: str) -> str:
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is not a number prefix")
    return f"number_{prefix.lower()}"
