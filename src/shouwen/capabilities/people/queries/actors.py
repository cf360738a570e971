"""Who is acting: one SQL statement turns a session key or a token into an actor, and brings the time along."""

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shouwen.base.actors import NOBODY, Actor, Via
from shouwen.base.limits import TOKEN_USE
from shouwen.base.permissions import GRANTS
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.permissions import narrowed

SESSION_IDLE = timedelta(hours=12)

# A role given for a team counts for the teams below it too, and its grants carry the team: "tickets.dispatch@7";
# those that make no sense for a team are left out of the actor. What is with no team is the first line's: 0 is NO_TEAM.
BELOW = """
UNION SELECT {columns}, CASE WHEN up.team_id = t.parent_id THEN t.id ELSE 0 END
  FROM {held} up JOIN people_team t ON t.parent_id = up.team_id OR (t.id = up.team_id AND t.line = 'first')
"""
WHO = f"""
       p.id, p.name, p.language,
       ARRAY(WITH RECURSIVE held AS (
                 SELECT role_id, team_id FROM people_personrole WHERE person_id = p.id
                 {BELOW.format(columns="up.role_id", held="held")})
             SELECT DISTINCT CASE WHEN h.team_id IS NULL THEN g ELSE g || '@' || h.team_id END
               FROM held h JOIN people_role r ON r.id = h.role_id AND r.is_active, unnest(r.grants) AS g) AS grants,
       ARRAY(SELECT team_id FROM people_membership WHERE person_id = p.id) AS teams,
       ARRAY(WITH RECURSIVE played AS (
                 SELECT id, role_id, team_id FROM people_personrole WHERE person_id = p.id
                 {BELOW.format(columns="up.id, up.role_id", held="played")})
             SELECT r.code || '/' || r.landing || '/' || COALESCE(h.team_id::text, '')
               FROM played h JOIN people_role r ON r.id = h.role_id AND r.is_active ORDER BY h.id, h.team_id) AS roles,
       p.user_name, p.time_zone, p.theme, p.density, p.has_shortcuts, p.own_keys::text,
       p.tours_taken, p.is_demo
"""

BY_SESSION = f"""
WITH seen AS (
    UPDATE people_session SET seen_at = clock_timestamp()
     WHERE digest = %(digest)s AND seen_at < clock_timestamp() - interval '5 minutes' AND ended_at IS NULL
       AND expires_at > clock_timestamp() AND seen_at > clock_timestamp() - %(idle)s::interval)
SELECT clock_timestamp(), s.id, {WHO}
  FROM (VALUES (1)) AS one
  LEFT JOIN people_session s ON s.digest = %(digest)s AND s.stage = 'full' AND s.ended_at IS NULL
        AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - %(idle)s::interval
  LEFT JOIN people_person p ON p.id = s.person_id AND p.is_active
"""

BY_TOKEN = f"""
WITH seen AS (
    UPDATE people_apitoken SET last_used_at = clock_timestamp()
     WHERE digest = %(digest)s AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')),
counted AS (
    INSERT INTO base_ratelimithit (what, who, window_at, hits)
    SELECT %(limit)s, 'token/' || id,
           to_timestamp(floor(extract(epoch FROM clock_timestamp()) / %(width)s::int) * %(width)s::int), 1
      FROM people_apitoken WHERE digest = %(digest)s
    ON CONFLICT (what, who, window_at) DO UPDATE SET hits = base_ratelimithit.hits + 1 RETURNING hits)
SELECT clock_timestamp(), k.id, {WHO}, k.scopes, (SELECT hits FROM counted)
  FROM (SELECT CASE WHEN %(alone)s THEN set_config('synchronous_commit', 'off', true) END) AS one
  LEFT JOIN people_apitoken k ON k.digest = %(digest)s AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
  LEFT JOIN people_person p ON p.id = k.person_id AND p.is_active
"""

BY_PERSON = f"SELECT clock_timestamp(), NULL, {WHO} FROM people_person p WHERE p.id = %(person)s"


def actor_for_session(session_key: str | None) -> tuple[Actor, datetime]:
    """The person signed in by this cookie, NOBODY for a key that is unknown, half open, ended or idle for 12 hours.

    The second item is the database's now. One statement, which also notes at most every 5 minutes that it was seen.
    """
    row = _row(BY_SESSION, digest=_digest(session_key or ""), idle=SESSION_IDLE)
    now: datetime = row[0]
    return _actor(row, via="web", session_id=row[1]), now


def actor_for_token(raw_token: str) -> tuple[Actor, datetime]:
    """The person behind an API token, with only the grants that its scopes leave; NOBODY for an unusable one.

    The same statement counts the use: `extras["uses"]` is their number in the present window of TOKEN_USE. Alone in its
    transaction it does not wait for the disk: a power cut may forget the last uses, nothing else.
    """
    width = int(TOKEN_USE.window.total_seconds())
    alone = not connection.in_atomic_block
    *row, scopes, uses = _row(
        BY_TOKEN, digest=_digest(raw_token), limit=TOKEN_USE.what, width=width, alone=alone
    )
    now: datetime = row[0]
    return _actor(row, via="api", token_id=row[1], scopes=frozenset(scopes or ()), uses=uses), now


def actor_of(person: Person, *, via: Via = "web") -> Actor:
    """`person` as an actor, as he stands now; a disabled person has no grants. One statement."""
    row = _row(BY_PERSON, person=person.pk)
    actor = _actor(row, via=via)
    if person.is_active:
        return actor
    return Actor(kind="person", id=person.pk, name=person.name, via=via, language=person.language)


def _row(sql: str, **values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _actor(
    row: Any,
    *,
    via: Via,
    token_id: int | None = None,
    session_id: int | None = None,
    scopes: frozenset[str] | None = None,
    uses: int = 0,
) -> Actor:
    (
        _now,
        _door,
        pk,
        name,
        language,
        grants,
        teams,
        roles,
        user_name,
        zone,
        theme,
        density,
        shortcuts,
        own_keys,
        tours,
        demo,
    ) = row
    if pk is None:
        return NOBODY
    held = frozenset(grant for grant in grants if GRANTS.counts(grant))
    played = [tuple(role.rsplit("/", 2)) for role in roles]
    everywhere = {code for code, _landing, team in played if not team}
    of_teams: dict[str, set[int]] = defaultdict(set)
    for code, _landing, team in played:
        if code not in everywhere:
            of_teams[code].add(int(team))
    extras: dict[str, object] = {
        "user_name": user_name,
        "time_zone": zone,
        "theme": theme,
        "density": density,
        "has_shortcuts": shortcuts,
        "own_keys": own_keys,  # as JSON, which only scripts read
        "tours_taken": tuple(tours or ()),
        "is_demo": demo,
        "roles": tuple(dict.fromkeys(code for code, _landing, _team in played)),
        "roles_of_teams": dict(of_teams),  # those played for teams alone, and for which
        "landing": played[0][1] if played else "today",
        "session_id": session_id,
    }
    if scopes is not None:
        extras |= {"scopes": scopes, "uses": uses}
        held = narrowed(held, scopes)
    return Actor(
        kind="person",
        id=pk,
        name=name,
        grants=held,
        team_ids=frozenset(teams),
        via=via,
        token_id=token_id,
        language=language,
        extras=extras,
    )


def _digest(raw: str) -> bytes:
    return hashlib.sha256(raw.encode()).digest()
