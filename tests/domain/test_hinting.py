"""How much a reason counts: plain numbers that a reader can follow."""

import pytest

from shouwen.domain.hinting import Tally


@pytest.mark.parametrize(
    ("linked", "ignored", "weight"),
    [
        (0, 0, 1.0),
        (1, 0, 8 / 7),
        (6, 0, 1.5),
        (600, 0, 1.5),
        (0, 6, 0.5),
        (0, 600, 0.5),
        (10, 10, 1.0),
        (9, 1, 1.5),
    ],
)
def test_a_reason_counts_twice_the_share_of_its_links_between_a_half_and_one_and_a_half(
    linked, ignored, weight
):
    assert Tally(linked, ignored).weight == pytest.approx(weight)


def test_a_reader_is_told_only_of_a_clear_verdict():
    assert [(t.is_often_linked, t.is_mostly_ignored) for t in (Tally(2, 0), Tally(1, 0), Tally(0, 1), Tally(0, 2))] == [
        (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
