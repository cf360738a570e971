"""How the company is drawn here: teams, roles and their permissions, skills."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.languages import name_in
from shouwen.base.permissions import GRANTS
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.commands.roles import change_role, create_role
from shouwen.capabilities.people.commands.skills import name_skill
from shouwen.capabilities.people.commands.teams import change_team, create_team
from shouwen.capabilities.people.models import Membership, PersonRole, PersonSkill, Role, Skill, Team
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.forms import RoleForm, SkillForm, TeamForm


@granted("people.see")
@require_safe
def overview(request: DeskRequest) -> HttpResponse:
    """All teams, roles and skills, each with how many persons it has."""
    members, players, holders = (
        _counts(Membership, "team_id"),
        _counts(PersonRole, "role_id"),
        _counts(PersonSkill, "skill_id"),
    )
    teams = Team.objects.select_related("leader", "parent").filter(is_active=True).order_by("pk")
    facts = {
        "teams": [
            (
                team,
                name_in(team.names),
                name_in(team.parent.names) if team.parent else "",
                members.get(team.pk, 0),
            )
            for team in teams
        ],
        "roles": [
            (role, name_in(role.names), len(role.grants), players.get(role.pk, 0))
            for role in Role.objects.filter(is_active=True).order_by("pk")
        ],
        "skills": [
            (skill, name_in(skill.names), holders.get(skill.pk, 0))
            for skill in Skill.objects.filter(is_active=True).order_by("code")
        ],
        "team_heads": [
            _("Team"),
            _("Kind of work"),
            _("Leader"),
            _("Belongs to"),
            (_("Number of people"), "number"),
        ],
        "role_heads": [_("Role"), (_("Permissions"), "number"), (_("Number of people"), "number")],
        "skill_heads": [_("Skill"), (_("Number of people"), "number")],
        "may_manage": request.actor.may("people.manage"),
        "may_give_roles": request.actor.may("people.give_roles"),
    }
    return render(request, "web/people/structure.html", facts)


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def team_new(request: DeskRequest) -> HttpResponseBase:
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            create_team(actor=request.actor, at=now(), code=form.cleaned_data["code"], **_team_values(form))
            return _done(request, _("The team is created"))
        except Refusal as refusal:
            form.add_error("code", refusal.sentence())
    return _form_page(request, form, _("New team"))


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def team(request: DeskRequest, code: str) -> HttpResponseBase:
    found = Team.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(team=code)
    initial = {
        "code": found.code, "name_zh": found.names.get("zh"), "name_en": found.names.get("en"), "line": found.line,
        "leader": found.leader_id, "parent": found.parent_id,
    }  # fmt: skip
    form = TeamForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    if form.is_valid():
        try:
            change_team(team=found, actor=request.actor, at=now(), **_team_values(form))
            return _done(request, _("Saved"))
        except Refusal as refusal:
            form.add_error("parent", refusal.sentence())
    return _form_page(request, form, _("Team: %(name)s") % {"name": name_in(found.names)})


@granted("people.give_roles")
@require_http_methods(["GET", "POST"])
def role_new(request: DeskRequest) -> HttpResponseBase:
    form = RoleForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            create_role(
                code=values["code"],
                names=_names(values),
                grants=values["grants"],
                actor=request.actor,
                at=now(),
            )
            return _done(request, _("The role is created"))
        except Refusal as refusal:
            form.add_error("code", refusal.sentence())
    return _form_page(request, form, _("New role"))


@granted("people.see")
@require_http_methods(["GET", "POST"])
def role(request: DeskRequest, code: str) -> HttpResponseBase:
    """A role's permissions: to read for everybody, to change for those who give roles."""
    found = Role.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(role=code)
    if not request.actor.may("people.give_roles"):
        held = [grant.title for grant in GRANTS.all() if grant.code in found.grants]
        return render(request, "web/people/role.html", {"name": name_in(found.names), "held": held})
    names = {"name_zh": found.names.get("zh"), "name_en": found.names.get("en")}
    form = RoleForm(request.POST or None, initial={"code": found.code, "grants": found.grants, **names})
    form.fields["code"].disabled = True
    if form.is_valid():
        values = form.cleaned_data
        try:
            change_role(
                role=found, names=_names(values), grants=values["grants"], actor=request.actor, at=now()
            )
            return _done(request, _("Saved; it applies from the next click of everybody who has the role"))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return _form_page(request, form, _("Role: %(name)s") % {"name": name_in(found.names)})


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def skill_new(request: DeskRequest) -> HttpResponseBase:
    form = SkillForm(request.POST or None)
    if form.is_valid():
        try:
            name_skill(code=form.cleaned_data["code"], names=_names(form.cleaned_data), actor=request.actor)
            return _done(request, _("The skill is created"))
        except InvalidInput as refusal:
            form.tell(refusal)
    return _form_page(request, form, _("New skill"))


def _team_values(form: TeamForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {"names": _names(values), **{name: values[name] for name in ("line", "leader", "parent")}}


def _names(values: dict[str, Any]) -> dict[str, str]:
    return {"zh": values["name_zh"], "en": values["name_en"]}


def _counts(model: Any, key: str) -> dict[int, int]:
    return dict(model.objects.values_list(key).annotate(Count("pk")))


def _done(request: DeskRequest, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, reverse("web:structure"))


def _form_page(request: DeskRequest, form: Any, title: str) -> HttpResponse:
    facts = {"form": form, "title": title, "action": request.path, "back_url": reverse("web:structure")}
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)
