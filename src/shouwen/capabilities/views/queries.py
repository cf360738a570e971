"""Which saved views a person is offered, and how he laid out a list."""

import json
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from shouwen.base.actors import Actor
from shouwen.capabilities.views.choices import Scope
from shouwen.capabilities.views.commands.screens import digest_of
from shouwen.capabilities.views.models import SavedView, WallScreen

OFFER: Final = """
SELECT (SELECT jsonb_agg(one ORDER BY one.rank, one.name, one.id)
          FROM (SELECT id, name, scope, view, filters, columns, ordering, density, widths, person_id,
                       array_position(ARRAY['personal', 'team', 'desk'], scope::text) AS rank
                  FROM views_savedview
                 WHERE NOT is_removed AND (scope = 'desk' OR person_id = %(person)s::bigint
                                           OR team_id = ANY(%(teams)s::bigint[]))
                 ORDER BY 11, name LIMIT 40) AS one)::text,
       (SELECT jsonb_build_object('columns', columns, 'ordering', ordering, 'density', density,
                                  'widths', widths)
          FROM views_arrangement WHERE person_id = %(person)s::bigint AND place = %(place)s::text)::text
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in their order, the order of rows, the height of a row, pixels of columns; empty means as usual."""

    columns: tuple[str, ...] = ()
    ordering: str = ""
    density: str = ""
    widths: dict[str, int] = field(default_factory=dict)

    def over(self, other: "Layout") -> "Layout":
        """This layout, and what it leaves open as `other` has it; each column by itself is as wide as either says."""
        return Layout(
            self.columns or other.columns,
            self.ordering or other.ordering,
            self.density or other.density,
            other.widths | self.widths,
        )


@dataclass(frozen=True, slots=True)
class OfferedView:
    """A saved view as a tab shows it."""

    id: int
    name: str
    scope: str
    view: str
    person_id: int
    filters: dict[str, str] = field(default_factory=dict)
    layout: Layout = Layout()


@dataclass(frozen=True, slots=True)
class Offer:
    """The saved views on offer, one's own first, and one's own layout of the list asked for."""

    views: tuple[OfferedView, ...] = ()
    layout: Layout = Layout()

    def view(self, pk: int | None) -> OfferedView | None:
        return next((one for one in self.views if one.id == pk), None)


def offered(*, actor: Actor, place: str) -> Offer:
    """What `actor` is offered, and his layout of `place`; one statement."""
    values = {"person": actor.id, "teams": list(actor.team_ids), "place": place}
    with connection.cursor() as cursor:
        cursor.execute(OFFER, values)
        views, layout = cursor.fetchone()
    return Offer(
        views=tuple(_view(row) for row in json.loads(views)) if views else (),
        layout=_layout(json.loads(layout)) if layout else Layout(),
    )


def saved_view(*, pk: int, actor: Actor, with_removed: bool = False) -> SavedView | None:
    """The saved view `pk` if `actor` is offered it."""
    found = SavedView.objects.filter(pk=pk).first()
    if found is None or (found.is_removed and not with_removed):
        return None
    is_his = actor.is_person(found.person_id) or found.scope == Scope.DESK or found.team_id in actor.team_ids
    return found if is_his else None


def screen_of(secret: str) -> WallScreen | None:
    """The screen that this secret opens, unless it was ended."""
    return WallScreen.objects.filter(digest=digest_of(secret), ended_at=None).first()


def screens() -> list[WallScreen]:
    """The screens that are on, the newest first."""
    return list(WallScreen.objects.filter(ended_at=None).select_related("person").order_by("-pk"))


def _view(row: dict[str, object]) -> OfferedView:
    return OfferedView(
        id=row["id"],  # type: ignore[arg-type]  # as OFFER writes it
        name=str(row["name"]),
        scope=str(row["scope"]),
        view=str(row["view"]),
        person_id=row["person_id"],  # type: ignore[arg-type]  # as OFFER writes it
        filters=row["filters"],  # type: ignore[arg-type]  # as OFFER writes it
        layout=_layout(row),
    )


def _layout(row: dict[str, object]) -> Layout:
    widths = row.get("widths") or {}
    return Layout(tuple(row["columns"]), str(row["ordering"]), str(row["density"]), widths)  # type: ignore[arg-type]  # as OFFER writes it
