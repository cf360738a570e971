"""The regulation as a document one reads, part by part: the one in force, or any version."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.permissions import can_activate, can_draft
from shouwen.capabilities.regulations.queries import Compiled, compiled
from shouwen.capabilities.regulations.queries import in_force as version_in_force
from shouwen.capabilities.service_levels.permissions import can_keep_calendars
from shouwen.capabilities.service_levels.queries.holidays import holiday_warnings
from shouwen.ui.components import Tab
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.regulations.editing.shapes import EDITORS
from shouwen.web.regulations.finding import READERS, find_version, state_mark, title_of
from shouwen.web.regulations.reach import closing_warnings, nobodies
from shouwen.web.regulations.sections import PARTS, part_of
from shouwen.web.regulations.wording import name_of, said


@granted(*READERS)
@require_safe
def in_force(request: DeskRequest) -> HttpResponseBase:
    """The version in force; where there is none yet, the way to the first one."""
    found = version_in_force(now())
    if found is None:
        return shell.see_other(request, reverse("web:regulation-versions"))
    return _document(request, found, reverse("web:regulation"))


@granted(*READERS)
@require_safe
def version(request: DeskRequest, number: int) -> HttpResponse:
    """Any version, drafts too."""
    return _document(request, find_version(number), reverse("web:regulation-version", args=[number]))


def _document(request: DeskRequest, found: RegulationVersion, address: str) -> HttpResponse:
    regulation = compiled(found)
    part = part_of(request.GET.get("part", ""))
    warnings = _warnings(regulation) if found.state == VersionState.ACTIVE else []
    if found.state != VersionState.RETIRED:
        warnings += closing_warnings(regulation.document)
    editing = _editing(found, request)
    groups = [
        group
        for group in part.read(regulation)
        if not group.is_empty or (editing and group.anchor in EDITORS)
    ]
    tabs = [Tab(str(each.title), f"{address}?part={each.code}", each is part) for each in PARTS]
    facts = {
        "version": found,
        "title": title_of(found, regulation),
        "about": said(regulation.document.about),
        "state": state_mark(found),
        "groups": groups,
        "tabs": tabs,
        "warnings": warnings,
        "nobodies": nobodies(regulation.document) if found.state != VersionState.RETIRED else [],
        "is_draft": found.state == VersionState.DRAFT,
        "is_retired": found.state == VersionState.RETIRED,
        "is_waiting": found.state == VersionState.ACTIVE and found.active_from and found.active_from > now(),
        "part": part.code,
        "may_keep_calendars": can_keep_calendars(request.actor),
        "open_draft": _open_draft(found) if can_draft(request.actor) else None,
        **editing,
        "may_draft": can_draft(request.actor),
        "may_activate": can_activate(request.actor),
    }
    return render(request, "web/regulations/document.html", facts)


def _open_draft(found: RegulationVersion) -> RegulationVersion | None:
    """The newest draft that was made from this version, to go on with."""
    drafts = RegulationVersion.objects.filter(base=found, state=VersionState.DRAFT)
    return drafts.order_by("-number").first() if found.state == VersionState.ACTIVE else None


def _editing(found: RegulationVersion, request: DeskRequest) -> dict[str, object]:
    """Which sections a draft offers to change: whole, rule by rule, and where one may be added."""
    if found.state != VersionState.DRAFT or not can_draft(request.actor):
        return {}
    return {
        "edits_whole": {section for section, editor in EDITORS.items() if editor.whole},
        "edits_rules": {section: editor.new for section, editor in EDITORS.items() if not editor.whole},
        "edit_address": f"{reverse('web:regulation-version', args=[found.number])}",
    }


def _warnings(regulation: Compiled) -> list[str]:
    """What is doubtful about the calendars in force, each as a sentence with what to do."""
    today = timezone.localdate(now())
    sentences = {
        "year_missing": _(
            "%(calendar)s: this year's holidays are not known. Enter or import them under “Public holidays”."
        ),
        "next_year_missing": _(
            "%(calendar)s: next year's holidays are not known yet. Enter or import them under “Public holidays”."
        ),
        "long_closure": _(
            "%(calendar)s is closed for an unusually long time within the next year. Please check it."
        ),
    }
    return [
        sentences[what] % {"calendar": name_of(regulation.document.calendars, code)}
        for code, what in holiday_warnings(regulation=regulation, today=today)
    ]
