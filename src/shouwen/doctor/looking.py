"""The looks that the doctor takes; each gives one finding and changes nothing."""

from collections.abc import Callable
from typing import Final

from shouwen.doctor import desk, installation, work
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.questions import Asked

LOOKS: Final[dict[str, Callable[[Asked], Finding]]] = {
    "database": installation.database,
    "tables": installation.tables,
    "clock": installation.clock,
    "assets": installation.assets,
    "translations": installation.translations,
    "regulation": desk.regulation,
    "rules": desk.rules,
    "holidays": desk.holidays,
    "calendars": desk.calendars,
    "administrator": desk.administrator,
    "worker": work.worker,
    "queue": work.queue,
    "failed_jobs": work.failed_jobs,
    "messages": work.messages,
    "mail": work.mail,
    "address": installation.address,
    "paused": desk.paused,
    "backup": installation.backup,
}
"""What is looked at, in the order in which it is told."""

OF_THE_INSTALLATION: Final = frozenset({"database", "tables", "clock", "assets", "translations", "address"})
"""Those that need no desk: where none is set up yet, there is nothing else to look at."""


def with_django(*, deep: bool, asked: Asked | None = None) -> list[Finding]:
    """The findings that need a desk, if `deep` also of its whole journal; a look that itself fails is a red one."""
    looks = {**LOOKS, "journal": desk.journal} if deep else LOOKS
    asked = asked or Asked()
    if _careful("tables", installation.tables, asked).found == installation.NOT_SET_UP:
        looks = {code: look for code, look in looks.items() if code in OF_THE_INSTALLATION}
    return [_careful(code, look, asked) for code, look in looks.items()]


def _careful(code: str, look: Callable[[Asked], Finding], asked: Asked) -> Finding:
    try:
        return look(asked)
    except Exception as problem:
        first_line = (str(problem).strip().splitlines() or [""])[0]
        return Finding(code, Health.RED, f"{type(problem).__name__}: {first_line}", "shouwen upgrade")
