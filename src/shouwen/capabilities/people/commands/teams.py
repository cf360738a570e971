"""Teams: created, changed, joined and left."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.permissions import can_manage
from shouwen.capabilities.people.refusals import CodeTaken, LeadsTheTeam, TeamCircle
from shouwen.capabilities.people.topics import door_of

CHANGEABLE = frozenset({"names", "line", "leader", "parent", "is_active"})


@transaction.atomic
def create_team(
    *,
    code: str,
    names: dict[str, str],
    line: str,
    actor: Actor,
    at: datetime,
    leader: Person | None = None,
    parent: Team | None = None,
) -> Team:
    """A team exists under `code`, and its `leader` belongs to it. Raises CodeTaken."""
    require(can_manage(actor))
    subject = journal.open_subject("team")
    with refused_as(CodeTaken(taken=code)):
        team = Team.objects.create(
            subject=subject, code=code, names=names, line=line, leader=leader, parent=parent, created_at=at
        )
    journal.record(subject, "team.created", actor=actor, at=at, code=code, line=str(line))
    if leader is not None:
        join_team(person=leader, team=team, actor=actor, at=at)
    return team


@transaction.atomic
def change_team(*, team: Team, actor: Actor, at: datetime, **changes: Any) -> Team:
    """`team` has the new names, line, leader, parent or is_active; a new leader belongs to it. Raises TeamCircle."""
    require(can_manage(actor))
    subject = journal.lock(team.subject_id)
    team = Team.objects.get(pk=team.pk)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    changed = sorted(field for field, value in changes.items() if getattr(team, field) != value)
    if not changed:
        return team
    for field in changed:
        setattr(team, field, changes[field])
    if "parent" in changed and team.pk in _line_above(team.parent):
        raise TeamCircle()
    team.save(update_fields=changed)
    payload: dict[str, Any] = {"changed": changed, "leader": team.leader_id, "line": str(team.line)}
    journal.record(subject, "team.changed", actor=actor, at=at, **payload)
    if "leader" in changed and team.leader is not None:
        join_team(person=team.leader, team=team, actor=actor, at=at)
    return team


@transaction.atomic
def join_team(*, person: Person, team: Team, actor: Actor, at: datetime) -> Membership:
    """`person` belongs to `team`; joining twice changes nothing."""
    require(can_manage(actor))
    subject = journal.lock(person.subject_id)
    membership, is_new = Membership.objects.get_or_create(person=person, team=team, defaults={"since": at})
    if is_new:
        journal.record(subject, "person.team_joined", actor=actor, at=at, team=team.code)
        live.ring(door_of(person.pk))
    return membership


@transaction.atomic
def leave_team(*, person: Person, team: Team, actor: Actor, at: datetime) -> None:
    """`person` no longer belongs to `team`. Raises LeadsTheTeam for its leader."""
    require(can_manage(actor))
    subject = journal.lock(person.subject_id)
    if Team.objects.filter(pk=team.pk, leader=person).exists():
        raise LeadsTheTeam(person=person.name)
    removed, _rows = Membership.objects.filter(person=person, team=team).delete()
    if removed:
        journal.record(subject, "person.team_left", actor=actor, at=at, team=team.code)
        live.ring(door_of(person.pk))


def _line_above(team: Team | None) -> set[int]:
    """Ids of `team` and all teams above it."""
    above: set[int] = set()
    while team is not None and team.pk not in above:
        above.add(team.pk)
        team = team.parent
    return above
