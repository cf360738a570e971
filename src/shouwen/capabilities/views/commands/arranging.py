"""Laying out a list for oneself."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.views.choices import ALWAYS, NARROWEST, WIDEST, Column
from shouwen.capabilities.views.models import Arrangement


def arrange(*, place: str, columns: Sequence[str], ordering: str, density: str, actor: Actor) -> None:
    """From now on `actor` sees the list `place` so; nothing chosen at all gives back the usual layout and widths.

    Unknown columns are left out; number and title are put in front where they are missing. One statement.
    """
    require(actor.is_staff)
    chosen = known_columns(columns)
    mine = Arrangement.objects.filter(person_id=actor.id or 0, place=place)
    if not (chosen or ordering or density):
        mine.delete()
        return
    values = {"columns": chosen, "ordering": ordering, "density": density}
    Arrangement.objects.update_or_create(person_id=actor.id or 0, place=place, defaults=values)


@transaction.atomic
def widen(*, place: str, column: str, width: int | None, actor: Actor) -> None:
    """From now on `column` of the list `place` is so many pixels wide for `actor`; None: as wide as usual.

    What is too narrow or too wide is brought within NARROWEST and WIDEST. Raises InvalidInput for an unknown column.
    """
    require(actor.is_staff)
    if column not in Column.values:
        raise InvalidInput({"column": _("There is no such column.")})
    mine = Arrangement.objects.select_for_update()
    layout, _is_new = mine.get_or_create(person_id=actor.id or 0, place=place)
    if width is None:
        layout.widths.pop(column, None)
    else:
        layout.widths[column] = brought_within(width)
    if layout.columns or layout.ordering or layout.density or layout.widths:
        layout.save(update_fields=["widths"])
    else:
        layout.delete()


def brought_within(width: int) -> int:
    """`width` in pixels, as narrow or as wide as a column may be."""
    return min(WIDEST, max(NARROWEST, width))


def known_columns(columns: Sequence[str]) -> list[str]:
    """`columns` in their order, each once, with those that are always there; empty stays empty."""
    chosen = [code for code in dict.fromkeys(columns) if code in Column.values]
    return [*(code for code in ALWAYS if code not in chosen), *chosen] if chosen else []
