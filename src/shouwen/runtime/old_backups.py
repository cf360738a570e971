"""Which backups stay: the newest ones, and one of each week further back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

OURS: Final = re.compile(r"shouwen-(\d{8})-\d{6}\.tar")
"""Names of archives that the desk gave itself; any other file in the folder is somebody's own and stays."""


@dataclass(frozen=True, slots=True)
class KeepRule:
    """The newest `newest` stay, and the newest one of each of the last `weeks` weeks (Monday to Sunday) that have one.

    `newest` 0 keeps everything.
    """

    newest: int
    weeks: int

    def surplus(self, names: Iterable[str]) -> list[str]:
        """Of these archives those that need not stay, oldest first; never the newest one."""
        if self.newest <= 0:
            return []
        made = sorted((name for name in names if _made_on(name)), reverse=True)  # the name says when
        of_week: dict[tuple[int, int], str] = {}
        for name in made:
            of_week.setdefault(_week_of(name), name)
        staying = {*made[: self.newest], *list(of_week.values())[: self.weeks]}
        return [name for name in reversed(made) if name not in staying]


def _made_on(name: str) -> date | None:
    """The day, by the machine's own clock, on which the desk made the archive of this name; None if it did not."""
    found = OURS.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _week_of(name: str) -> tuple[int, int]:
    year, week, _day = date.fromisoformat(name[8:16]).isocalendar()
    return year, week
