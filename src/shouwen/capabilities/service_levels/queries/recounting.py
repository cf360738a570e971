"""Which subjects under way count by holidays that have been changed since, each by the calendars of its regulation.

It does not ask whether a clock runs just now: a promise that begins tomorrow counts by the holidays known today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from django.db import connection

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.models import CalendarVersion
from shouwen.capabilities.service_levels.queries.under_way import UNDER_WAY
from shouwen.domain.regulation import Calendar

Wanted = Mapping[int, Mapping[str, CalendarVersion]]
"""Version of the regulation -> calendar -> the version of it that has today's holidays."""

HOLDS_OLD: Final = """EXISTS (
    SELECT FROM unnest(
           %(regulations)s::bigint[], %(codes)s::text[], %(versions)s::int[],
           %(since)s::text[]::timestamptz[], %(until)s::text[]::timestamptz[]
         ) old (regulation, code, version, since, until)
     WHERE old.regulation = (promise_state ->> 'regulation')::bigint
       AND CASE WHEN jsonb_exists(promise_state -> 'calendars', old.code)
                THEN (promise_state -> 'calendars' ->> old.code)::int = old.version
                ELSE (promise_state ->> 'first_recorded_at')::timestamptz >= old.since
                 AND (promise_state ->> 'first_recorded_at')::timestamptz < old.until
           END
)"""
"""It holds an old version of a calendar, or would take one up, having begun while that was in force."""
BEHIND: Final = f"{UNDER_WAY} AND {HOLDS_OLD}"
ONE_BEHIND: Final = f"SELECT FROM base_subject WHERE id = %(subject)s::bigint AND {HOLDS_OLD}"
CLAIM: Final = f"""
SELECT * FROM base_subject
 WHERE id > %(after)s::bigint AND id <> ALL(%(failed)s::bigint[]) AND {BEHIND}
 ORDER BY id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
"""
COUNT: Final = f"SELECT count(*) FROM base_subject WHERE {BEHIND}"
COUNTING: Final = (
    f"SELECT DISTINCT (promise_state ->> 'regulation')::bigint FROM base_subject WHERE {UNDER_WAY}"
)


def follows_holidays(calendar: Calendar) -> bool:
    return calendar.holidays != "none" and not calendar.always_open


def calendars_of(regulation: Compiled, active: Compiled) -> dict[str, Calendar]:
    """The calendars by which what counts by `regulation` can count; a contract may name one that is newer than it."""
    held = {**active.document.calendars, **regulation.document.calendars}
    return {code: calendar for code, calendar in held.items() if follows_holidays(calendar)}


def regulations_counting() -> list[Compiled]:
    """Every version of the regulation by which something under way counts."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTING)
        return [regulation_of(version_id) for version_id in sorted(row[0] for row in cursor.fetchall())]


def claim_behind(wanted: Wanted, *, after: int, failed: Sequence[int], limit: int) -> list[Subject]:
    """The next subjects past `after` that are behind and that no command holds, locked."""
    values = _values(wanted) | {"after": after, "failed": list(failed), "limit": limit}
    return list(Subject.objects.raw(CLAIM, values)) if values["codes"] else []


def count_behind(wanted: Wanted) -> int:
    """How many subjects under way are behind."""
    values = _values(wanted)
    if not values["codes"]:  # nothing was changed ever since
        return 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0])


def is_behind(subject: Subject, wanted: Wanted) -> bool:
    """Whether `subject`, under way or over, counts by old holidays."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_BEHIND, _values(wanted) | {"subject": subject.pk})
        return cursor.fetchone() is not None


def _values(wanted: Wanted) -> dict[str, Any]:
    """Every version that says something else than the one wanted, and when it was in force for what was new."""
    codes = {code for held in wanted.values() for code in held}
    known: dict[str, list[CalendarVersion]] = {code: [] for code in codes}
    for row in CalendarVersion.objects.filter(code__in=codes).defer("definition").order_by("code", "version"):
        known[row.code].append(row)
    rows = [
        (number, code, row.version, since, until)
        for number, held in wanted.items()
        for code, newest in held.items()
        for row, since, until in _in_force(known[code])
        if row.digest != newest.digest
    ]
    names = ("regulations", "codes", "versions", "since", "until")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _in_force(
    versions: Sequence[CalendarVersion],
) -> Iterator[tuple[CalendarVersion, str | None, str | None]]:
    """Each version with the stretch in which it counted for what was new; the first also before it was published."""
    for_new = sorted(
        (row for row in versions if row.is_for_new), key=lambda row: (row.published_at, row.version)
    )
    begins = ["-infinity", *(row.published_at.isoformat() for row in for_new[1:]), "infinity"]
    for row, (since, until) in zip(for_new, pairwise(begins), strict=False):
        yield row, since, until
    for row in versions:
        if not row.is_for_new:
            yield row, None, None
