"""Silence: a customer who can't be reached keeps no ticket open for ever, and nobody pretends that he agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from shouwen.base.models import Fact
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.choices import CallBackState, Result
from shouwen.capabilities.call_backs.commands import (
    Feedback,
    open_call_backs,
    record_call_back,
    settle_silences,
)
from shouwen.capabilities.call_backs.models import CallBack, Silence
from shouwen.capabilities.call_backs.reactions import open_for, tell_silence
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.tickets.commands import (
    close_ticket,
    complete_ticket,
    record_customer_word,
    reply_to_customer,
    suspend_ticket,
)
from shouwen.capabilities.tickets.commands.work import wake_suspended
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import (
    MONDAY_10,
    MONDAY_11,
    Desk,
    a_desk,
    a_ticket,
    a_ticket_in_work,
    told,
)

pytestmark = pytest.mark.django_db

THURSDAY_18 = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
NEXT_MONDAY_18 = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def an_answered_inquiry(desk: Desk) -> Ticket:
    """A question answered on Monday at ten; only the customer's word is missing."""
    ticket = a_ticket(desk, klass="inquiry", impact=None, urgency=None)
    reply_to_customer(ticket=ticket, text="请在设置里打开。", answers=True, actor=desk.as_agent, at=MONDAY_10)
    open_for(Fact.objects.get(subject_id=ticket.pk, name="ticket.replied").pk)
    return ticket


def settled_at(at: datetime) -> int:
    """What the worker's loop does at this instant."""
    with fixed_at(at):
        return settle_silences()


# REQ BX-8 SD-9
def test_an_answered_inquiry_closes_unconfirmed_after_three_silent_days():
    ticket = an_answered_inquiry(a_desk())

    silence = Silence.objects.get(ticket=ticket)
    before = settled_at(THURSDAY_18 - timedelta(seconds=1))
    after = settled_at(THURSDAY_18)

    ticket.refresh_from_db()
    assert silence.due_at == THURSDAY_18
    assert (before, after) == (0, 1)
    assert (ticket.state, ticket.close_kind) == ("closed", "unconfirmed")
    assert told(ticket)[-1] == "ticket.closed"


# REQ BX-8
def test_a_silence_is_settled_once_however_late_and_however_often():
    ticket = an_answered_inquiry(a_desk())

    turns = [settled_at(THURSDAY_18 + timedelta(days=days)) for days in (40, 40, 41)]

    assert turns == [1, 0, 0]
    assert told(ticket).count("ticket.closed") == 1


# REQ BX-8
def test_three_days_that_end_on_a_weekend_end_with_monday():
    desk = a_desk()
    thursday = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    ticket = a_ticket(desk, klass="inquiry", impact=None, urgency=None, at=thursday)
    reply_to_customer(ticket=ticket, text="已为您重置。", answers=True, actor=desk.as_agent, at=thursday)

    open_for(Fact.objects.get(subject_id=ticket.pk, name="ticket.replied").pk)

    assert Silence.objects.get(ticket=ticket).due_at == NEXT_MONDAY_18


# REQ BX-8
def test_a_customer_who_speaks_in_time_keeps_his_ticket_open():
    desk = a_desk()
    ticket = an_answered_inquiry(desk)
    record_customer_word(
        ticket=ticket, text="还是不行。", actor=desk.as_contact, at=MONDAY_11, channel="mail"
    )

    settled_at(THURSDAY_18)

    ticket.refresh_from_db()
    assert ticket.state == "accepted"
    assert Silence.objects.get(ticket=ticket).outcome == "broken"


# REQ BX-8
def test_a_later_answer_begins_the_silence_anew():
    desk = a_desk()
    ticket = an_answered_inquiry(desk)
    tuesday = MONDAY_10 + timedelta(days=1)
    reply_to_customer(ticket=ticket, text="另一个办法。", answers=True, actor=desk.as_agent, at=tuesday)

    open_for(Fact.objects.filter(subject_id=ticket.pk, name="ticket.replied").order_by("-seq")[0].pk)

    assert Silence.objects.get(ticket=ticket).since == tuesday


# REQ BX-8
def test_no_person_closes_a_ticket_as_if_the_customer_had_been_silent():
    desk = a_desk()
    ticket = an_answered_inquiry(desk)

    with pytest.raises(NotPermitted):
        close_ticket(ticket=ticket, kind="unconfirmed", actor=desk.as_manager, at=MONDAY_11)

    ticket.refresh_from_db()
    assert ticket.state == "accepted"


def a_call_back_given_up(desk: Desk) -> Ticket:
    """A fault solved on Monday at eleven; the customer did not pick up three times that day."""
    ticket = a_ticket_in_work(desk)
    complete_ticket(
        ticket=ticket,
        cause="进纸轮磨损",
        solution="更换进纸轮",
        process="拆机更换",
        actor=desk.as_engineer,
        at=MONDAY_11,
    )
    (call_back,) = open_call_backs(fact=Fact.objects.get(subject_id=ticket.pk, name="ticket.completed"))
    for hours in (1, 2, 3):
        record_call_back(
            call_back=call_back,
            feedback=Feedback(result=Result.UNREACHED),
            actor=desk.as_agent,
            at=MONDAY_11 + timedelta(hours=hours),
        )
    return ticket


# REQ BX-8 SD-15
def test_a_call_back_given_up_hands_the_decision_to_the_desk_manager_after_five_days():
    desk = a_desk()
    ticket = a_call_back_given_up(desk)

    settled_at(NEXT_MONDAY_18)
    fact = Fact.objects.get(subject_id=ticket.pk, name="ticket.evidence_recorded")
    tell_silence(fact.pk)
    tell_silence(fact.pk)

    ticket.refresh_from_db()
    assert CallBack.objects.get(ticket=ticket).state == CallBackState.GIVEN_UP
    assert (ticket.state, ticket.close_kind) == ("completed", "")
    assert fact.payload["what"] == "silence"
    assert [notice.person for notice in Notice.objects.filter(kind="silence")] == [desk.manager]


# REQ BX-8
def test_a_ticket_back_at_work_is_not_decided_about():
    desk = a_desk()
    ticket = a_call_back_given_up(desk)
    Silence.objects.filter(ticket=ticket).update(then="close_unconfirmed")
    record_customer_word(
        ticket=ticket,
        text="打印机又卡纸了。",
        actor=desk.as_contact,
        at=MONDAY_11 + timedelta(hours=5),
        channel="phone",
    )

    settled_at(NEXT_MONDAY_18)

    ticket.refresh_from_db()
    assert ticket.state == "completed"


# REQ BX-8
def test_where_the_workflow_knows_no_way_to_closed_somebody_decides():
    desk = a_desk()
    ticket = an_answered_inquiry(desk)
    Ticket.objects.filter(pk=ticket.pk).update(state="in_progress", handler=desk.engineer)

    settled_at(THURSDAY_18)

    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    assert told(ticket)[-1] == "ticket.evidence_recorded"


# REQ SD-13 BX-1
def test_a_rest_that_is_over_ends_by_itself_once():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    suspend_ticket(
        ticket=ticket,
        reason="waiting_customer",
        until=MONDAY_11 + timedelta(hours=1),
        actor=desk.as_engineer,
        at=MONDAY_11,
    )

    turns = []
    for minutes in (59, 61, 62):
        with fixed_at(MONDAY_11 + timedelta(minutes=minutes)):
            turns.append(wake_suspended())

    ticket.refresh_from_db()
    assert turns == [0, 1, 0]
    assert ticket.state == "in_progress"
    assert Fact.objects.get(subject_id=ticket.pk, name="ticket.resumed").payload["because"] == "until"
