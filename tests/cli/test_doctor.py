"""`shouwen doctor` speaks one language: a Chinese title is followed by Chinese words."""

import pytest

from shouwen.cli import doctor
from shouwen.doctor.findings import TITLES, Finding, Health
from shouwen.doctor.looking import LOOKS
from shouwen.web.status import sentences


@pytest.mark.parametrize(
    ("found", "read"), [("not running", "未运行"), ("17.2 (Debian)", "17.2 (Debian)"), ("ok", "正常")]
)
def test_what_was_found_is_told_in_the_terminals_language(monkeypatch, found, read):
    monkeypatch.setattr(doctor, "language", lambda: "zh-hans")

    assert doctor.words_of(Finding("worker", Health.AMBER, found)) == read


def test_an_english_terminal_reads_english(monkeypatch):
    monkeypatch.setattr(doctor, "language", lambda: "en")

    assert doctor.words_of(Finding("worker", Health.AMBER, "not running")) == "not running"


def test_whatever_is_looked_at_has_a_title_at_the_terminal_and_on_the_page():
    assert LOOKS.keys() <= TITLES.keys()
    assert LOOKS.keys() <= sentences.TITLES.keys()
