"""What a colleague does here: his roles, teams and skills, given and taken."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.permissions import require
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.commands import roles, skills, teams
from shouwen.capabilities.people.models import Role, Skill, Team
from shouwen.capabilities.people.permissions import JUDGE_SKILLS, can_judge_skills
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.acting import back_to, carry_out, find_person
from shouwen.web.people.forms import RoleGivenForm, SkillProvedForm, TeamJoinedForm


@granted("people.give_roles")
@require_http_methods(["GET", "POST"])
def give_role(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    form = RoleGivenForm(request.POST or None)
    return carry_out(
        request, person, form, _("Give a role"), _("The role is given"),
        lambda values: roles.give_role(person=person, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("people.give_roles")
@require_POST
def take_role(request: DeskRequest, person_id: int, role: str) -> HttpResponseBase:
    """Take a role away where it was given: everywhere, or for the team named."""
    person = find_person(request, person_id)
    team = Team.objects.filter(code=request.POST.get("team", "")).first()
    found = Role.objects.filter(code=role).first()
    if found is None:
        raise NotVisible(role=role)
    roles.take_role(person=person, role=found, team=team, actor=request.actor, at=now())
    return back_to(request, person, _("The role is removed"))


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def join_team(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    form = TeamJoinedForm(request.POST or None)
    return carry_out(
        request, person, form, _("Add to a team"), _("Added to the team"),
        lambda values: teams.join_team(person=person, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("people.manage")
@require_POST
def leave_team(request: DeskRequest, person_id: int, team: str) -> HttpResponseBase:
    person = find_person(request, person_id)
    found = Team.objects.filter(code=team).first()
    if found is None:
        raise NotVisible(team=team)
    teams.leave_team(person=person, team=found, actor=request.actor, at=now())
    return back_to(request, person, _("Removed from the team"))


@granted("people.judge_skills")
@require_http_methods(["GET", "POST"])
def prove_skill(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    require(can_judge_skills(request.actor, person), grant=JUDGE_SKILLS)
    form = SkillProvedForm(request.POST or None, initial={"proved_on": timezone.localdate(now()), "level": 2})
    return carry_out(
        request, person, form, _("Record a proven skill"), _("The skill is recorded"),
        lambda values: skills.prove_skill(person=person, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("people.judge_skills")
@require_POST
def withdraw_skill(request: DeskRequest, person_id: int, skill: str) -> HttpResponseBase:
    person = find_person(request, person_id)
    found = Skill.objects.filter(code=skill).first()
    if found is None:
        raise NotVisible(skill=skill)
    skills.withdraw_skill(person=person, skill=found, actor=request.actor, at=now())
    return back_to(request, person, _("The skill is withdrawn"))
