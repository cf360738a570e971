"""What waits, in groups by the days of the reader's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shouwen.capabilities.workplace.queries.todo import Todo


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one day under its name; `is_late` is what should be done already."""

    name: str
    lines: tuple[Todo, ...]
    is_late: bool = False


def by_day(found: Iterable[Todo], at: datetime) -> list[Group]:
    """`found`, which is in the order of its instants: overdue, today, each day to come, then what has no day.

    What somebody waits for without an instant belongs to today.
    """
    today = localtime(at).date()
    days: dict[tuple[int, date], list[Todo]] = {}
    for one in found:
        days.setdefault(_place(one, at, today), []).append(one)
    return [
        Group(_name(rank, day, today), tuple(lines), is_late=rank == 0)
        for (rank, day), lines in sorted(days.items())
    ]


def in_one(found: Iterable[Todo]) -> list[Group]:
    """All of `found` in one group without a name; none for nothing."""
    lines = tuple(found)
    return [Group("", lines)] if lines else []


def _place(one: Todo, at: datetime, today: date) -> tuple[int, date]:
    if one.is_overdue(at):
        return 0, today
    if one.due_at is not None:
        return 1, localtime(one.due_at).date()
    return (1, today) if one.is_now else (2, today)


def _name(rank: int, day: date, today: date) -> str:
    if rank != 1:
        return _("No day set") if rank else _("Overdue")
    if day == today:
        return _("Today")
    written = f"{day:%m-%d} {formats.date_format(day, 'l')}"
    return _("Tomorrow · %(day)s") % {"day": written} if day == today + timedelta(days=1) else written
