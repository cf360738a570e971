"""Shares: exact where they are judged, honest where they are rounded."""

from decimal import Decimal

import pytest

from shouwen.domain.kpi import Share


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (0, 7, "0.0"), (7, 7, "100.0"), (2, 3, "66.7"), (1999, 2000, "99.9"), (1, 5000, "0.1")],
)
def test_a_share_of_nothing_is_none_and_only_all_is_a_hundred(part: int, whole: int, percent: str | None):
    assert Share(part, whole).percent == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("share", "wanted", "is_met"),
    [
        (Share(19, 20), ">=95%", True),
        (Share(949, 1000), ">=95%", False),
        (Share(1, 20), "<=5%", True),
        (Share(0, 0), ">=95%", None),
        (Share(1, 2), "", None),
        (Share(1, 2), ">=7", None),
    ],
)
def test_a_wish_is_judged_by_the_exact_share(share: Share, wanted: str, is_met: bool | None):
    assert share.meets(wanted) is is_met
