"""Which open subjects count by holidays that have been changed since, each by the calendars of its own regulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.models import CalendarVersion, Clock
from shouwen.domain.regulation import Calendar

Wanted = Mapping[int, Mapping[str, CalendarVersion]]
"""Version of the regulation -> calendar -> the version of it that has today's holidays."""

COUNTING: Final = "clock.is_open AND NOT clock.by_hand AND clock.breached_at IS NULL AND clock.met_at IS NULL"
BEHIND: Final = f"""
SELECT FROM service_levels_clock clock
  JOIN service_levels_calendarversion held
    ON held.code = clock.calendar AND held.version = clock.calendar_version
  JOIN unnest(%(regulations)s::bigint[], %(codes)s::text[], %(digests)s::text[]) wanted (regulation, code, digest)
    ON wanted.regulation = clock.regulation_id AND wanted.code = clock.calendar AND wanted.digest <> held.digest
 WHERE clock.subject_id = subject.id AND {COUNTING}
"""
CLAIM: Final = f"""
SELECT * FROM base_subject subject
 WHERE subject.id > %(after)s::bigint AND subject.id <> ALL(%(failed)s::bigint[]) AND EXISTS ({BEHIND})
 ORDER BY subject.id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
"""
COUNT: Final = f"SELECT count(*) FROM base_subject subject WHERE EXISTS ({BEHIND})"


def follows_holidays(calendar: Calendar) -> bool:
    return calendar.holidays != "none" and not calendar.always_open


def calendars_of(regulation: Compiled, active: Compiled) -> dict[str, Calendar]:
    """The calendars by which what counts by `regulation` can count; a contract may name one that is newer than it."""
    held = {**active.document.calendars, **regulation.document.calendars}
    return {code: calendar for code, calendar in held.items() if follows_holidays(calendar)}


def regulations_counting() -> list[Compiled]:
    """Every version of the regulation by which an open promise counts."""
    ids = Clock.objects.filter(is_open=True).order_by().values_list("regulation_id", flat=True).distinct()
    return [regulation_of(version_id) for version_id in sorted(ids)]


def claim_behind(wanted: Wanted, *, after: int, failed: Sequence[int], limit: int) -> list[Subject]:
    """The next subjects past `after` that are behind and that no command holds, locked."""
    values = _values(wanted) | {"after": after, "failed": list(failed), "limit": limit}
    return list(Subject.objects.raw(CLAIM, values))


def count_behind(wanted: Wanted) -> int:
    """How many open subjects are behind."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _values(wanted))
        return int(cursor.fetchone()[0])


def _values(wanted: Wanted) -> dict[str, Any]:
    rows = [(number, code, row.digest) for number, held in wanted.items() for code, row in held.items()]
    return {
        "regulations": [number for number, _, _ in rows],
        "codes": [code for _, code, _ in rows],
        "digests": [digest for _, _, digest in rows],
    }
