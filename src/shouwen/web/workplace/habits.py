"""How one works at the desk: keys moved to where one's hand expects them, tours that were taken."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.workplace.commands.habits import end_tour, move_keys
from shouwen.capabilities.workplace.keys import GROUPS, KEYS, Key
from shouwen.ui.components import key_hint, text_input
from shouwen.ui.html import element, joined
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.workplace.tours import TOURS


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: DeskRequest) -> HttpResponseBase:
    """Every key with what it does and where this person has it; saved as a whole, `usual` puts all back."""
    person = Person.objects.get(pk=request.actor.id)
    if request.method != "POST":
        return _sheet(request, person.own_keys, {})
    chosen = {} if "usual" in request.POST else {usual: request.POST.get(usual, "") for usual in KEYS}
    try:
        move_keys(person=person, chosen=chosen, actor=request.actor, at=now())
    except InvalidInput as refusal:
        return _sheet(request, chosen, refusal.errors)
    shell.flash(request, _("All keys are reset") if "usual" in request.POST else _("Saved"))
    return shell.see_other(request, "/me/keys")


@staff_only
@require_POST
def tour_taken(request: DeskRequest, role: str) -> HttpResponseBase:
    """The tour of this role is not offered again by itself."""
    if role not in TOURS:
        raise NotVisible(tour=role)
    person = Person.objects.get(pk=request.actor.id)
    end_tour(person=person, tour=role, actor=request.actor, at=now())
    return HttpResponse(status=204) if shell.is_fragment(request) else shell.see_other(request, "/")


def _sheet(request: DeskRequest, own: Mapping[str, str], errors: Mapping[str, str]) -> HttpResponse:
    groups: list[dict[str, Any]] = [
        {"title": title, "rows": joined(_row(key, own.get(key.usual, ""), errors.get(key.usual, "")) for key in keys)}
        for title, keys in GROUPS
    ]  # fmt: skip
    places = {
        "groups": groups,
        "heads": [_("What the key does"), _("Default key"), _("Custom key")],
        "errors": errors,
    }
    return render(request, "web/workplace/keys.html", places, status=422 if errors else 200)


def _row(key: Key, own: str, error: str) -> SafeString:
    label = _("Custom key for: %(what)s") % {"what": key.does}
    place = text_input(
        key.usual, label=label, value=own, error=error, hide_label=True, id=f"key-{list(KEYS).index(key.usual)}",
        maxlength="16", autocomplete="off", autocapitalize="none", spellcheck="false", data_takes_key=True,
    )  # fmt: skip
    usual = joined((key_hint(part.capitalize()) for part in key.usual.replace("+", " ").split()), " ")
    spoken = element("span", key.usual, class_="unseen")
    return element(
        "tr",
        element("td", str(key.does)),
        element("td", usual, spoken, class_="nowrap"),
        element("td", place),
    )
