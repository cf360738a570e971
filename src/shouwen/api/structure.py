"""How the company is drawn here: teams, roles and their permissions, skills."""

from typing import Any

from ninja import Router

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.operations import acting, reading
from shouwen.api.people import GIVES_ROLES, MANAGES, READS, check_within
from shouwen.api.schemas import people as shapes
from shouwen.api.schemas.shared import PersonShown
from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.base.permissions import GRANTS
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.commands.roles import change_role, create_role
from shouwen.capabilities.people.commands.skills import name_skill
from shouwen.capabilities.people.commands.teams import change_team, create_team
from shouwen.capabilities.people.models import Membership, Role, Skill, Team

router = Router(tags=["People"])


@reading(router, "/teams", name="list_teams", answer=shapes.TeamList, rule=READS)
def list_teams(request: ApiRequest) -> Any:
    """List teams and who belongs to them."""
    rows = list(Team.objects.select_related("leader").order_by("code"))
    members = _members_of(rows)
    return shapes.TeamList.of(items=[_team(row, members.get(row.pk, [])) for row in rows])


@acting(router, "/teams", name="create_team", answer=shapes.TeamShown, rule=MANAGES)
def add_team(request: ApiRequest, body: shapes.TeamGiven) -> Any:
    """Add a team."""
    actor = _actor(request)
    made = create_team(
        code=body.code, names=body.names.model_dump(), line=body.line, actor=actor, at=now(), **_above(actor, body)
    )  # fmt: skip
    return _team(made, [])


@acting(
    router, "/teams/{code}", name="change_team", answer=shapes.TeamShown, rule=MANAGES, method="PATCH", status=200
)  # fmt: skip
def alter_team(request: ApiRequest, code: finding.PathCode, body: shapes.TeamChanged) -> Any:
    """Change a team; fields left out stay."""
    actor = _actor(request)
    found = Team.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(team=code)
    changes = body.model_dump(exclude_unset=True) | _above(actor, body)
    changed = change_team(team=found, actor=actor, at=now(), **changes)
    return _team(changed, _members_of([changed]).get(changed.pk, []))


@reading(router, "/roles", name="list_roles", answer=shapes.RoleList, rule=READS)
def list_roles(request: ApiRequest) -> Any:
    """List roles and what they may."""
    return shapes.RoleList.of(items=[shapes.role(row) for row in Role.objects.order_by("code")])


@acting(router, "/roles", name="create_role", answer=shapes.RoleShown, rule=GIVES_ROLES)
def add_role(request: ApiRequest, body: shapes.RoleGiven) -> Any:
    """Add a role of the company's own, within the scopes of this token."""
    actor = _actor(request)
    check_within(actor, set(body.grants) & GRANTS.codes())
    made = create_role(
        code=body.code, names=body.names.model_dump(), grants=body.grants, actor=actor, at=now()
    )  # fmt: skip
    return shapes.role(made)


@acting(
    router, "/roles/{code}", name="change_role", answer=shapes.RoleShown, rule=GIVES_ROLES, method="PUT", status=200
)  # fmt: skip
def alter_role(request: ApiRequest, code: finding.PathCode, body: shapes.RoleChanged) -> Any:
    """Set a role's names and grants, for everybody who plays it from the next request on."""
    actor = _actor(request)
    found = Role.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(role=code)
    check_within(actor, (set(body.grants) & GRANTS.codes()) - set(found.grants))
    return shapes.role(
        change_role(role=found, names=body.names.model_dump(), grants=body.grants, actor=actor, at=now())
    )


@reading(router, "/skills", name="list_skills", answer=shapes.SkillList, rule=READS)
def list_skills(request: ApiRequest) -> Any:
    """List the skills that somebody can prove."""
    return shapes.SkillList.of(items=[_skill(row) for row in Skill.objects.order_by("code")])


@acting(router, "/skills", name="name_skill", answer=shapes.SkillShown, rule=MANAGES)
def keep_skill(request: ApiRequest, body: shapes.SkillGiven) -> Any:
    """Name a skill; a known one is renamed."""
    return _skill(name_skill(code=body.code, names=body.names.model_dump(), actor=_actor(request)))


def _above(actor: Actor, body: shapes.TeamGiven | shapes.TeamChanged) -> dict[str, Any]:
    """Leader and parent as rows, as far as they were sent."""
    found: dict[str, Any] = {}
    if "leader" in body.model_fields_set:
        found["leader"] = finding.person_named(actor, "leader", body.leader) if body.leader else None
    if "parent" in body.model_fields_set:
        found["parent"] = finding.team_named("parent", body.parent) if body.parent else None
    return found


def _members_of(teams: list[Team]) -> dict[int, list[str]]:
    rows = Membership.objects.filter(team__in=teams).order_by("person__user_name")
    members: dict[int, list[str]] = {}
    for team_id, name in rows.values_list("team_id", "person__user_name"):
        members.setdefault(team_id, []).append(name)
    return members


def _team(of: Team, members: list[str]) -> shapes.TeamShown:
    name = name_in(of.names) or of.code
    leader = PersonShown.of(user_name=of.leader.user_name, name=of.leader.name) if of.leader else None
    return shapes.TeamShown.of(
        code=of.code, name=name, line=str(of.line), leader=leader, members=members, is_active=of.is_active
    )


def _skill(of: Skill) -> shapes.SkillShown:
    return shapes.SkillShown.of(code=of.code, names=of.names, is_active=of.is_active)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
