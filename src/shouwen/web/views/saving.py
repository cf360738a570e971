"""Saving the list one looks at under a name, keeping its filters, removing it and taking it back."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.views.choices import Scope
from shouwen.capabilities.views.commands import change_view, remove_view, restore_view, save_view
from shouwen.capabilities.views.models import SavedView
from shouwen.capabilities.views.permissions import can_share
from shouwen.capabilities.views.queries import offered, saved_view
from shouwen.ui.components import Choice
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.filters import Asked, asked_by, filters_from
from shouwen.web.tickets.queue import landing_of


@staff_only
@require_safe
def new(request: DeskRequest) -> HttpResponse:
    """The drawer that asks for a name and for whom the view is."""
    return _form(request, {})


@staff_only
@require_POST
def create(request: DeskRequest) -> HttpResponseBase:
    """Save the list that the address names, with the layout it is shown in."""
    asked = asked_by(request, landing=landing_of(request.actor))
    layout = offered(actor=request.actor, place=asked.place).layout
    scope, _slash, team = request.POST.get("scope", Scope.PERSONAL).partition("/")
    try:
        saved = save_view(
            name=request.POST.get("name", "")[:40],
            view=asked.view,
            filters=asked.narrowing,
            actor=request.actor,
            scope=scope if scope in Scope.values else Scope.PERSONAL,
            team_id=whole(team),
            columns=layout.columns,
            ordering=layout.ordering,
            density=layout.density,
            widths=layout.widths,
        )
    except InvalidInput as refusal:
        return _form(request, refusal.errors, status=422)
    shell.flash(request, _("Saved as %(name)s") % {"name": saved.name}, undo_url=f"/views/{saved.pk}/remove")
    return shell.see_other(request, _address(saved))


@staff_only
@require_POST
def keep_filters(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The saved view narrows as the address does, from now on."""
    asked = asked_by(request, landing=landing_of(request.actor))
    saved = change_view(view=_found(request, pk), filters=asked.narrowing, actor=request.actor)
    shell.flash(request, _("Saved as %(name)s") % {"name": saved.name})
    return shell.see_other(request, _address(saved))


@staff_only
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The view goes from everybody's tabs; its list stays open."""
    saved = remove_view(view=_found(request, pk), actor=request.actor)
    said = _("%(name)s removed") % {"name": saved.name}
    shell.flash(request, said, undo_url=f"/views/{saved.pk}/restore")
    plain = Asked(saved.view, filters_from(saved.filters))
    return shell.see_other(request, plain.url())


@staff_only
@require_POST
def restore(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The removed view is back."""
    saved = restore_view(view=_found(request, pk, with_removed=True), actor=request.actor)
    return shell.see_other(request, _address(saved))


def _found(request: DeskRequest, pk: int, *, with_removed: bool = False) -> SavedView:
    found = saved_view(pk=pk, actor=request.actor, with_removed=with_removed)
    if found is None:
        raise NotVisible(view=pk)
    return found


def _address(saved: SavedView) -> str:
    return Asked(saved.view, filters_from(saved.filters), saved=saved.pk).url()


def _form(request: DeskRequest, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    asked = asked_by(request, landing=landing_of(request.actor))
    scopes = [Choice(Scope.PERSONAL, _("Only me"), chosen=True)]
    if can_share(request.actor):
        teams = Team.objects.filter(pk__in=request.actor.team_ids).values_list("pk", "names")
        scopes += [Choice(f"{Scope.TEAM}/{pk}", name_in(names)) for pk, names in teams]
        scopes.append(Choice(Scope.DESK, _("The whole desk")))
    places = {
        "name": request.POST.get("name", ""),
        "query": asked.url().removeprefix("/tickets?"),
        "scopes": scopes,
        "errors": errors,
    }
    return render(request, "web/views/new.html", places, status=status)
