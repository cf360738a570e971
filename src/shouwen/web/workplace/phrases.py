"""Phrases: one's own and those of one's teams, kept and changed."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.workplace.commands.phrases import count_use, drop_phrase, keep_phrase
from shouwen.capabilities.workplace.models import Phrase
from shouwen.capabilities.workplace.permissions import can_change
from shouwen.domain.regulation.messages import PLACEHOLDERS
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import ActForm


class PhraseForm(ActForm):
    """A phrase, and for whom it is kept."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=60)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Placeholders such as {contact} or {due} are filled from the ticket."),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("For"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Myself"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.filter(pk__in=actor.team_ids, is_active=True).order_by("pk")
        teams.label_from_instance = lambda team: name_in(team.names)


@staff_only
@require_safe
def phrases(request: DeskRequest) -> HttpResponse:
    """Every phrase I may use, my own first."""
    rows = (
        Phrase.objects.visible_to(request.actor).select_related("team", "author").order_by("team_id", "name")
    )
    kept = sorted(rows, key=lambda phrase: phrase.team_id is not None)
    return render(
        request,
        "web/workplace/phrases.html",
        {
            "phrases": [
                {
                    "row": phrase,
                    "team": name_in(phrase.team.names) if phrase.team else "",
                    "url": f"/phrases/{phrase.pk}" if can_change(request.actor, phrase) else "",
                }
                for phrase in kept
            ]
        },
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: DeskRequest, pk: int | None = None) -> HttpResponseBase:
    """The form of one phrase, new or known."""
    known = find(request, pk) if pk else None
    if request.method != "POST":
        start = {"name": known.name, "body": known.body, "team": known.team_id} if known else {}
        start = start or {"body": request.GET.get("body", "")[:5000]}
        return _show(request, known, PhraseForm(initial=start, actor=request.actor))
    form = PhraseForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _show(request, known, form, status=422)
    keep_phrase(phrase=known, actor=request.actor, at=now(), **form.cleaned_data)
    return _done(request, _("Saved as a phrase"))


@staff_only
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The phrase goes."""
    drop_phrase(phrase=find(request, pk), actor=request.actor)
    return _done(request, _("Phrase removed"))


@staff_only
@require_POST
def used(request: DeskRequest, pk: int) -> HttpResponse:
    """It was put into an answer."""
    count_use(phrase=find(request, pk))
    return HttpResponse(status=204)


def find(request: DeskRequest, pk: int) -> Phrase:
    """The phrase, as far as this actor may see it."""
    found = Phrase.objects.visible_to(request.actor).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotVisible(phrase=pk)
    return found


def _show(request: DeskRequest, known: Phrase | None, form: PhraseForm, *, status: int = 200) -> HttpResponse:
    values = {"phrase": known, "form": form, "places": sorted(PLACEHOLDERS)}
    return render(request, "web/workplace/phrase.html", values, status=status)


def _done(request: DeskRequest, said: str) -> HttpResponseBase:
    """Back to where one was: the list, or the answer under the drawer."""
    is_answering = "/t/" in request.headers.get("HX-Current-URL", "")
    if shell.is_fragment(request) and is_answering:
        return shell.closing_drawer(shell.toasted(HttpResponse(status=204), said))
    shell.flash(request, said)
    return shell.see_other(request, "/phrases")
