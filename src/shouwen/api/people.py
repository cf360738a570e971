"""Persons: found, invited, changed, let go, with their roles, teams and skills."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Line, Nothing
from shouwen.api.operations import Told, acting, reading
from shouwen.api.schemas import people as shapes
from shouwen.api.schemas.shared import Done
from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.letters import write_letter
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.commands import accounts, links, roles, skills, teams
from shouwen.capabilities.people.commands.duty import desk_shifts
from shouwen.capabilities.people.models import (
    Membership,
    Person,
    PersonRole,
    PersonSkill,
    Role,
    ShiftPattern,
    Team,
)
from shouwen.capabilities.people.permissions import narrowed
from shouwen.capabilities.people.queries import persons_found
from shouwen.runtime.values import time_zone

router = Router(tags=["People"])
READS = Rule("people", grants=("people.see",))
MANAGES = Rule("people", writes=True, grants=("people.manage",))
GIVES_ROLES = Rule("people", writes=True, grants=("people.give_roles",))
JUDGES = Rule("people", writes=True, grants=("people.judge_skills",))
MOST = 500
DOORS = {LinkPurpose.INVITATION: "web:invitation", LinkPurpose.PASSWORD_RESET: "web:password"}


class BeyondToken(NotPermitted):
    """A token gives nobody what lies outside its own scopes, whatever its person may."""

    code = "beyond_token"
    message = gettext_noop(
        "The scopes of this token do not cover %(grants)s, so it can't grant that to anybody."
    )


class PersonFilters(Given):
    q: Line = Field("", description="Words to find somebody by.")
    team: Code | None = None
    disabled: bool = Field(False, description="Those with a disabled account too.")


@reading(router, "/people", name="list_people", answer=shapes.ColleagueList, rule=READS, query=PersonFilters)
def list_people(request: ApiRequest, filters: Query[PersonFilters]) -> Any:
    """List colleagues by name; 500 at most."""
    team = Team.objects.filter(code=filters.team).first() if filters.team else None
    if filters.team and team is None:
        return shapes.ColleagueList.of(items=[])
    rows = persons_found(
        actor=_actor(request),
        words=filters.q,
        team_id=team.pk if team else None,
        with_disabled=filters.disabled,
    )
    persons = list(rows[:MOST])
    held = _teams_of([person.pk for person in persons])
    return shapes.ColleagueList.of(items=[shapes.colleague(row, held.get(row.pk, [])) for row in persons])


@reading(router, "/people/{user_name}", name="get_person", answer=shapes.ColleagueWhole, rule=READS)
def get_person(request: ApiRequest, user_name: finding.PathCode) -> Any:
    """Read one colleague: roles, teams, skills and weekly plan."""
    person = finding.person_of(request, user_name)
    played = PersonRole.objects.filter(person=person).select_related("role", "team").order_by("pk")
    held = PersonSkill.objects.filter(person=person).select_related("skill").order_by("skill__code")
    plan = ShiftPattern.objects.filter(person=person).exclude(valid_until__lt=now().date())
    whole = shapes.ColleagueWhole.of(
        **dict(shapes.colleague(person, _teams_of([person.pk]).get(person.pk, []))),
        language=str(person.language),
        time_zone=person.time_zone,
        roles=[
            shapes.RolePlayed.of(role=row.role.code, team=row.team.code if row.team else None)
            for row in played
        ],
        skills=[shapes.skill_held(row) for row in held],
        shifts=[shapes.shift(row) for row in plan.order_by("valid_from", "weekday", "starts_at")],
    )
    return Told(whole, {"ETag": finding.etag(person.subject.seq)})


@acting(router, "/people", name="invite_person", answer=shapes.ColleagueShown, rule=MANAGES)
def invite(request: ApiRequest, body: shapes.InvitationGiven) -> Any:
    """Invite somebody.

    The link to choose a password is mailed to his own address and stands in no answer.
    """
    actor, at = _actor(request), now()
    if not body.email.strip():
        raise InvalidInput({"email": _("The link is sent by mail: enter an address.")})
    given_roles = [finding.role_named("roles", code) for code in dict.fromkeys(body.roles)]
    check_within(actor, {grant for role in given_roles for grant in role.grants})
    joined = [finding.team_named("teams", code) for code in dict.fromkeys(body.teams)]
    details = body.model_dump(include={"phone", "post", "language"})
    details["time_zone"] = body.time_zone or time_zone()
    person, raw = accounts.invite_person(
        user_name=body.user_name, name=body.name, email=body.email, roles=given_roles, teams=joined,
        shifts=desk_shifts(given_roles) if body.desk_hours else [], actor=actor, at=at, **details,
    )  # fmt: skip
    _mail(person, LinkPurpose.INVITATION, raw)
    return shapes.colleague(person, sorted(team.code for team in joined))


@acting(
    router, "/people/{user_name}", name="change_person", answer=shapes.ColleagueShown, rule=MANAGES, method="PATCH",
    status=200, conditional=True,
)  # fmt: skip
def alter_person(request: ApiRequest, user_name: finding.PathCode, body: shapes.PersonChanged) -> Any:
    """Change a colleague; fields left out stay."""
    person = finding.person_of(request, user_name, heed_match=True)
    changes = body.model_dump(exclude_unset=True)
    if "name" in changes and not changes["name"]:
        raise InvalidInput({"name": _("The name is missing.")})
    return _shown(accounts.change_person(person=person, actor=_actor(request), at=now(), **changes))


@acting(
    router,
    "/people/{user_name}/disabling",
    name="disable_person",
    answer=shapes.ColleagueShown,
    rule=MANAGES,
    conditional=True,
)
def disable(request: ApiRequest, user_name: finding.PathCode, body: Nothing) -> Any:
    """Let somebody in no more: his browsers, tokens and links end at once; history and work stay."""
    person = finding.person_of(request, user_name, heed_match=True)
    return _shown(accounts.disable_person(person=person, actor=_actor(request), at=now()))


@acting(
    router,
    "/people/{user_name}/enabling",
    name="enable_person",
    answer=shapes.ColleagueShown,
    rule=MANAGES,
    conditional=True,
)
def enable(request: ApiRequest, user_name: finding.PathCode, body: Nothing) -> Any:
    """Let somebody in again, with the old password."""
    person = finding.person_of(request, user_name, heed_match=True)
    return _shown(accounts.enable_person(person=person, actor=_actor(request), at=now()))


@acting(
    router,
    "/people/{user_name}/password-links",
    name="send_password_link",
    answer=shapes.LetterShown,
    rule=MANAGES,
)
def send_password_link(request: ApiRequest, user_name: finding.PathCode, body: Nothing) -> Any:
    """Mail somebody a link for a new password; the old one works until then."""
    person = finding.person_of(request, user_name)
    _require_address(person)
    raw = links.reset_password(person=person, actor=_actor(request), at=now())
    return _mail(person, LinkPurpose.PASSWORD_RESET, raw)


@acting(
    router, "/people/{user_name}/invitations", name="invite_again", answer=shapes.LetterShown, rule=MANAGES
)
def invite_again(request: ApiRequest, user_name: finding.PathCode, body: Nothing) -> Any:
    """Mail a fresh invitation to somebody who never came in; the former link is dead."""
    person = finding.person_of(request, user_name)
    _require_address(person)
    raw = links.invite_again(person=person, actor=_actor(request), at=now())
    return _mail(person, LinkPurpose.INVITATION, raw)


@acting(router, "/people/{user_name}/roles", name="give_role", answer=shapes.RolePlayed, rule=GIVES_ROLES)
def give_role(request: ApiRequest, user_name: finding.PathCode, body: shapes.RolePlayedGiven) -> Any:
    """Give somebody a role, everywhere or for a team; given twice it stays one."""
    actor, person = _actor(request), finding.person_of(request, user_name)
    role, team = _role_and_team(body)
    check_within(actor, set(role.grants))
    roles.give_role(person=person, role=role, team=team, actor=actor, at=now())
    return shapes.RolePlayed.of(role=role.code, team=body.team)


@acting(router, "/people/{user_name}/role-removals", name="take_role", answer=Done, rule=GIVES_ROLES)
def take_role(request: ApiRequest, user_name: finding.PathCode, body: shapes.RolePlayedGiven) -> Any:
    """Take a role away where it was given."""
    role, team = _role_and_team(body)
    person = finding.person_of(request, user_name)
    roles.take_role(person=person, role=role, team=team, actor=_actor(request), at=now())
    return Done()


@acting(router, "/people/{user_name}/teams", name="join_team", answer=Done, rule=MANAGES)
def join_team(request: ApiRequest, user_name: finding.PathCode, body: shapes.TeamJoinedGiven) -> Any:
    """Add somebody to a team; joining twice changes nothing."""
    person, team = finding.person_of(request, user_name), finding.team_named("team", body.team)
    teams.join_team(person=person, team=team, actor=_actor(request), at=now())
    return Done()


@acting(router, "/people/{user_name}/team-removals", name="leave_team", answer=Done, rule=MANAGES)
def leave_team(request: ApiRequest, user_name: finding.PathCode, body: shapes.TeamJoinedGiven) -> Any:
    """Take somebody out of a team."""
    person, team = finding.person_of(request, user_name), finding.team_named("team", body.team)
    teams.leave_team(person=person, team=team, actor=_actor(request), at=now())
    return Done()


@acting(router, "/people/{user_name}/skills", name="prove_skill", answer=shapes.SkillHeld, rule=JUDGES)
def prove_skill(request: ApiRequest, user_name: finding.PathCode, body: shapes.SkillProvedGiven) -> Any:
    """Record that somebody proved a skill; it counts to before the day it expires."""
    person, skill = finding.person_of(request, user_name), finding.skill_named("skill", body.skill)
    held = skills.prove_skill(
        person=person, skill=skill, level=body.level, proved_on=body.proved_on, expires_on=body.expires_on,
        actor=_actor(request), at=now(),
    )  # fmt: skip
    return shapes.skill_held(held)


@acting(router, "/people/{user_name}/skill-withdrawals", name="withdraw_skill", answer=Done, rule=JUDGES)
def withdraw_skill(request: ApiRequest, user_name: finding.PathCode, body: shapes.SkillNamed) -> Any:
    """Record that somebody no longer counts as having a skill."""
    person, skill = finding.person_of(request, user_name), finding.skill_named("skill", body.skill)
    skills.withdraw_skill(person=person, skill=skill, actor=_actor(request), at=now())
    return Done()


def check_within(actor: Actor, grants: set[str]) -> None:
    """Pass if the token's scopes cover every one of `grants`. Raises BeyondToken."""
    scopes = actor.extras.get("scopes", frozenset())
    covered = narrowed(frozenset(grants), scopes if isinstance(scopes, frozenset) else frozenset())
    if missing := sorted(grants - covered):
        raise BeyondToken(grants=", ".join(missing[:5]))


def _role_and_team(body: shapes.RolePlayedGiven) -> tuple[Role, Team | None]:
    team = finding.team_named("team", body.team) if body.team else None
    return finding.role_named("role", body.role), team


def _require_address(person: Person) -> None:
    if not person.email:
        raise InvalidInput({"email": _("The link is sent by mail: enter an address.")})


def _mail(person: Person, purpose: LinkPurpose, raw: str) -> shapes.LetterShown:
    url = f"{settings.PUBLIC_URL}{reverse(DOORS[purpose], args=[raw])}"
    write_letter(person=person, purpose=purpose, url=url, at=now())
    return shapes.LetterShown.of(user_name=person.user_name, mailed_to=person.email)


def _shown(person: Person) -> shapes.ColleagueShown:
    return shapes.colleague(person, _teams_of([person.pk]).get(person.pk, []))


def _teams_of(person_ids: list[int]) -> dict[int, list[str]]:
    rows = Membership.objects.filter(person_id__in=person_ids).order_by("team__code")
    found: dict[int, list[str]] = {}
    for person_id, code in rows.values_list("person_id", "team__code"):
        found.setdefault(person_id, []).append(code)
    return found


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
