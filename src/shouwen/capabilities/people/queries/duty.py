"""Who is on duty when: weekly plans minus holidays and leave, computed by the database in one statement for many."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.ports import desk_days

HORIZON = timedelta(days=35)
MOMENT = timedelta(microseconds=1)

SPANS_OF = """
WITH worked AS (
    SELECT s.person_id, range_agg(tstzrange(b.begins, GREATEST(b.begins, b.ends))) AS spans
      FROM people_shiftpattern s
      JOIN people_person p ON p.id = s.person_id AND p.is_active
     CROSS JOIN LATERAL generate_series(
               (%(start)s AT TIME ZONE s.time_zone)::date - 1, (%(end)s AT TIME ZONE s.time_zone)::date,
               interval '1 day')
               AS g(at)
     CROSS JOIN LATERAL (SELECT (g.at::date + s.starts_at) AT TIME ZONE s.time_zone AS begins,
               (g.at::date + CASE WHEN s.ends_at <= s.starts_at THEN 1 ELSE 0 END + s.ends_at)
               AT TIME ZONE s.time_zone AS ends) AS b
     CROSS JOIN LATERAL (SELECT CASE WHEN s.on_holidays THEN NULL ELSE
                (SELECT m.weekday FROM unnest(%(moved)s::date[], %(follows)s::int[]) AS m(day, weekday)
                  WHERE m.day = g.at::date) END AS weekday) AS like_another
     WHERE s.person_id = ANY({persons}) AND s.weekday = COALESCE(like_another.weekday, extract(isodow FROM g.at))
       AND (s.on_holidays OR NOT g.at::date = ANY(%(closed)s::date[]))
       AND g.at::date >= s.valid_from AND (s.valid_until IS NULL OR g.at::date <= s.valid_until)
     GROUP BY s.person_id),
away AS (
    SELECT person_id, range_agg(tstzrange(starts_at, ends_at)) AS spans
      FROM people_leave
     WHERE person_id = ANY({persons}) AND withdrawn_at IS NULL
       AND starts_at < %(end)s AND ends_at > %(start)s
     GROUP BY person_id)
SELECT person_id, lower(span), upper(span)
  FROM worked LEFT JOIN away USING (person_id),
       unnest((worked.spans - COALESCE(away.spans, '{{}}'::tstzmultirange))
              * tstzmultirange(tstzrange(%(start)s, %(end)s))) AS span
 ORDER BY person_id, lower(span)
"""
"""The stretches of duty of `persons`, an expression of the database for an array of their ids."""

SPANS = SPANS_OF.format(persons="%(persons)s")

ALL_OR_OF_TEAM = """ARRAY(SELECT p.id FROM people_person p
 WHERE p.is_active AND (%(team)s::bigint IS NULL OR EXISTS (
           SELECT FROM people_membership m WHERE m.person_id = p.id AND m.team_id = %(team)s::bigint)))"""

PLANNED = f"""
WITH asked AS (SELECT unnest({ALL_OR_OF_TEAM}) AS person_id),
spans AS ({SPANS_OF.format(persons=ALL_OR_OF_TEAM)})
SELECT p.id, p.name, p.post, spans.lower, spans.upper
  FROM asked JOIN people_person p ON p.id = asked.person_id LEFT JOIN spans ON spans.person_id = p.id
 ORDER BY p.name, p.id, spans.lower
"""


@dataclass(frozen=True, slots=True)
class DutySpan:
    """On duty from `starts_at` to before `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """One person and the stretches he is on duty, in order; none for somebody who is off."""

    id: int
    name: str
    post: str
    duty: tuple[DutySpan, ...]


def asked(person_ids: Iterable[int], start: datetime, end: datetime) -> dict[str, Any]:
    """What SPANS is asked with: the persons, the time, and the desk's days out of the ordinary."""
    days = desk_days(start, end)
    return {
        "persons": list(person_ids),
        "start": start,
        "end": end,
        "closed": list(days.closed),
        "moved": [day for day, _weekday in days.moved],
        "follows": [weekday for _day, weekday in days.moved],
    }


def duty_spans(*, person_ids: Iterable[int], start: datetime, end: datetime) -> dict[int, list[DutySpan]]:
    """For each person the stretches of duty within [start, end), in order; who has none is absent. One statement."""
    spans: dict[int, list[DutySpan]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SPANS, asked(person_ids, start, end))
        for person_id, starts_at, ends_at in cursor.fetchall():
            spans[person_id].append(DutySpan(starts_at, ends_at))
    return dict(spans)


def planned(*, team_id: int | None, start: datetime, end: datetime) -> list[Planned]:
    """The active persons of a team, of the whole desk without one, and their duty within [start, end); by name.

    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, asked((), start, end) | {"team": team_id})
        rows = cursor.fetchall()
    found: dict[int, tuple[str, str, list[DutySpan]]] = {}
    for person_id, name, post, starts_at, ends_at in rows:
        _name, _post, spans = found.setdefault(person_id, (name, post, []))
        if starts_at is not None:
            spans.append(DutySpan(starts_at, ends_at))
    return [Planned(pk, name, post, tuple(spans)) for pk, (name, post, spans) in found.items()]


def who_is_on_duty(*, person_ids: Iterable[int], at: datetime) -> set[int]:
    """Those of `person_ids` who work at that instant. One statement."""
    return set(duty_spans(person_ids=person_ids, start=at, end=at + MOMENT))


def is_on_duty(person: Person, *, at: datetime) -> bool:
    """Whether `person` is active, planned and not on leave at that instant; nobody without a plan is on duty."""
    return bool(who_is_on_duty(person_ids=[person.pk], at=at))


def on_duty(*, team: Team, at: datetime) -> list[Person]:
    """The members of `team` who work at that instant, by name. Two statements."""
    belonging = Membership.objects.filter(team=team).values("person_id")
    members = list(Person.objects.filter(pk__in=belonging, is_active=True).order_by("name", "pk"))
    present = who_is_on_duty(person_ids=[person.pk for person in members], at=at)
    return [person for person in members if person.pk in present]


def next_duty(*, person_ids: Iterable[int], at: datetime) -> dict[int, DutySpan]:
    """For each person the stretch he works in now (cut at `at`), else the next one within 35 days. One statement."""
    spans = duty_spans(person_ids=person_ids, start=at, end=at + HORIZON)
    return {person_id: found[0] for person_id, found in spans.items()}
