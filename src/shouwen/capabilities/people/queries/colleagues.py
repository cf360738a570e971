"""Lists and pages of persons, and the candidates for a dispatch."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BinaryField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from shouwen.base.actors import Actor
from shouwen.capabilities.people.models import Membership, Person, PersonRole, Team
from shouwen.capabilities.people.queries.duty import HORIZON, SPANS, asked

COLLEAGUES = f"""
WITH spans AS ({SPANS}),
next_span AS (SELECT DISTINCT ON (person_id) person_id, lower AS starts_at, upper AS ends_at
                FROM spans ORDER BY person_id, lower)
SELECT p.id, p.name, p.post, p.is_active,
       COALESCE((SELECT array_agg(m.team_id) FROM people_membership m WHERE m.person_id = p.id), '{{}}'),
       COALESCE((SELECT jsonb_object_agg(s.code, k.level)
                   FROM people_personskill k JOIN people_skill s ON s.id = k.skill_id
                  WHERE k.person_id = p.id AND k.proved_on <= %(today)s
                    AND (k.expires_on IS NULL OR k.expires_on > %(today)s)), '{{}}'),
       n.starts_at, n.ends_at,
       (SELECT max(l.ends_at) FROM people_leave l
         WHERE l.person_id = p.id AND l.withdrawn_at IS NULL
           AND l.starts_at <= %(start)s AND l.ends_at > %(start)s)
  FROM people_person p LEFT JOIN next_span n ON n.person_id = p.id
 WHERE p.id = ANY(%(persons)s)
 ORDER BY p.name, p.id
"""

DISPATCHABLE = """
SELECT p.id FROM people_person p
 WHERE p.is_active AND (%(teams)s::bigint[] IS NULL OR EXISTS (
           SELECT FROM people_membership m WHERE m.person_id = p.id AND m.team_id = ANY(%(teams)s)))
"""


AND_ABOVE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM people_team WHERE id = %s::bigint OR (%s::bigint IS NULL AND line = 'first')
    UNION SELECT t.id, t.parent_id FROM people_team t JOIN up ON t.id = up.parent_id)
SELECT id FROM up
"""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as a dispatcher sees him: proved skills {code: level}, the present or next stretch of duty, and
    until when he is on leave if he is."""

    id: int
    name: str
    post: str
    is_active: bool
    team_ids: frozenset[int]
    skills: dict[str, int]
    duty_starts_at: datetime | None
    duty_ends_at: datetime | None
    away_until: datetime | None = None

    def is_on_duty(self, at: datetime) -> bool:
        return self.duty_starts_at is not None and self.duty_starts_at <= at


def colleagues(*, person_ids: Iterable[int], at: datetime, today: date) -> list[Colleague]:
    """The persons named, with skills that count on `today` and duty from `at` on, by name. One statement."""
    values: dict[str, Any] = asked(person_ids, at, at + HORIZON) | {"today": today}
    with connection.cursor() as cursor:
        cursor.execute(COLLEAGUES, values)
        rows = cursor.fetchall()
    return [
        Colleague(
            pk,
            name,
            post,
            active,
            frozenset(teams),
            json.loads(skills) if isinstance(skills, str) else skills,
            *duty,
        )
        for pk, name, post, active, teams, skills, *duty in rows
    ]


def dispatchable_ids(*, teams: Iterable[Team] | None = None) -> list[int]:
    """Ids of the active persons of `teams`, of everybody if None."""
    team_ids = None if teams is None else [team.pk for team in teams]
    with connection.cursor() as cursor:
        cursor.execute(DISPATCHABLE, {"teams": team_ids})
        return [pk for (pk,) in cursor.fetchall()]


def in_pinyin_order(name: str = "name") -> Func:
    """Orders by the field `name` as a Chinese reader expects; plain letters come first."""
    return Func(F(name), Value("GB18030"), function="convert_to", output_field=BinaryField())


def persons_found(
    *, actor: Actor, words: str = "", team_id: int | None = None, with_disabled: bool = False
) -> QuerySet[Person]:
    """Persons `actor` may see whose name, user name, address, phone or post holds `words`; by name."""
    found: QuerySet[Person] = Person.objects.visible_to(actor)
    if not with_disabled:
        found = found.filter(is_active=True)
    if team_id is not None:
        found = found.filter(pk__in=Membership.objects.filter(team_id=team_id).values("person_id"))
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(user_name__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__icontains=word)
            | Q(post__icontains=word)
        )
    return found.order_by(in_pinyin_order(), "pk")


def counts_for(team_id: int | None) -> Q:
    """Of the roles persons play, those that count for this team: given everywhere, for it or for a team above it.

    What is with no team is the first line's.
    """
    return Q(team=None) | Q(team_id__in=RawSQL(AND_ABOVE, [team_id, team_id]))


def persons_with_role(*, code: str, team_id: int | None = None) -> list[Person]:
    """Active persons who play the role `code` everywhere, for `team_id` or a team above it; by name. One statement.

    Without a team for the first line, whose everything is that is with no team.
    """
    played = PersonRole.objects.filter(role__code=code, role__is_active=True)
    played = played.filter(counts_for(team_id))
    return list(
        Person.objects.filter(pk__in=played.values("person_id"), is_active=True).order_by("name", "pk")
    )
