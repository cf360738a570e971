"""How a promise about a ticket ended, out of all its clocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen.capabilities.simulations.choices import Ending
from shouwen.domain.clocks.records import Clock, ClockStatus

WEIGHT: Final = {
    Ending.NONE: 0,
    Ending.CANCELLED: 1,
    Ending.OPEN: 2,
    Ending.MET: 3,
    Ending.BREACHED: 4,
}
"""Of several clocks of one promise the one that weighs most says how it ended."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one promise about one ticket ended: the instant it was due, and when it was kept."""

    ending: Ending
    due_at: datetime | None = None
    kept_at: datetime | None = None


NEVER: Final = Ended(Ending.NONE)


def ending_of(*, status: str, is_promised: bool, is_breached: bool) -> Ending:
    """What a clock comes to; one that was breached and then kept was breached."""
    if not is_promised:
        return Ending.NONE
    if is_breached or status == ClockStatus.MISSED:
        return Ending.BREACHED
    if status == ClockStatus.MET:
        return Ending.MET
    return Ending.CANCELLED if status == ClockStatus.CANCELLED else Ending.OPEN


def endings_of(clocks: Iterable[Clock]) -> dict[str, Ended]:
    """Promise -> how it ended, out of the clocks of one ticket."""
    return weighed(
        (
            clock.promise,
            Ended(
                ending_of(status=clock.status, is_promised=clock.is_promised, is_breached=clock.is_breached),
                clock.due_at,
                clock.met_at,
            ),
        )
        for clock in clocks
    )


def weighed(ended: Iterable[tuple[str, Ended]]) -> dict[str, Ended]:
    """Of each promise the ending that weighs most; of equal ones the later."""
    found: dict[str, Ended] = {}
    for promise, one in ended:
        known = found.get(promise)
        if known is None or WEIGHT[one.ending] >= WEIGHT[known.ending]:
            found[promise] = one
    return found


def side_by_side(before: dict[str, Ended], after: dict[str, Ended]) -> Iterator[tuple[str, Ended, Ended]]:
    """Each promise that was or would have been given, with both endings."""
    for promise in sorted(before.keys() | after.keys()):
        yield promise, before.get(promise, NEVER), after.get(promise, NEVER)
