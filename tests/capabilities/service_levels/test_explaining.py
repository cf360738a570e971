"""Every clock says why it is due when it is, in either language."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.queries import clocks_of, explain_clock
from shouwen.capabilities.service_levels.queries.spans import counted_text, lateness_text
from shouwen.capabilities.tickets.commands import close_ticket, complete_ticket, record_contact
from shouwen.ui.dates import span_words
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing, clock_of, tell
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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


@fixed_at(MONDAY_11 + DAY)
def test_the_account_says_from_when_it_counts_which_turns_were_made_and_why_it_ended():  # REQ BX-1, BX-6, SD-17
    """Under the shipped regulation, in Chinese: sentences, and no code of ours among them."""
    desk = a_desk()
    complaint = a_ticket(desk, klass="complaint", impact=None, urgency=None)
    for at in (MONDAY_10 + DAY, MONDAY_11 + DAY):
        record_contact(ticket=complaint, text="致歉并说明进展", way="phone", actor=desk.as_agent, at=at)
    fault = a_ticket_in_work(
        desk, occurred_at=MONDAY_9 - timedelta(days=3), impact="organisation", urgency="blocked"
    )
    complete_ticket(
        ticket=fault,
        cause="磨损",
        solution="更换",
        process="拆机",
        way="on_site",
        actor=desk.as_engineer,
        at=MONDAY_11,
    )
    close_ticket(
        ticket=fault, override_reason="客户出国", actor=desk.as_manager, at=MONDAY_11 + timedelta(minutes=30)
    )

    with translation.override("zh-hans"):
        contacts = explain_clock(clock_of(complaint.subject, "complaint_daily_contact"), at=MONDAY_11 + DAY)
        response = explain_clock(clock_of(fault.subject, "response"))
        update, asked = (
            explain_clock(clock_of(fault.subject, each))
            for each in ("daily_update", "call_back.satisfaction")
        )

        assert contacts.notes == (
            "自 2026-11-23 09:00 起算。", "已完成 2 次，应完成 2 次：2026-11-24 10:00, 2026-11-24 11:00", "2026-11-24 11:00 达成"
        )  # fmt: skip
        assert "合计计时" not in contacts.as_text()
        assert response.notes[0] == (
            "自 2026-11-20 09:00 起算，即客户所述的发生时间；若发生后超过 3 天才报告，则为报告时间。"
        )
        assert "响应 · 工作时间 30 分钟内 · 超时完成" in response.as_text()
        assert update.notes[-1] == "自 2026-11-23 11:00 起不再承诺（完成）"
        assert asked.notes[-1] == "自 2026-11-23 11:30 起不再承诺（关闭）"


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


def test_the_same_lateness_is_told_alike_by_the_account_and_by_the_chip():
    late = timedelta(days=7, hours=7, minutes=3)

    with translation.override("zh-hans"):
        assert lateness_text(late) == span_words(late) == "7 天 7 小时"
        assert lateness_text(timedelta(hours=47)) == span_words(timedelta(hours=47)) == "47 小时"
        assert counted_text(timedelta(hours=48), by_the_wall=False) == "48 小时"
        assert counted_text(timedelta(hours=48), by_the_wall=True) == "2 天"
