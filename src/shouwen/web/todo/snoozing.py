"""Putting a line off, in the drawer: a press for the usual instants, or one of one's own; and bringing it back."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.workplace.commands.snoozes import snooze, wake
from shouwen.capabilities.workplace.queries.todo import Todo, everything_for, topic_of
from shouwen.domain.snoozing import usual_instants
from shouwen.ui.dates import stamp
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import ActForm
from shouwen.web.fields import instant


class SnoozeForm(ActForm):
    """One of the usual instants (`when`), or one of one's own."""

    when = forms.ChoiceField(required=False, widget=forms.HiddenInput())
    until = instant(gettext_lazy("Another time"), required=False)

    def __init__(self, *args: Any, offered: dict[str, datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["when"].choices = [(code, code) for code in offered]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        chosen = self.offered.get(values.get("when") or "", values.get("until"))
        if chosen is None and not self.errors:
            self.add_error("until", _("Choose a time in the future, within a year."))
        return {"until": chosen}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: DeskRequest, key: str) -> HttpResponseBase:
    """The drawer that asks until when, and the act."""
    at = now()
    item = _found(request, key, at)
    offered = usual_instants(localtime(at))
    if request.method != "POST":
        return _asked(request, item, SnoozeForm(offered=offered), offered)
    form = SnoozeForm(request.POST, offered=offered)
    if not form.is_valid():
        return _asked(request, item, form, offered, status=422)
    until = form.cleaned_data["until"]
    try:
        snooze(key=key, until=until, actor=request.actor, at=at)
    except InvalidInput as refusal:
        form.tell(refusal)
        return _asked(request, item, form, offered, status=422)
    said = _("Put off until %(until)s") % {"until": stamp(until)}
    undo_url = f"/todo/{key}/waking"
    if not shell.is_fragment(request):
        shell.flash(request, said, undo_url=undo_url)
        return shell.see_other(request, "/todo")
    response = shell.toasted(HttpResponse(status=204), said, undo_url=undo_url)
    return shell.ringing(shell.closing_drawer(response), topic_of(request.actor.id))


@staff_only
@require_POST
def bring_back(request: DeskRequest, key: str) -> HttpResponseBase:
    """It stands in the list again."""
    wake(key=key, actor=request.actor)
    said = _("It is back in your list")
    if not shell.is_fragment(request):
        shell.flash(request, said)
        return shell.see_other(request, "/todo")
    return shell.ringing(shell.toasted(HttpResponse(status=204), said), topic_of(request.actor.id))


def _found(request: DeskRequest, key: str, at: datetime) -> Todo:
    """The line of this key, put off or not; NotVisible if none waits for this actor."""
    found = next((one for one in everything_for(actor=request.actor, at=at) if one.key == key), None)
    if found is None:
        raise NotVisible(key=key)
    return found


def _asked(
    request: DeskRequest, item: Todo, form: SnoozeForm, offered: dict[str, datetime], *, status: int = 200
) -> HttpResponse:
    names = {"later": _("Later today"), "tomorrow": _("Tomorrow morning"), "monday": _("Next Monday morning")}
    choices = [(code, names[code], stamp(instant)) for code, instant in offered.items()]
    places = {"item": item, "form": form, "choices": choices}
    return render(request, "web/todo/snooze.html", places, status=status)
