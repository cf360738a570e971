"""What duty asks of a higher rung: which dates the desk keeps closed, and which follow another weekday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DeskDays:
    """Dates on which nobody works unless his plan says so; make-up days with the weekday (1: Monday) they follow."""

    closed: tuple[date, ...] = ()
    moved: tuple[tuple[date, int], ...] = ()


NO_HOLIDAYS = DeskDays()
_asked: list[Callable[[datetime, datetime], DeskDays]] = []


def register_desk_days(provider: Callable[[datetime, datetime], DeskDays]) -> None:
    """From now on `provider` says which days between two instants are out of the ordinary; the last one counts."""
    _asked[:] = [provider]


def desk_days(start: datetime, end: datetime) -> DeskDays:
    """The days out of the ordinary from `start` to `end`; none before anybody keeps a calendar."""
    return _asked[0](start, end) if _asked else NO_HOLIDAYS
