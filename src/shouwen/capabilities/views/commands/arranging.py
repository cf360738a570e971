"""Laying out a list for oneself."""

from collections.abc import Sequence

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.views.choices import ALWAYS, Column
from shouwen.capabilities.views.models import Arrangement


def arrange(*, place: str, columns: Sequence[str], ordering: str, density: str, actor: Actor) -> None:
    """From now on `actor` sees the list `place` so; nothing chosen at all gives back the usual layout.

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


def known_columns(columns: Sequence[str]) -> list[str]:
    """`columns` in their order, each once, with those that are always there; empty stays empty."""
    chosen = [code for code in dict.fromkeys(columns) if code in Column.values]
    return [*(code for code in ALWAYS if code not in chosen), *chosen] if chosen else []
