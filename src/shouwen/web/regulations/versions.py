"""All versions with who saved them and why; what one changes of another; the shipped regulations."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import yaml
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.permissions import can_activate, can_draft, can_review
from shouwen.capabilities.regulations.queries import (
    SHIPPED,
    in_force,
    preset,
    stored_document,
    versions,
    what_changes,
)
from shouwen.capabilities.simulations.permissions import can_simulate
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.comparing import Change, three_way
from shouwen.domain.regulation.words import NamedRule
from shouwen.web.access import DeskRequest, granted
from shouwen.web.regulations.comparing import place_words, value_words
from shouwen.web.regulations.finding import READERS, find_version, note_of, state_mark, title_of
from shouwen.web.regulations.reviewing import history_of
from shouwen.web.regulations.titles import section_title
from shouwen.web.regulations.wording import said


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: the rule it is in, the place in it, both writings (empty: there was or is nothing)."""

    rule: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """All differences of one section."""

    title: str
    anchor: str
    lines: tuple[Line, ...]


@granted(*READERS)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    found = versions()
    authors = dict(
        Person.objects.filter(
            pk__in={version.author_id for version in found if version.author_id}
        ).values_list("pk", "name")
    )
    shipped = [(code, document) for code in SHIPPED for document in [preset(code)]]
    facts = {
        "rows": [
            (
                version,
                title_of(version),
                state_mark(version),
                authors.get(version.author_id or 0, _("the system")),
                note_of(version),
            )
            for version in found
        ],
        "heads": [
            _("Version"),
            _("State"),
            _("In force from"),
            _("Saved at"),
            _("Saved by"),
            _("What changed"),
            "",
        ],
        "shipped": [
            (code, said(document.name), said(document.about), len(document.classes), len(document.targets))
            for code, document in shipped
        ],
        "may_draft": can_draft(request.actor),
        "may_simulate": can_simulate(request.actor),
        "crumbs": [(_("Regulation"), reverse("web:regulation"))],
    }
    return render(request, "web/regulations/versions.html", facts)


@granted(*READERS)
@require_safe
def changes(request: DeskRequest, number: int) -> HttpResponse:
    """What this version changes of the one in force, or of another (`against`)."""
    found = find_version(number)
    chosen = request.GET.get("against", "")
    against = find_version(other) if (other := whole(chosen)) else _usual(found)
    differences = what_changes(found, against=against) if against else []
    facts = {
        "version": found,
        "state": state_mark(found),
        "history": history_of(found),
        "is_draft": found.state == VersionState.DRAFT,
        "may_draft": can_draft(request.actor),
        "may_review": can_review(request.actor) and not request.actor.is_person(found.author_id),
        "three": _three(found) if not chosen else None,
        "against": against,
        "title": _("What version %(number)d changes") % {"number": found.number},
        "sections": sections_of(differences, against, found),
        "count": len(differences),
        "others": [
            (each.number, f"{title_of(each)} · {each.get_state_display()}")
            for each in versions()
            if each != found
        ],
        "crumbs": [
            (_("Regulation"), reverse("web:regulation")),
            (_("Versions"), reverse("web:regulation-versions")),
        ],
        "may_activate": can_activate(request.actor),
    }
    return render(request, "web/regulations/changes.html", facts)


def sections_of(
    differences: Iterable[Change], before: RegulationVersion | None, after: RegulationVersion
) -> list[Changed]:
    """Differences by section, in the order of the document, with the names of the rules they are in."""
    documents = [stored_document(version.document) for version in (after, before) if version]
    return [
        Changed(section_title(section), section, tuple(_line(change, documents) for change in found))
        for section, found in groupby(differences, key=lambda change: change.section)
    ]


def _three(found: RegulationVersion) -> list[dict[str, Any]] | None:
    """Base, version in force and draft side by side, where the one in force has moved on since the draft was begun."""
    current = in_force(now())
    if found.state != VersionState.DRAFT or not current or not found.base or current.pk == found.base_id:
        return None
    documents = [stored_document(version.document) for version in (found.base, current, found)]
    return [
        {
            "section": section_title(each.section),
            "place": each.path,
            "base": written(each.base),
            "active": written(each.active),
            "draft": written(each.draft),
            "is_clash": each.is_clash,
        }
        for each in three_way(*documents)
    ]


def _usual(found: RegulationVersion) -> RegulationVersion | None:
    """What one compares with: the version in force; for that one, the version before it."""
    current = in_force(now())
    if current is not None and current.pk != found.pk:
        return current
    return RegulationVersion.objects.filter(number__lt=found.number).order_by("-number").first()


def _line(change: Change, documents: list[Regulation]) -> Line:
    section, *place = change.path.split("/")
    held: list[Any] = [getattr(document, section, None) for document in documents]
    rule = next((said(part[place[0]].name) for part in held if place and _names(part, place[0])), "")
    after, before = documents[0], documents[-1]
    where = place_words(after if change.after is not None else before, section, place)
    key = next((one for one in reversed(place) if not one.isdecimal()), section)
    return Line(
        rule,
        where.removeprefix(rule).removeprefix(" › ") if rule else where,
        written(value_words(before, key, change.before)),
        written(value_words(after, key, change.after)),
    )


def _names(part: Any, code: str) -> bool:
    return isinstance(part, Mapping) and isinstance(part.get(code), NamedRule)


def written(value: Any) -> str:
    """A value as the document would write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return json.dumps(value, ensure_ascii=False).replace('"', "")
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=72)).strip()
