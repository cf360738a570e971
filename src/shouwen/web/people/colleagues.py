"""Colleagues: the list, and one person's page."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.permissions import GRANTS
from shouwen.base.time import now
from shouwen.capabilities.people.models import (
    ApiToken,
    Membership,
    Person,
    PersonRole,
    PersonSkill,
    SecondFactor,
    Session,
    Team,
)
from shouwen.capabilities.people.permissions import can_judge_skills, can_plan_duty
from shouwen.capabilities.people.queries import duty_spans, persons_found
from shouwen.capabilities.tickets.models import Ticket
from shouwen.ui.components import Chip, Fact
from shouwen.ui.dates import moment
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.acting import find_person
from shouwen.web.people.browsers import browser_words
from shouwen.web.people.forms import LEVEL_NAMES
from shouwen.web.people.rows import person_rows

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
        "person_facts": _facts(person),
        "played": [
            (p, name_in(p.role.names), name_in(p.team.names) if p.team else "", _left_out(p))
            for p in _played(person)
        ],
        "memberships": [(m, name_in(m.team.names)) for m in _memberships(person)],
        "skills": [
            (
                s,
                name_in(s.skill.names),
                LEVEL_NAMES[s.level],
                s.expires_on is not None and s.expires_on <= today,
            )
            for s in _skills(person)
        ],
        "spans": spans,
        "is_on_duty": bool(spans) and spans[0].starts_at <= at,
        "may_manage": request.actor.may("people.manage"),
        "may_give_roles": request.actor.may("people.give_roles"),
        "may_judge": can_judge_skills(request.actor, person),
        "may_plan": can_plan_duty(request.actor, person),
    }
    if facts["tickets_url"] and (facts["may_manage"] or not person.is_active):
        facts["in_hand"] = Ticket.objects.in_hand().filter(handler=person).count()
    if facts["may_manage"]:
        facts["sessions"] = [(found, browser_words(found.browser)) for found in _open_sessions(person, at)]
        facts["tokens"] = list(ApiToken.objects.filter(person=person, revoked_at=None).order_by("pk"))
        facts["has_factor"] = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()
        facts["never_came"] = not person.has_usable_password()
        facts["account_facts"] = _account_facts(person, has_factor=facts["has_factor"], at=at)
    return render(request, "web/people/person.html", facts)


def _facts(person: Person) -> list[Fact]:
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


def _chips(kept: dict[str, str]) -> list[Chip]:
    """Filters by team, and one for those who left."""
    chips = []
    for team in Team.objects.filter(is_active=True).order_by("pk"):
        on = kept["team"] == str(team.pk)
        chips.append(Chip(name_in(team.names), _query({**kept, "team": "" if on else str(team.pk)}), on))
    off = kept["disabled"] == "1"
    chips.append(Chip(_("Including disabled"), _query({**kept, "disabled": "" if off else "1"}), off))
    return chips


def _query(values: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _played(person: Person) -> Any:
    return PersonRole.objects.filter(person=person).select_related("role", "team").order_by("pk")


def _left_out(played: PersonRole) -> str:
    """What of a role that is given for a team does not count there, in words."""
    if played.team is None:
        return ""
    titles = [
        f"{grant.title}" for grant in GRANTS.all() if grant.code in played.role.grants and not grant.for_teams
    ]
    return _("; ").join(titles)


def _memberships(person: Person) -> Any:
    return Membership.objects.filter(person=person).select_related("team").order_by("pk")


def _skills(person: Person) -> Any:
    return PersonSkill.objects.filter(person=person).select_related("skill").order_by("skill__code")


def _open_sessions(person: Person, at: Any) -> Any:
    return Session.objects.filter(person=person, ended_at=None, stage="full", expires_at__gt=at).order_by(
        "-seen_at"
    )
