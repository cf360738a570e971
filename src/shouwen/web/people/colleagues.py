"""Colleagues: the list, one person's page, and everything that is done to an account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.asked import whole
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.commands import accounts, links, roles, second_factors, skills, teams
from shouwen.capabilities.people.commands.duty import desk_shifts
from shouwen.capabilities.people.models import (
    ApiToken,
    Membership,
    Person,
    PersonRole,
    PersonSkill,
    Role,
    SecondFactor,
    Session,
    Skill,
    Team,
)
from shouwen.capabilities.people.queries import duty_spans, persons_found
from shouwen.runtime.values import time_zone
from shouwen.ui.components import Chip, Fact
from shouwen.ui.dates import moment
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.browsers import browser_words
from shouwen.web.people.forms import (
    InvitationForm,
    PersonForm,
    RoleGivenForm,
    SkillProvedForm,
    TeamJoinedForm,
)
from shouwen.web.people.letters import link_address, send_link
from shouwen.web.people.rows import person_rows
from shouwen.web.repeats import shown_once
from shouwen.web.words import team_name

PAGE = 50


@granted("people.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """Everybody, found by words and team; who is on duty shows it."""
    words, team = request.GET.get("q", ""), request.GET.get("team", "")
    disabled = request.GET.get("disabled") == "1"
    at, after = now(), request.GET.get("after", "")
    team_id = whole(team)
    found = persons_found(actor=request.actor, words=words, team_id=team_id, with_disabled=disabled)
    start = whole(after) or 0
    persons = list(found[start : start + PAGE + 1])
    kept = {"q": words, "team": team, "disabled": "1" if disabled else ""}
    more = _query({**kept, "after": str(start + PAGE)}) if len(persons) > PAGE else ""
    facts = {
        "rows": person_rows(persons[:PAGE], at), "words": words, "kept": kept, "next_url": more,
        "chips": _chips(kept), "may_manage": request.actor.may("people.manage"),
        "heads": [_("Name"), _("Duty"), _("Teams"), _("Roles"), _("Phone")],
    }  # fmt: skip
    return render(request, "web/people/list.html", facts)


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def invite(request: DeskRequest) -> HttpResponseBase:
    """Invite somebody; the answer shows the link once, and mails it where there is an address."""
    gives_roles = request.actor.may("people.give_roles")
    form = InvitationForm(
        request.POST or None, gives_roles=gives_roles, initial={"language": request.actor.language}
    )
    if form.is_valid():
        at = now()
        try:
            values = form.cleaned_data
            shifts = desk_shifts(values.get("roles", ())) if values.pop("desk_hours") else []
            person, raw = accounts.invite_person(
                actor=request.actor, at=at, shifts=shifts, time_zone=time_zone(), **values
            )
            return _show_link(request, person, LinkPurpose.INVITATION, raw)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "web/people/invite.html", {"form": form}, status=422 if request.POST else 200)


@granted("people.see")
@require_safe
def page(request: DeskRequest, person_id: int) -> HttpResponse:
    """One colleague: what he does here, when, and the state of his account."""
    person = find_person(request, person_id)
    at = now()
    spans = duty_spans(person_ids=[person.pk], start=at, end=at + timedelta(days=7)).get(person.pk, [])
    today = timezone.localdate(at)
    facts: dict[str, Any] = {
        "person": person,
        "tickets_url": f"/tickets?view=open&handler={person.pk}"
        if request.actor.may("tickets.see_all")
        else "",
        "crumbs": [(_("People"), reverse("web:people"))],
        "person_facts": _facts(person, at),
        "played": [
            (p, team_name(p.role.names), team_name(p.team.names) if p.team else "") for p in _played(person)
        ],
        "memberships": [(m, team_name(m.team.names)) for m in _memberships(person)],
        "skills": [
            (s, team_name(s.skill.names), s.expires_on is not None and s.expires_on <= today)
            for s in _skills(person)
        ],
        "spans": spans,
        "is_on_duty": bool(spans) and spans[0].starts_at <= at,
        "may_manage": request.actor.may("people.manage"),
        "may_give_roles": request.actor.may("people.give_roles"),
        "may_judge": request.actor.may("people.judge_skills"),
        "may_plan": request.actor.may("people.plan_duty"),
    }
    if facts["may_manage"]:
        facts["sessions"] = [(found, browser_words(found.browser)) for found in _open_sessions(person, at)]
        facts["tokens"] = list(ApiToken.objects.filter(person=person, revoked_at=None).order_by("pk"))
        facts["has_factor"] = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()
        facts["never_came"] = not person.has_usable_password()
        facts["account_facts"] = _account_facts(person, has_factor=facts["has_factor"], at=at)
    return render(request, "web/people/person.html", facts)


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
    return _carry_out(
        request, person, form, _("Change %(name)s") % {"name": person.name}, _("Saved"),
        lambda values: accounts.change_person(person=person, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("people.give_roles")
@require_http_methods(["GET", "POST"])
def give_role(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    form = RoleGivenForm(request.POST or None)
    return _carry_out(
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
    return _back_to(request, person, _("The role is taken away"))


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def join_team(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    form = TeamJoinedForm(request.POST or None)
    return _carry_out(
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
    return _back_to(request, person, _("Taken out of the team"))


@granted("people.judge_skills")
@require_http_methods(["GET", "POST"])
def prove_skill(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    form = SkillProvedForm(request.POST or None, initial={"proved_on": timezone.localdate(now()), "level": 2})
    return _carry_out(
        request, person, form, _("Record a proved skill"), _("The skill is recorded"),
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
    return _back_to(request, person, _("The skill is withdrawn"))


@granted("people.manage")
@require_POST
def reset(request: DeskRequest, person_id: int) -> HttpResponseBase:
    """A link for a new password, shown once and mailed."""
    person = find_person(request, person_id)
    raw = links.reset_password(person=person, actor=request.actor, at=now())
    return _show_link(request, person, LinkPurpose.PASSWORD_RESET, raw)


@granted("people.manage")
@require_POST
def invite_again(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    raw = links.invite_again(person=person, actor=request.actor, at=now())
    return _show_link(request, person, LinkPurpose.INVITATION, raw)


@granted("people.manage")
@require_POST
def disable(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = accounts.disable_person(person=find_person(request, person_id), actor=request.actor, at=now())
    return _back_to(request, person, _("Disabled: all browsers and tokens are cut off"))


@granted("people.manage")
@require_POST
def enable(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = accounts.enable_person(person=find_person(request, person_id), actor=request.actor, at=now())
    return _back_to(request, person, _("Enabled"))


@granted("people.manage")
@require_POST
def remove_factor(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    second_factors.remove_second_factor(person=person, actor=request.actor, at=now())
    return _back_to(request, person, _("The second step is set up anew at the next sign-in"))


def find_person(request: DeskRequest, person_id: int) -> Person:
    """The person with this id, if the actor may see him; NotVisible otherwise."""
    found: Person | None = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if found is None:
        raise NotVisible(person=person_id)
    return found


def _carry_out(
    request: DeskRequest,
    person: Person,
    form: Any,
    title: str,
    said: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponseBase:
    """Show the form, or do the one act and go back to the person's page."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return _back_to(request, person, said)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    facts = {"form": form, "title": title, "action": request.path, "back_url": _address(person)}
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)


def _back_to(request: DeskRequest, person: Person, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, _address(person))


def _show_link(request: DeskRequest, person: Person, purpose: LinkPurpose, raw: str) -> HttpResponse:
    letter = send_link(person=person, purpose=purpose, raw=raw, at=now())
    facts = {
        "person": person, "address": link_address(purpose, raw), "is_mailed": letter is not None,
        "is_invitation": purpose == LinkPurpose.INVITATION, "back_url": _address(person),
    }  # fmt: skip
    return shown_once(render(request, "web/people/link.html", facts))


def _facts(person: Person, at: datetime) -> list[Fact]:
    return [
        Fact(_("User name"), person.user_name),
        Fact(_("E-mail"), person.email or ""),
        Fact(_("Phone"), person.phone),
        Fact(_("Post"), person.post),
        Fact(_("Language"), person.get_language_display()),
        Fact(_("Time zone"), person.time_zone),
    ]


def _account_facts(person: Person, *, has_factor: bool, at: datetime) -> list[Fact]:
    second_step = (
        _("none, demo account") if person.is_demo else _("on") if has_factor else _("at the next sign-in")
    )
    return [
        Fact(_("State"), _("active") if person.is_active else _("disabled")),
        Fact(_("Last sign-in"), moment(person.last_login, now=at)),
        Fact(_("Second step"), second_step),
    ]


def _address(person: Person) -> str:
    return reverse("web:person", args=[person.pk])


def _chips(kept: dict[str, str]) -> list[Chip]:
    """Filters by team, and one for those who left."""
    chips = []
    for team in Team.objects.filter(is_active=True).order_by("pk"):
        on = kept["team"] == str(team.pk)
        chips.append(Chip(team_name(team.names), _query({**kept, "team": "" if on else str(team.pk)}), on))
    off = kept["disabled"] == "1"
    chips.append(Chip(_("With disabled ones"), _query({**kept, "disabled": "" if off else "1"}), off))
    return chips


def _query(values: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _played(person: Person) -> Any:
    return PersonRole.objects.filter(person=person).select_related("role", "team").order_by("pk")


def _memberships(person: Person) -> Any:
    return Membership.objects.filter(person=person).select_related("team").order_by("pk")


def _skills(person: Person) -> Any:
    return PersonSkill.objects.filter(person=person).select_related("skill").order_by("skill__code")


def _open_sessions(person: Person, at: Any) -> Any:
    return Session.objects.filter(person=person, ended_at=None, stage="full", expires_at__gt=at).order_by(
        "-seen_at"
    )
