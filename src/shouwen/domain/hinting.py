"""How much a reason counts when a ticket is hinted at: as much as people have made of it so far."""

from dataclasses import dataclass
from typing import Final

LEAST: Final = 0.5
"""However often it was ignored, a reason keeps half its weight, so that what it finds can prove itself again."""
MOST: Final = 1.5
DOUBT: Final = 3
"""So many links and as many ignored ones are added to every count: a few choices change little."""
OFTEN: Final = 1.2
SELDOM: Final = 0.8
"""From here on a reader is told that a reason is often linked, or mostly ignored."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often tickets hinted at for one reason were linked, and how often ignored."""

    linked: int = 0
    ignored: int = 0

    @property
    def weight(self) -> float:
        """Twice the share of links, between LEAST and MOST; without any choice the usual 1."""
        share = (self.linked + DOUBT) / (self.linked + self.ignored + 2 * DOUBT)
        return min(MOST, max(LEAST, 2 * share))

    @property
    def is_often_linked(self) -> bool:
        return self.weight >= OFTEN

    @property
    def is_mostly_ignored(self) -> bool:
        return self.weight <= SELDOM
