"""Numbers that people read aloud: prefix, the desk's date, a running number of that day."""

import re
from datetime import date

from django.db import connection

PREFIX = re.compile(r"[A-Z]{1,8}")

NEXT_NUMBER = """
WITH drawn AS (SELECT nextval(%(sequence)s) AS value),
opened AS (INSERT INTO base_numberday (prefix, day, base)
           SELECT %(prefix)s::varchar, %(day)s::date, value - 1 FROM drawn
            WHERE NOT EXISTS (SELECT FROM base_numberday WHERE prefix = %(prefix)s::varchar AND day = %(day)s::date)
           ON CONFLICT DO NOTHING RETURNING base)
SELECT value - coalesce((SELECT base FROM opened),
                        (SELECT base FROM base_numberday WHERE prefix = %(prefix)s::varchar AND day = %(day)s::date))
  FROM drawn
"""


def make_sequence(prefix: str) -> None:
    """There is a sequence for numbers that begin with `prefix` (1-8 capital letters); safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {_sequence(prefix)} CACHE 1")


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
            return f"{prefix}-{day:%Y%m%d}-{ordinal:04d}"


def _sequence(prefix: str) -> str:
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is not a number prefix")
    return f"number_{prefix.lower()}"
