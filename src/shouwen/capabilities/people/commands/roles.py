"""Roles: made, changed, given and taken."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS, require
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.people.models import Person, PersonRole, Role, Team
from shouwen.capabilities.people.permissions import can_give_roles
from shouwen.capabilities.people.queries.powers import POWER, hold_powers, is_last_power
from shouwen.capabilities.people.refusals import CodeTaken, LastAdministrator, UnknownGrant
from shouwen.capabilities.people.topics import door_of


@transaction.atomic
def create_role(
    *,
    code: str,
    names: dict[str, str],
    grants: Iterable[str],
    actor: Actor,
    at: datetime,
    landing: str = "today",
) -> Role:
    """A role of the company's own exists. Raises CodeTaken and UnknownGrant."""
    require(can_give_roles(actor))
    held = _known(grants)
    subject = journal.open_subject("role")
    with refused_as(CodeTaken(taken=code)):
        role = Role.objects.create(subject=subject, code=code, names=names, grants=held, landing=landing)
    journal.record(subject, "role.created", actor=actor, at=at, code=code, grants=held)
    return role


@transaction.atomic
def change_role(
    *, role: Role, names: dict[str, str], grants: Iterable[str], actor: Actor, at: datetime
) -> Role:
    """`role` has these names and grants, for everybody who plays it, from the next request on.

    Raises UnknownGrant, and LastAdministrator if nobody could give roles afterwards.
    """
    require(can_give_roles(actor))
    subject = journal.lock(role.subject_id)
    role = Role.objects.get(pk=role.pk)
    held = _known(grants)
    hold_powers()
    added, removed = sorted(set(held) - set(role.grants)), sorted(set(role.grants) - set(held))
    if not added and not removed and names == role.names:
        return role
    role.names, role.grants = names, held
    role.save(update_fields=["names", "grants"])
    if POWER in removed and not _somebody_gives_roles():
        raise LastAdministrator()
    journal.record(subject, "role.changed", actor=actor, at=at, added=added, removed=removed)
    live.ring(*map(door_of, PersonRole.objects.filter(role=role).values_list("person_id", flat=True)))
    return role


@transaction.atomic
def give_role(
    *, person: Person, role: Role, actor: Actor, at: datetime, team: Team | None = None
) -> PersonRole:
    """`person` plays `role`, everywhere or for `team` and the teams below it; given twice it stays one."""
    require(can_give_roles(actor))
    subject = journal.lock(person.subject_id)
    played, is_new = PersonRole.objects.get_or_create(
        person=person, role=role, team=team, defaults={"since": at}
    )
    if is_new:
        team_code = team.code if team else None
        journal.record(subject, "person.role_given", actor=actor, at=at, role=role.code, team=team_code)
        live.ring(door_of(person.pk))
    return played


@transaction.atomic
def take_role(*, person: Person, role: Role, actor: Actor, at: datetime, team: Team | None = None) -> None:
    """`person` no longer plays `role` there. Raises LastAdministrator if nobody else could give roles."""
    require(can_give_roles(actor))
    subject = journal.lock(person.subject_id)
    played = PersonRole.objects.filter(person=person, role=role, team=team).first()
    if played is None:
        return
    was_last = is_last_power(person)
    played.delete()
    if was_last and not _somebody_gives_roles():
        raise LastAdministrator()
    team_code = team.code if team else None
    journal.record(subject, "person.role_taken", actor=actor, at=at, role=role.code, team=team_code)
    live.ring(door_of(person.pk))


def _known(grants: Iterable[str]) -> list[str]:
    held = sorted(set(grants))
    for grant in held:
        if grant not in GRANTS.codes():
            raise UnknownGrant(grant=grant)
    return held


def _somebody_gives_roles() -> bool:
    return PersonRole.objects.filter(
        role__grants__contains=[POWER], role__is_active=True, team=None, person__is_active=True
    ).exists()
