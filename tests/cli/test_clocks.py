"""`shouwen clocks`: the proof of the first law, and the account of a promise, at the terminal."""

import pytest

from shouwen.capabilities.service_levels.models import Clock
from shouwen.cli import main
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject

pytestmark = pytest.mark.django_db


def test_clocks_that_are_what_the_facts_say_pass_the_check(capsys):  # REQ BX-1
    a_ticket_subject(a_regulation())

    assert main(["clocks", "rebuild", "--check"]) == 0
    assert "0 differences" in capsys.readouterr().out


def test_a_clock_that_was_tampered_with_fails_the_check_and_is_put_right(capsys):  # REQ BX-1
    subject = a_ticket_subject(a_regulation())
    Clock.objects.filter(subject=subject, promise="response").update(terms="response/1")

    assert main(["clocks", "rebuild", "--check"]) == 1
    assert "response:1:0 terms: 'response/1' -> 'response/2'" in capsys.readouterr().out
    assert main(["clocks", "rebuild"]) == 0
    assert main(["clocks", "rebuild", "--check"]) == 0


def test_the_account_of_a_promise_is_printed(capsys, monkeypatch):  # REQ BX-1
    monkeypatch.setenv("SHOUWEN_LANGUAGE", "en")
    subject = a_ticket_subject(a_regulation())

    assert main(["clocks", "explain", str(subject.pk)]) == 0

    shown = capsys.readouterr().out
    assert "Response · within 2 h of working time" in shown
    assert "Due at 2026-11-16 11:00" in shown


def test_a_ticket_that_does_not_exist_is_said_so(capsys):
    assert main(["clocks", "explain", "SD-20261116-9999"]) == 1
    assert "there is no ticket SD-20261116-9999" in capsys.readouterr().err
