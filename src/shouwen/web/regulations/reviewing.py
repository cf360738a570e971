"""A second pair of eyes, what happened to a version with who and why, and catching up with what is in force."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.base.journal import facts_of
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.commands import ask_review, catch_up, review_draft
from shouwen.capabilities.regulations.models import RegulationVersion, Remark
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm
from shouwen.web.regulations.finding import find_version
from shouwen.web.regulations.titles import section_title


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a version: when, who, what, and why."""

    at: datetime
    who: str
    what: str
    why: str


class VerdictForm(ActForm):
    verdict = forms.ChoiceField(choices=[("ask", ""), ("passed", ""), ("returned", "")])
    remark = forms.CharField(max_length=500, required=False)


@granted("regulations.draft", "regulations.activate")
@require_POST
def review(request: DeskRequest, number: int) -> HttpResponseBase:
    """Ask for a review of the draft, pass it, or send it back."""
    found, form = find_version(number), VerdictForm(request.POST)
    verdict = form.cleaned_data["verdict"] if form.is_valid() else "ask"
    remark = form.cleaned_data.get("remark", "")
    if verdict == "ask":
        ask_review(version=found, remark=remark, actor=request.actor, at=now())
        shell.flash(request, _("Draft %(number)d waits for review") % {"number": number})
    else:
        passed = verdict == "passed"
        review_draft(version=found, passed=passed, remark=remark, actor=request.actor, at=now())
        told = _("Draft %(number)d is reviewed") if passed else _("Draft %(number)d is sent back")
        shell.flash(request, told % {"number": number})
    return shell.see_other(request, reverse("web:regulation-changes", args=[number]))


@granted("regulations.draft")
@require_POST
def follow(request: DeskRequest, number: int) -> HttpResponseBase:
    """The draft takes in what was put into force since it was begun."""
    conflicts = catch_up(version=find_version(number), actor=request.actor, at=now())
    places = ", ".join("/".join(map(str, one.path)) for one in conflicts)
    told = _("The draft is now based on the version in force")
    if places:
        told = _("Taken over; where both had changed, the draft's wording stays: %(places)s") % {
            "places": places
        }
    shell.flash(request, told)
    return shell.see_other(request, reverse("web:regulation-changes", args=[number]))


def history_of(version: RegulationVersion) -> list[Event]:
    """All that happened to `version`, newest first, told by its facts."""
    facts = facts_of(version.pk)
    names = dict(
        Person.objects.filter(pk__in={fact.actor_id for fact in facts if fact.actor_id}).values_list(
            "pk", "name"
        )
    )
    remarks = dict(Remark.objects.filter(version=version).values_list("pk", "body"))
    told = []
    for fact in reversed(facts):
        who = (
            names.get(fact.actor_id or 0, _("the system")) if fact.actor_kind == "person" else _("the system")
        )
        told.append(
            Event(fact.at, who, _what(fact.name, fact.payload), remarks.get(fact.payload.get("remark"), ""))
        )
    return told


def _what(name: str, payload: dict[str, object]) -> str:
    part = str(payload.get("part") or "")
    if name == "regulation.redrafted" and part:
        section, _mark, code = part.partition("/")
        return _("changed %(part)s") % {"part": f"{section_title(section)} {code}".strip()}
    if name == "regulation.reviewed":
        return _("reviewed it") if payload.get("verdict") == "passed" else _("sent it back")
    words = {
        "regulation.drafted": _("drafted it"),
        "regulation.redrafted": _("changed its text"),
        "regulation.review_asked": _("asked for review"),
        "regulation.activated": _("put it into force"),
        "regulation.retired": _("replaced it"),
        "regulation.activation_withdrawn": _("cancelled the activation before its day"),
    }
    return str(words.get(name, name))
