"""When something that was put off comes back: a few usual instants, by the wall clock of whoever puts it off."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

LATER: Final = timedelta(hours=3)
MORNING: Final = time(9)
MONDAY: Final = 1
FURTHEST: Final = timedelta(days=366)
"""So far ahead something may be put off."""


def usual_instants(at: datetime) -> dict[str, datetime]:
    """When something put off at `at`, in the zone it carries, may come back, nearest first: UTC instants by code.

    `later` is three hours on and left out where that is another day; `tomorrow` is nine in the morning on the wall of
    that zone, `monday` the same on the next Monday, left out where it is tomorrow.

    Raises ValueError if `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("a wall clock needs its zone")
    offered: dict[str, datetime] = {}
    later = (at.astimezone(UTC) + LATER).replace(second=0, microsecond=0)
    if later.astimezone(at.tzinfo).date() == at.date():
        offered["later"] = later
    offered["tomorrow"] = _morning(at, 1)
    days = 7 - (at.isoweekday() - MONDAY)
    if days > 1:
        offered["monday"] = _morning(at, days)
    return offered


def _morning(at: datetime, days: int) -> datetime:
    day = at.date() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=at.tzinfo).astimezone(UTC)
