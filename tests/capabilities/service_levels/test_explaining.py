"""Every clock says why it is due when it is, in either language."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shouwen.capabilities.service_levels.queries import clocks_of, explain_clock
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing, clock_of, tell

pytestmark = pytest.mark.django_db


def test_the_account_runs_without_gaps_and_adds_up_to_the_span():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation, "2026-09-30 16:00")
    tell(
        subject, regulation, "2026-09-30 17:00",
        ("ticket.suspended", {"fields": {"state": "suspended"}, "reason": "waiting_customer"}))  # fmt: skip
    tell(subject, regulation, "2026-10-08 10:00", ("ticket.resumed", {"fields": {"state": "in_progress"}}))

    told = explain_clock(clock_of(subject, "resolution"), at=beijing("2026-10-08 10:00"))

    lines = [line for line, _ in told.lines]
    assert told.ledger.counted == timedelta(hours=16)
    assert [lines[0].begins_at, *(line.ends_at for line in lines)] == [
        *(line.begins_at for line in lines), told.ledger.due_at]  # fmt: skip


def test_each_stretch_names_its_cause_in_the_readers_language():  # REQ BX-1, BX-6
    regulation = a_regulation()
    subject = a_ticket_subject(regulation, "2026-09-30 17:00")

    with translation.override("en"):
        told = explain_clock(clock_of(subject, "response"), at=beijing("2026-09-30 17:00"))

    assert (told.promise, told.rule, told.calendar) == ("Response", "within 2 h of working time", "Desk")
    assert [(line.counts, text) for line, text in told.lines] == [
        (True, "working hours"),
        (False, "outside working hours"),
        (False, "public holiday · National Day"),
        (False, "outside working hours"),
        (True, "working hours"),
    ]
    with translation.override("zh-hans"):
        assert explain_clock(clock_of(subject, "response")).promise == "响应"


def test_a_make_up_saturday_is_named():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation, "2026-10-10 10:00", level="high")

    with translation.override("en"):
        told = explain_clock(clock_of(subject, "response"))

    assert [(line.counts, text) for line, text in told.lines] == [(True, "make-up workday · National Day")]


def test_the_account_of_a_promise_kept_ends_when_it_was_kept():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    tell(subject, regulation, "16 09:40", "ticket.taken")

    told = explain_clock(clock_of(subject, "response"))

    assert (told.ledger.until, told.ledger.counted) == (beijing("16 09:40"), timedelta(minutes=40))
    assert "40" in told.as_text()


def test_clocks_come_with_the_nearest_deadline_first_by_one_statement():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    with CaptureQueriesContext(connection) as captured:
        found = clocks_of(subject.pk)

    assert [clock.promise for clock in found] == ["response", "resolution"]
    assert len(captured) == 1
