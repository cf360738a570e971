"""YAML is read as strings only, with lines, and nothing clever."""

import pytest

from shouwen.domain.regulation.problems import Problem, RegulationInvalid
from shouwen.domain.regulation.reading import read_yaml


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(RegulationInvalid) as caught:
        read_yaml(text)
    return list(caught.value.problems)


def test_nothing_is_turned_into_another_type():
    read = read_yaml("opens: 9:30\nyes: no\nnumber: 010\nnothing: ~\ndate: 2026-11-21\n")

    assert read.content == {
        "opens": "9:30",
        "yes": "no",
        "number": "010",
        "nothing": "~",
        "date": "2026-11-21",
    }


def test_every_key_knows_its_line():
    read = read_yaml("desk:\n  name: a\n  list:\n  - x\n  - y\n")

    assert read.lines == {
        (): 1,
        ("desk",): 1,
        ("desk", "name"): 2,
        ("desk", "list"): 3,
        ("desk", "list", 0): 4,
        ("desk", "list", 1): 5,
    }
    assert read.line_of(("desk", "list", 1, "missing")) == 5


def test_a_doubled_key_is_an_error_with_its_line():
    assert problems_of("a:\n  b: 1\n  b: 2\n") == [Problem("a", "b", 3, "stands twice")]


def test_a_character_that_no_text_may_have_is_named_where_it_stands():
    reason = "holds a character that no text may have"

    assert problems_of('a:\n  b: "x\\0y"\n  c: z\n') == [Problem("a", "b", 2, reason)]


def test_an_alias_is_refused():
    assert problems_of("a: &x [1]\nb: *x\n") == [
        Problem("document", "", 2, "uses an alias (*name); write it out")
    ]


def test_deep_nesting_is_refused():
    assert [problem.reason for problem in problems_of("a: " + "[" * 40 + "]" * 40)] == [
        "is nested too deeply"
    ]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n"])
def test_what_is_no_mapping_is_refused(text: str):
    assert problems_of(text) == [Problem("document", "", 1, "is not a mapping of sections")]


def test_broken_yaml_names_the_line():
    assert [problem.line for problem in problems_of("a: 1\nb: [1, 2\nc: 3\n")] == [3]
