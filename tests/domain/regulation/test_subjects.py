"""Promises are about whatever kind of subject a capability declares, by the facts it names."""

from importlib.resources import files

import pytest

from shouwen.domain.clocks.book import Book
from shouwen.domain.regulation import Regulation, facts
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.problems import RegulationInvalid
from shouwen.domain.regulation.terms import terms_of

REPORTS = """
format: 1
based_on: default
code: reports
name: {zh: 报告, en: Reports}
targets:
  monthly:
    name: {zh: 月报, en: Monthly report}
    subject: report
    starts_on: report.asked
    meets_on: report.sent
    cancels_on: []
    limits:
    - {within: {day_of_month: 5}}
"""


def read(text: str) -> Regulation:
    return load(text, find=lambda code: files("shouwen.presets").joinpath(f"{code}.yaml").read_text("utf-8"))


@pytest.fixture
def reports(monkeypatch):
    """A capability keeps reports, for as long as a test."""
    monkeypatch.setattr(facts, "_known", dict(facts._known))
    monkeypatch.setattr(facts, "KNOWN", facts._known)
    monkeypatch.setattr("shouwen.domain.regulation.checks.KNOWN", facts._known)
    facts.declare("report", {"report.asked", "report.sent"})


# REQ BX-3
def test_a_declared_kind_is_promised_about_and_has_a_book_of_its_own(reports):
    document = read(REPORTS)
    terms = terms_of(document)

    book = Book(terms, subject_kind="report", desk_calendar=document.desk.calendar)

    assert list(book.promises) == ["monthly"]
    assert "monthly" not in Book(terms, subject_kind="ticket", desk_calendar=document.desk.calendar).promises


def test_a_kind_that_nobody_declares_is_refused_by_name():
    with pytest.raises(RegulationInvalid) as refused:
        read(REPORTS)

    assert "no facts of a report are known yet" in str(refused.value)


@pytest.mark.parametrize(
    ("told", "instead", "reason"),
    [
        ("report.asked", "report.dreamt", "'report.dreamt' is not known"),
        ("report.sent", "closed", "names a state, which only tickets have"),
        (
            "cancels_on: []",
            "cancels_on: []\n    pauses_while: suspended",
            "names a state, which only tickets have",
        ),
    ],
)
def test_facts_it_does_not_have_and_states_are_refused(reports, told, instead, reason):
    with pytest.raises(RegulationInvalid) as refused:
        read(REPORTS.replace(told, instead))

    assert reason in str(refused.value)


def test_a_kind_is_declared_by_one_capability(reports):
    facts.declare("report", {"report.sent", "report.asked"})  # the same again is the same

    with pytest.raises(RuntimeError, match="report"):
        facts.declare("report", {"report.lost"})
