"""`shouwen clocks`: the proof of the first law, and the account of a promise, at the terminal."""

import json

import pytest
from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.time import fixed_at, now
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.service_levels.commands import feed
from shouwen.capabilities.service_levels.models import Clock
from shouwen.cli import main
from tests.capabilities.people.makers import a_person
from tests.capabilities.service_levels.makers import (
    REGULATION,
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    tell,
)

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


def test_the_account_tells_who_paused_it_and_what_became_of_it(capsys, monkeypatch):  # REQ BX-1
    monkeypatch.setenv("SHOUWEN_LANGUAGE", "en")
    regulation, person = a_regulation(), a_person("lin")
    subject = a_ticket_subject(regulation)
    suspended = {"fields": {"state": "suspended"}, "reason": "waiting_customer"}
    agent = Actor(kind="person", id=person.pk)
    tell(subject, regulation, "16 10:00", ("ticket.suspended", suspended), actor=agent)
    tell(subject, regulation, "16 14:00", ("ticket.taken", {"fields": {"state": "in_progress"}}))

    assert main(["clocks", "explain", str(subject.pk)]) == 0
    assert "Lin" not in capsys.readouterr().out  # fit for a customer

    assert main(["clocks", "explain", str(subject.pk), "--who"]) == 0
    shown = capsys.readouterr().out
    assert "Broken at 2026-11-16 11:00, late by 3 h" in shown
    (paused,) = [line for line in shown.splitlines() if "paused" in line]
    assert paused.endswith("· Lin")


def test_the_account_is_to_be_had_as_json(capsys):  # REQ BX-1
    subject = a_ticket_subject(a_regulation())

    assert main(["clocks", "explain", str(subject.pk), "--json"]) == 0

    told = {one["promise"]: one for one in json.loads(capsys.readouterr().out)}
    response = told["response"]
    assert (response["due_at"], response["counted"]) == (beijing("16 11:00").isoformat(), 7200)
    assert [(each["counts"], each["cause"]) for each in response["stretches"]] == [(True, "open")]


def test_what_is_open_is_moved_at_the_terminal_after_a_preview_and_back(capsys):  # REQ BX-3, BX-4
    former = a_regulation()
    with fixed_at(now()):
        subject = journal.open_subject("ticket")
        with transaction.atomic():
            held = journal.lock(subject.pk)
            fields = {"state": "new", "class": "fault", "level": "medium"}
            facts = journal.record_all(
                held, [("ticket.registered", {"fields": fields})], actor=SYSTEM, at=now()
            )
            feed(held, facts, regulation=former)
    import_regulation(text=REGULATION.replace("{working: 16h}", "{working: 24h}"), actor=SYSTEM, at=now())
    before = clock_of(subject, "resolution").due_at

    assert main(["regulation", "preview", "2"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split("\t")[1:3] == ["resolution", "later"]
    assert shown[1].startswith("!")  # here a team has no members yet
    assert shown[-1].endswith("open 1, touched 1: late 0, earlier 0, later 1, started 0, cancelled 0")
    assert main(["regulation", "activate", "2", "--for-open"]) == 0
    capsys.readouterr()
    assert main(["clocks", "moves"]) == 0
    assert "1 left" in capsys.readouterr().out
    assert main(["clocks", "move"]) == 0
    assert capsys.readouterr().out == "1\n"
    assert clock_of(subject, "resolution").due_at > before

    assert main(["regulation", "roll-back", "1", "--remark", "too long", "--for-open"]) == 0
    assert main(["clocks", "move"]) == 0
    capsys.readouterr()
    assert main(["clocks", "moves"]) == 0
    assert [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()] == ["done", "done"]
    assert clock_of(subject, "resolution").due_at == before
    assert main(["clocks", "rebuild", "--check"]) == 0


def test_a_draft_is_no_earlier_version_to_return_to(capsys):
    a_regulation()
    import_regulation(text=REGULATION.replace("{working: 16h}", "{working: 24h}"), actor=SYSTEM, at=now())

    assert main(["regulation", "roll-back", "2", "--remark", "why not"]) == 1
    assert "not an earlier version" in capsys.readouterr().err


def test_a_ticket_that_does_not_exist_is_said_so(capsys):
    assert main(["clocks", "explain", "SD-20261116-9999"]) == 1
    assert "SD-20261116-9999: 没有此工单 · no such ticket" in capsys.readouterr().err
