"""Drafts: a file or pasted text becomes one if it is whole; else every fault is shown at once and nothing changed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import StaleView
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.commands import import_regulation, save_draft
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.regulations.refusals import DocumentRefused, NotADraft
from shouwen.domain.regulation.problems import Problem
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm
from shouwen.web.regulations.faults import fault_facts
from shouwen.web.regulations.finding import find_version, note_of

LARGEST = 2_000_000


class DocumentForm(ActForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("YAML. It may be based on a shipped regulation and say only what differs."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,text/yaml"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 22, "class": "mono", "spellcheck": "false"}),
    )
    note = forms.CharField(label=gettext_lazy("What changed"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        upload = values.get("file")
        if upload is not None:
            values["text"] = self._read(upload)
        if not self.errors and not (values.get("text") or "").strip():
            self.add_error("file", _("Choose a file or paste the text."))
        return values

    def _read(self, upload: Any) -> str:
        if upload.size > LARGEST:
            self.add_error("file", _("This file is too large to be a regulation."))
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This file is not text in UTF-8."))
            return ""


@granted("regulations.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DeskRequest) -> HttpResponseBase:
    """A new draft from a file or from pasted text."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _show(request, form, _("New draft"), status=422 if request.POST else 200)
    text, note = form.cleaned_data["text"], form.cleaned_data["note"]
    try:
        made = import_regulation(text=text, actor=request.actor, at=now(), note=note)
    except DocumentRefused as refusal:
        return _refused(request, text, note, refusal, _("New draft"))
    return _saved(request, made)


@granted("regulations.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: DeskRequest, number: int) -> HttpResponseBase:
    """Another text for a draft; what was in force once stays as it was."""
    found = find_version(number)
    if found.state != VersionState.DRAFT:
        raise NotADraft(number=number)
    title = _("Change draft %(number)d") % {"number": number}
    form = DocumentForm(
        request.POST or None, request.FILES or None, initial={"text": found.document, "note": note_of(found)}
    )
    if not form.is_valid():
        seen = request.POST.get("seen", found.digest)
        return _show(request, form, title, status=422 if request.POST else 200, seen=seen)
    text, note = form.cleaned_data["text"], form.cleaned_data["note"]
    try:
        saved = save_draft(
            version=found, text=text, note=note, actor=request.actor, at=now(), seen=request.POST.get("seen")
        )
    except StaleView as stale:
        form.add_error(None, stale.sentence())
        return _show(request, form, title, status=412, seen=request.POST.get("seen", ""))
    except DocumentRefused as refusal:
        return _refused(request, text, note, refusal, title, seen=request.POST.get("seen", ""))
    return _saved(request, saved)


@granted("regulations.draft")
@require_POST
def adopt(request: DeskRequest, code: str) -> HttpResponseBase:
    """A shipped regulation as a draft, to be compared and put into force."""
    made = import_regulation(text=preset_text(code), actor=request.actor, at=now(), note=code)
    return _saved(request, made)


def _saved(request: DeskRequest, saved: RegulationVersion) -> HttpResponseBase:
    shell.flash(request, _("Draft %(number)d is saved; nothing has changed yet") % {"number": saved.number})
    return shell.see_other(request, reverse("web:regulation-changes", args=[saved.number]))


def _refused(
    request: DeskRequest, text: str, note: str, refusal: DocumentRefused, title: str, seen: str = ""
) -> HttpResponse:
    """The text again with every fault, so that it can be put right here."""
    form = DocumentForm(initial={"text": text, "note": note})
    return _show(request, form, title, faults=refusal.problems, status=422, seen=seen)


def _show(
    request: DeskRequest,
    form: DocumentForm,
    title: str,
    *,
    faults: Iterable[Problem] = (),
    status: int = 200,
    seen: str = "",
) -> HttpResponse:
    facts = {
        "form": form,
        "seen": seen,
        "title": title,
        **fault_facts(faults),
        "crumbs": [
            (_("Regulation"), reverse("web:regulation")),
            (_("Versions"), reverse("web:regulation-versions")),
        ],
    }
    return render(request, "web/regulations/draft.html", facts, status=status)
