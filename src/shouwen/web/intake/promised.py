"""What is promised about a request, as chips: how long it may wait until somebody decides about it."""

from collections.abc import Iterable

from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock as Row
from shouwen.capabilities.service_levels.queries import clocks_of, deadlines_of
from shouwen.ui.components import Clock
from shouwen.web.promises import chip
from shouwen.web.words import promise_name


def chip_of(row: Row) -> Clock:
    """One clock of a request as a chip."""
    name = promise_name(regulation_of(row.regulation_id).document, row.promise)
    return chip(row, name=name, card=f"/intake/{row.subject_id}/clocks/{row.pk}/card")


def next_chips(items: Iterable[IntakeItem]) -> dict[int, Clock]:
    """What is to be kept next about each of these requests, where anything is; one statement."""
    waiting = deadlines_of(item.pk for item in items)
    return {subject_id: chip_of(rows[0]) for subject_id, rows in waiting.items()}


def chips(item: IntakeItem) -> list[tuple[Clock, str]]:
    """Every promise about the request as a chip with the address of its account; one statement."""
    rows = [row for row in clocks_of(item.pk) if row.status != "cancelled"]
    return [(chip_of(row), f"/intake/{item.pk}/clocks/{row.pk}") for row in rows]
