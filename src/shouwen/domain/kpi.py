"""The arithmetic of figures: a share of a whole, and whether it is what was wanted."""

import re
from dataclasses import dataclass
from decimal import Decimal

TENTH = Decimal("0.1")
WANTED = re.compile(r"^(>=|<=)(\d+(?:\.\d+)?)%$")


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, both counts of records."""

    part: int
    whole: int

    @property
    def rest(self) -> int:
        """How many of the whole are not of the part."""
        return self.whole - self.part

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent to one place, halves to even; None of nothing.

        100.0 stands for all and 0.0 for none only: 1,999 of 2,000 are 99.9.
        """
        if not self.whole:
            return None
        exact = (Decimal(100) * self.part / self.whole).quantize(TENTH)
        if self.part in (0, self.whole):
            return exact
        return min(max(exact, TENTH), 100 - TENTH)

    def meets(self, wanted: str) -> bool | None:
        """Whether the exact share is what a regulation wants, such as `>=95%`; None for no wish, or of nothing."""
        wish = WANTED.match(wanted)
        if wish is None or not self.whole:
            return None
        exact, limit = Decimal(100) * self.part, Decimal(wish[2]) * self.whole
        return exact >= limit if wish[1] == ">=" else exact <= limit
