"""Impact, urgency and difficulty give the level; the level gives the priority; the reason is told."""

import pytest

from shouwen.domain.grading import NoLevel, Why, grade, is_major
from shouwen.domain.regulation.loading import load
from tests.domain.regulation.conftest import shipped


@pytest.fixture
def document(desk):
    return load(desk)


# REQ RS-3
def test_the_matrix_decides(document):
    level, priority, why = grade(document, "organisation", "blocked")

    assert (level, priority) == ("high", 1)
    assert why == Why(by="matrix", row=1, impact="organisation", urgency="blocked", origin="SD-6, RS-3")


# REQ SA-21
def test_a_vip_is_one_priority_higher_and_never_above_the_first(document):
    raised = grade(document, "person", "minor", service_level="vip")
    highest = grade(document, "organisation", "blocked", service_level="vip")

    assert (raised.level, raised.priority, raised.why.raised_by) == ("low", 2, 1)
    assert (highest.priority, highest.why.raised_by) == (1, 0)


def test_a_level_set_by_hand_wins(document):
    assert grade(document, "person", "minor", level="high")[:2] == ("high", 1)


def test_without_a_judgement_the_class_decides(document):
    assert grade(document, None, None, klass="inquiry")[:2] == ("low", 3)


def test_where_nothing_decides_there_is_no_level(document):
    with pytest.raises(NoLevel):
        grade(document, None, None, klass="fault")


def test_an_unknown_level_is_no_level(document):
    with pytest.raises(NoLevel):
        grade(document, None, None, level="S1")


# REQ SD-6
def test_high_is_major_by_rule(document):
    assert [is_major(document, level) for level in document.levels] == [True, False, False]


# REQ RS-3
def test_difficulty_raises_the_level_only_where_it_was_judged_hard():
    document = load(shipped("always-on"), find=shipped)

    levels = [
        grade(document, "department", "hindered", difficulty).level
        for difficulty in (None, "routine", "hard")
    ]
    assert levels == ["normal", "normal", "urgent"]


# REQ SD-6
def test_a_class_with_a_row_of_its_own_is_graded_by_it_whatever_was_judged(spoiled):
    own = spoiled(
        "grading:\n  matrix:\n", "grading:\n  classes:\n  - {class: complaint, level: high}\n  matrix:\n"
    )

    assert grade(load(own), "person", "minor", klass="complaint").level == "high"
    assert grade(load(own), "person", "minor", klass="fault").level == "low"
