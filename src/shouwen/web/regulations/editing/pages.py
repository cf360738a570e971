"""The editors as pages: a part of a draft is shown, tried on an example, and saved; work of others is never lost."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.ranges import labelled
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.commands import draft_from, edit_part
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import stored_document
from shouwen.capabilities.regulations.reasons import reason_words
from shouwen.capabilities.regulations.refusals import DocumentRefused, NotADraft, PartChanged
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.editing import Plain, normal, part_of, with_part
from shouwen.domain.regulation.loading import understood
from shouwen.domain.regulation.problems import Path, Problem, RegulationInvalid
from shouwen.domain.regulation.reading import Marked
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import SENT_ALONG
from shouwen.web.regulations.editing import example, matrix, previews, years
from shouwen.web.regulations.editing.acting import acted
from shouwen.web.regulations.editing.blocks import names, read
from shouwen.web.regulations.editing.drawing import draw
from shouwen.web.regulations.editing.shapes import EDITORS, Editor
from shouwen.web.regulations.finding import find_version
from shouwen.web.regulations.titles import section_title
from shouwen.web.regulations.wording import said

OWN = SENT_ALONG | {"base", "now", "act", "code", *example.FIELDS}
SCALES = ("impacts", "urgencies", "difficulties")


@dataclass(frozen=True, slots=True)
class Part:
    """What one page edits: a section, or one rule of it; a new rule has no code yet."""

    version: RegulationVersion
    document: Regulation
    section: str
    code: str
    editor: Editor

    @property
    def path(self) -> Path:
        return (self.section,) if self.editor.whole else (self.section, self.code)

    @property
    def is_new(self) -> bool:
        return not self.editor.whole and not self.code

    @property
    def title(self) -> str:
        if self.editor.whole:
            return section_title(self.section)
        rule = getattr(self.document, self.section).get(self.code)
        return f"{section_title(self.section)} · {said(rule.name)}" if rule else str(self.editor.new)

    @property
    def read_url(self) -> str:
        """Where one reads it in the draft."""
        address = reverse("web:regulation-version", args=[self.version.number])
        place = self.section if self.editor.whole or not self.code else f"{self.section}-{self.code}"
        return f"{address}?part={self.editor.tab}#{place}"


@granted("regulations.draft")
@require_POST
def begin(request: DeskRequest, number: int) -> HttpResponseBase:
    """A draft that says what this version says, to be changed from there."""
    made = draft_from(version=find_version(number), actor=request.actor, at=now())
    shell.flash(request, _("Draft %(number)d is created; nothing has changed yet") % {"number": made.number})
    part = request.POST.get("part", "")
    address = reverse("web:regulation-version", args=[made.number])
    return shell.see_other(request, f"{address}?part={part}" if part.isalpha() else address)


@granted("regulations.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, number: int, section: str, code: str = "") -> HttpResponseBase:
    """One part of a draft; a button of a row redraws the form, the button that saves keeps it."""
    part = _part(number, section, code)
    base = None if part.is_new else part_of(plain(part.document), part.path)
    if base is None and not part.is_new and not part.editor.whole:
        raise NotVisible(section=section, code=code)
    if request.method != "POST":
        return _page(request, part, base, base if base is not None else part.editor.blank)
    base, value = _sent(request, part)
    act = request.POST.get("act", "")
    if act and act not in ("save", "delete"):
        blocks = part.editor.shape(part.document, value)
        changed = (
            years.tapped(value, act) if act.startswith("day:") else acted(blocks, value, act, request.POST)
        )
        return _page(request, part, base, changed)
    return _save(request, part, base, None if act == "delete" else value)


@granted("regulations.draft")
@require_POST
def preview(request: DeskRequest, number: int, section: str, code: str = "") -> HttpResponse:
    """What the form as it stands would mean for the example ticket; nothing is kept."""
    part = _part(number, section, code)
    _base, value = _sent(request, part)
    facts = previews.facts_of(part, *tried(part, value), request.POST)
    return render(request, "web/regulations/editing/_preview.html", facts)


def tried(part: Part, value: Plain) -> tuple[Regulation | None, list[Problem]]:
    """The draft with `value` in place of the part, or every fault that brings."""
    path = (part.section, part.code or "new") if part.is_new else part.path
    content = with_part(plain(part.document), path, normal(path, value))
    content.update(_follows(part, content))
    try:
        return understood(Marked(content, {})), []
    except RegulationInvalid as invalid:
        return None, list(invalid.problems)


def _part(number: int, section: str, code: str) -> Part:
    found, editor = find_version(number), EDITORS.get(section)
    if editor is None or (editor.whole and code):
        raise NotVisible(section=section, code=code)
    if found.state != VersionState.DRAFT:
        raise NotADraft(number=number)
    return Part(found, stored_document(found.document), section, code, editor)


def _sent(request: DeskRequest, part: Part) -> tuple[Plain, Plain]:
    """What its user saw when he began, and what the form says now. Raises InvalidInput for fields that are none."""
    base, value = _carried(request, "base"), _carried(request, "now")
    blocks = part.editor.shape(part.document, value)
    unknown = set(request.POST) - OWN - names(blocks, value)
    if unknown:
        raise InvalidInput({name: _("Unknown field") for name in sorted(unknown)})
    return base, read(blocks, value, request.POST)


def _carried(request: DeskRequest, name: str) -> Plain:
    try:
        return json.loads(request.POST.get(name, "null"))
    except ValueError as error:
        raise InvalidInput({name: _("This page is out of date. Reload it.")}) from error


def _save(request: DeskRequest, part: Part, base: Plain, value: Plain) -> HttpResponseBase:
    path = part.path
    if part.is_new:
        code = request.POST.get("code", "").strip()
        if not code or code in getattr(part.document, part.section):
            told = _("Enter a unique code in Latin letters and digits: it never changes.")
            return _page(request, part, base, value, wrong=[told], status=422)
        path = (part.section, code)
    content = with_part(plain(part.document), path, value)
    try:
        edit_part(
            version=part.version, path=path, base=base, value=value, actor=request.actor, at=now(),
            along=_follows(part, content),
        )  # fmt: skip
    except PartChanged as changed:
        return _page(request, part, changed.theirs, changed.merge.value, changed=changed, status=412)
    except DocumentRefused as refused:
        return _page(request, part, base, value, refused=refused.problems, path=path, status=422)
    shell.flash(request, _("Saved in draft %(number)d") % {"number": part.version.number})
    return shell.see_other(request, part.read_url)


def _follows(part: Part, content: dict[str, Plain]) -> dict[str, Plain]:
    """Sections that must follow the one edited: the matrix has a cell for every degree of the scales."""
    if part.section not in SCALES:
        return {}
    impacts, urgencies, difficulties = (list(content.get(scale) or {}) for scale in SCALES)
    return {
        "grading": matrix.fitted(
            content["grading"], impacts=impacts, urgencies=urgencies, difficulties=difficulties
        )
    }


def _page(
    request: DeskRequest,
    part: Part,
    base: Plain,
    value: Plain,
    *,
    changed: PartChanged | None = None,
    wrong: Iterable[str] = (),
    refused: Iterable[Problem] = (),
    path: Path = (),
    status: int = 200,
) -> HttpResponse:
    blocks = part.editor.shape(part.document, value)
    version = part.version
    facts: dict[str, Any] = {
        "title": part.title,
        "form": draw(blocks, value, _faults_here(refused, path)),
        "base": json.dumps(base, ensure_ascii=False),
        "now_value": json.dumps(value, ensure_ascii=False),
        "code": request.POST.get("code", ""),
        "wrong": [*wrong, *_told(refused, path)],
        "changed": _changes_of(changed) if changed else None,
        "preview_url": request.path.replace("/edit/", "/preview/").replace("/add/", "/preview/"),
        "crumbs": [
            (_("Regulation"), reverse("web:regulation")),
            (_("Draft %(number)d") % {"number": version.number}, part.read_url),
        ],
        **previews.facts_of(part, *tried(part, value), request.POST),
    }
    return render(request, "web/regulations/editing/edit.html", facts, status=status)


def _changes_of(changed: PartChanged) -> dict[str, Any]:
    """Who changed what meanwhile, and where both changed the same place."""
    author = Person.objects.filter(pk=changed.by).values_list("name", flat=True).first()
    return {
        "by": author or _("the system"),
        "lines": previews.differences(changed.base, changed.theirs),
        "conflicts": [
            (" › ".join(map(str, each.path)), previews.written(each.theirs), previews.written(each.mine))
            for each in changed.merge.conflicts
        ],
    }


def _faults_here(problems: Iterable[Problem], path: Path) -> list[tuple[str, str]]:
    """The faults of this very part: the place within it, and why."""
    here = ".".join(map(str, path))
    places = ((f"{one.section}.{one.key}".rstrip("."), reason_words(one.reason)) for one in problems)
    return [
        (place.removeprefix(here).removeprefix("."), why)
        for place, why in places
        if place == here or place.startswith(f"{here}.")
    ]


def _told(problems: Iterable[Problem], path: Path) -> list[str]:
    """Each fault as a sentence; the place is left out where it is this very part."""
    here = str(path[0]) if path else ""
    return [
        labelled(
            f"{'' if one.section == here else section_title(one.section)} {one.key}".strip(),
            reason_words(one.reason),
        )
        for one in problems
    ]
