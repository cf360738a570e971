"""Saving a view, changing, removing and taking it back."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.views.choices import Column, Scope
from shouwen.capabilities.views.commands.arranging import brought_within, known_columns
from shouwen.capabilities.views.models import SavedView
from shouwen.capabilities.views.permissions import SHARE, can_change, can_share
from shouwen.capabilities.views.refusals import TooManyViews

MOST = 20


@transaction.atomic
def save_view(
    *,
    name: str,
    view: str,
    filters: Mapping[str, str],
    actor: Actor,
    scope: str = Scope.PERSONAL,
    team_id: int | None = None,
    columns: Sequence[str] = (),
    ordering: str = "",
    density: str = "",
    widths: Mapping[str, int] | None = None,
) -> SavedView:
    """The list is offered under `name` to `actor`, to one of his teams, or to the whole desk, laid out as told; each
    reader may lay it out otherwise for himself.

    Raises InvalidInput for an empty name or a team that is not his, NotPermitted where he may not share, TooManyViews.
    """
    require(actor.is_staff)
    require(scope == Scope.PERSONAL or can_share(actor), grant=SHARE)
    _check(name, scope, team_id, actor)
    if SavedView.objects.filter(person_id=actor.id or 0, is_removed=False).count() >= MOST:
        raise TooManyViews(most=MOST)
    return SavedView.objects.create(
        name=name.strip(),
        scope=scope,
        person_id=actor.id or 0,
        team_id=team_id if scope == Scope.TEAM else None,
        view=view,
        filters=dict(filters),
        columns=known_columns(columns),
        ordering=ordering,
        density=density,
        widths={
            code: brought_within(width) for code, width in (widths or {}).items() if code in Column.values
        },
    )


def change_view(*, view: SavedView, filters: Mapping[str, str], actor: Actor) -> SavedView:
    """The saved view narrows by `filters` from now on, for everybody who is offered it."""
    require(can_change(actor, view), grant=SHARE)
    view.filters = dict(filters)
    view.save(update_fields=["filters"])
    return view


def remove_view(*, view: SavedView, actor: Actor) -> SavedView:
    """Nobody is offered the view any more; it can be taken back."""
    require(can_change(actor, view), grant=SHARE)
    view.is_removed = True
    view.save(update_fields=["is_removed"])
    return view


def restore_view(*, view: SavedView, actor: Actor) -> SavedView:
    """The removed view is offered again."""
    require(can_change(actor, view), grant=SHARE)
    view.is_removed = False
    view.save(update_fields=["is_removed"])
    return view


def _check(name: str, scope: str, team_id: int | None, actor: Actor) -> None:
    errors = {}
    if not name.strip() or not name.isprintable():
        errors["name"] = _("Give the view a name.")
    if scope == Scope.TEAM and team_id not in actor.team_ids:
        errors["scope"] = _("Choose one of your teams.")
    if errors:
        raise InvalidInput(errors)
