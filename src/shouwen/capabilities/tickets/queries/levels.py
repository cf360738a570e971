"""The levels of open tickets, and what becomes of them under a regulation that has others."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import Count

from shouwen.capabilities.regulations.choices import CodeKind
from shouwen.capabilities.regulations.models import Code
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.carrying import Carrier, Fields, carry_levels
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.grading import grade
from shouwen.domain.regulation import Regulation

SAVE: Final = """
UPDATE tickets_ticket AS ticket
   SET level_id = code.id, rank = code.rank, priority = t.priority, is_major = t.major
  FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::boolean[]) AS t(id, level, priority, major)
  JOIN regulations_code code ON code.kind = 'level' AND code.code = t.level
 WHERE ticket.subject_id = t.id
"""


def levels_unknown_to(document: Regulation) -> dict[str, int]:
    """Code of a level that open tickets have and `document` does not know -> how many, of the whole desk.

    One statement.
    """
    held = Ticket.objects.open().exclude(level=None).order_by("level_id")
    counted = dict(held.values_list("level__code").annotate(Count("pk")))
    return {code: count for code, count in counted.items() if code not in document.levels}


def levels_proposed_by(document: Regulation) -> dict[str, str]:
    """Code of a level of any version that `document` does not know -> its nearest by rank, the graver of two."""
    ranks = Code.objects.filter(kind=CodeKind.LEVEL).order_by("rank", "code").values_list("code", "rank")
    return {
        code: min(document.levels, key=lambda level: _distance(document.levels[level].rank, rank))
        for code, rank in ranks
        if code not in document.levels
    }


def carry_tickets() -> None:
    """From now on open tickets that move to another regulation get the level that was chosen for theirs."""
    carry_levels(Carrier(levels_unknown_to, levels_proposed_by, _fields, _keep))


def _distance(new: int, old: int) -> tuple[int, int]:
    return (abs(new - old), new)


def _fields(ids: Collection[int], regulation: Compiled, levels: Mapping[str, str]) -> Fields:
    """Level, priority and mark of those among `ids` whose level the regulation does not know; one statement."""
    document = regulation.document
    rows = Ticket.objects.filter(pk__in=list(ids), level__code__in=list(levels))
    found: Fields = {}
    for pk, level, served, major in rows.values_list("pk", "level__code", "service_level__code", "is_major"):
        code = levels[level]
        found[pk] = {
            "level": code,
            "priority": grade(document, None, None, level=code, service_level=served).priority,
            "major": major or document.levels[code].major,
        }
    return found


def _keep(fields: Mapping[int, Mapping[str, Any]]) -> None:
    told = list(fields.values())
    values: list[Any] = [
        list(fields),
        [one["level"] for one in told],
        [one["priority"] for one in told],
        [one["major"] for one in told],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)
