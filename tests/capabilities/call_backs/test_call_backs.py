"""Call-backs: opened by the regulation, asked in its words, and followed by what the answer demands."""

from datetime import timedelta

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.call_backs.choices import CallBackState, Result
from shouwen.capabilities.call_backs.commands import Feedback, open_call_backs, rate_ticket, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.call_backs.queries import call_backs_due
from shouwen.capabilities.call_backs.reactions import cancel_for, open_for, restore_for
from shouwen.capabilities.call_backs.refusals import AlreadyDone
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import close_ticket, complete_ticket, undo
from tests.capabilities.tickets.makers import MONDAY_11, a_desk, a_ticket, a_ticket_in_work, told

pytestmark = pytest.mark.django_db

AFTERNOON = MONDAY_11 + timedelta(hours=3)


# REQ SD-15 SD-23
def test_completion_opens_one_call_back_for_the_owner_however_often_the_worker_tries():
    desk = a_desk()
    ticket = _completed(desk)

    for _ in range(3):
        open_for(_fact(ticket, "ticket.completed"))

    call_back = CallBack.objects.get(ticket=ticket)
    assert (call_back.assignee, call_back.questionnaire, call_back.purpose) == (
        desk.agent,
        "engineer",
        "satisfaction",
    )
    assert (
        call_back.due_at == Clock.objects.get(subject_id=ticket.pk, promise="call_back.satisfaction").due_at
    )


# REQ SD-24 BX-8
def test_a_satisfied_customer_closes_the_ticket_in_the_same_act():
    desk = a_desk()
    ticket, call_back = _asked(desk)

    record_call_back(call_back=call_back, feedback=_feedback("satisfied"), actor=desk.as_agent, at=AFTERNOON)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.close_kind, ticket.evidence["grade"]) == ("closed", "confirmed", 7)
    assert Clock.objects.get(subject_id=ticket.pk, promise="call_back.satisfaction").status == "met"


# REQ SD-24
def test_a_fair_grade_asks_what_should_be_better_and_then_closes():
    desk = a_desk()
    ticket, call_back = _asked(desk)

    with pytest.raises(InvalidInput) as refused:
        record_call_back(call_back=call_back, feedback=_feedback("fair"), actor=desk.as_agent, at=AFTERNOON)
    assert set(refused.value.errors) == {"improvement"}
    record_call_back(
        call_back=call_back,
        feedback=_feedback("fair", improvement="先说要多久"),
        actor=desk.as_agent,
        at=AFTERNOON,
    )

    ticket.refresh_from_db()
    assert ticket.state == "closed"


# REQ SD-24
def test_an_unsatisfied_customer_leaves_the_ticket_open_for_the_managers_treatment():
    desk = a_desk()
    ticket, call_back = _asked(desk)

    record_call_back(
        call_back=call_back,
        feedback=_feedback("unsatisfied", improvement="态度差"),
        actor=desk.as_agent,
        at=AFTERNOON,
    )

    ticket.refresh_from_db()
    assert (ticket.state, ticket.evidence["needs_treatment"]) == ("verified", True)


# REQ SD-15 CS-1
def test_not_solved_goes_back_to_work_the_same_ticket():
    desk = a_desk()
    ticket, call_back = _asked(desk)

    record_call_back(
        call_back=call_back,
        feedback=Feedback(result=Result.NOT_SOLVED, text="又卡了"),
        actor=desk.as_agent,
        at=AFTERNOON,
    )
    cancel_for(_fact(ticket, "ticket.reopened"))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened, ticket.handler) == ("in_progress", 1, desk.engineer)
    assert CallBack.objects.waiting().count() == 0


def test_a_late_worker_opens_no_call_back_for_work_that_was_reopened_since():
    desk = a_desk()
    ticket, call_back = _asked(desk)
    record_call_back(
        call_back=call_back,
        feedback=Feedback(result=Result.NOT_SOLVED, text="又卡了"),
        actor=desk.as_agent,
        at=AFTERNOON,
    )
    completed = next(fact for fact in facts_of(ticket.pk) if fact.name == "ticket.completed")
    assert open_call_backs(fact=completed) == []


# REQ SD-15 BX-8
def test_what_was_to_be_asked_ends_with_the_ticket_and_waits_again_when_the_closing_is_undone():
    desk = a_desk("default")
    ticket, _call_back = _asked(desk)

    close_ticket(ticket=ticket, override_reason="客户出国", actor=desk.as_manager, at=AFTERNOON)
    for react in (cancel_for, open_for):
        react(_fact(ticket, "ticket.closed"))

    assert _states(ticket) == {"satisfaction": "cancelled", "recurrence": "waiting"}
    assert _clocks(ticket) == {"satisfaction": "cancelled", "recurrence": "running"}

    closed = Fact.objects.get(pk=_fact(ticket, "ticket.closed"))
    undo(ticket=ticket, seq=closed.seq, actor=desk.as_manager, at=AFTERNOON + timedelta(seconds=5))
    restore_for(_fact(ticket, "ticket.undone"))
    open_for(closed.pk)

    assert _states(ticket) == {"satisfaction": "waiting", "recurrence": "cancelled"}
    assert _clocks(ticket)["satisfaction"] == "running"


# REQ CS-3
def test_who_is_not_reached_is_called_again_and_given_up_after_the_last_try():
    desk = a_desk()
    _ticket, call_back = _asked(desk)
    unreached = Feedback(result=Result.UNREACHED)

    record_call_back(call_back=call_back, feedback=unreached, actor=desk.as_agent, at=AFTERNOON)
    call_back.refresh_from_db()
    assert call_back.not_before == AFTERNOON + timedelta(hours=4)
    assert list(call_backs_due(actor=desk.as_agent, at=AFTERNOON)) == []

    for _ in range(2):
        record_call_back(call_back=call_back, feedback=unreached, actor=desk.as_agent, at=AFTERNOON)
    call_back.refresh_from_db()
    assert (call_back.state, call_back.tries) == (CallBackState.GIVEN_UP, 3)


# REQ CS-3
def test_not_convenient_now_needs_a_new_time():
    desk = a_desk()
    _ticket, call_back = _asked(desk)
    with pytest.raises(InvalidInput):
        record_call_back(
            call_back=call_back, feedback=Feedback(result=Result.LATER), actor=desk.as_agent, at=AFTERNOON
        )


def test_a_call_back_is_recorded_once():
    desk = a_desk()
    _ticket, call_back = _asked(desk)
    record_call_back(call_back=call_back, feedback=_feedback("satisfied"), actor=desk.as_agent, at=AFTERNOON)
    with pytest.raises(AlreadyDone):
        record_call_back(
            call_back=call_back, feedback=_feedback("satisfied"), actor=desk.as_agent, at=AFTERNOON
        )


# REQ SD-23
def test_the_customer_rates_on_the_portal_himself():
    desk = a_desk()
    ticket, _call_back = _asked(desk)

    rated = rate_ticket(ticket=ticket, grade="very_satisfied", actor=desk.as_contact, at=AFTERNOON)

    assert (rated.state, rated.evidence["grade"]) == ("closed", 10)


def test_nobody_rates_another_companys_ticket():
    from dataclasses import replace

    desk = a_desk()
    ticket, _call_back = _asked(desk)
    stranger = replace(desk.as_contact, id=999, customer_id=999)
    with pytest.raises(NotVisible):
        rate_ticket(ticket=ticket, grade="unsatisfied", improvement="x", actor=stranger, at=AFTERNOON)
    assert "ticket.call_back_recorded" not in told(ticket)


def test_a_ticket_without_a_call_back_can_not_be_rated():
    desk = a_desk()
    with pytest.raises(NotVisible):
        rate_ticket(ticket=a_ticket(desk), grade="satisfied", actor=desk.as_contact, at=AFTERNOON)


def _completed(desk):
    return complete_ticket(
        ticket=a_ticket_in_work(desk),
        cause="搓纸轮磨损",
        solution="更换搓纸轮",
        process="拆机检查后更换",
        way="on_site",
        actor=desk.as_engineer,
        at=MONDAY_11,
    )


def _asked(desk):
    ticket = _completed(desk)
    open_for(_fact(ticket, "ticket.completed"))
    return ticket, CallBack.objects.get(ticket=ticket)


def _states(ticket):
    return dict(CallBack.objects.filter(ticket=ticket).values_list("rule", "state"))


def _clocks(ticket):
    found = Clock.objects.filter(subject_id=ticket.pk, promise__startswith="call_back.")
    return {
        promise.removeprefix("call_back."): status
        for promise, status in found.values_list("promise", "status")
    }


def _feedback(grade, improvement=""):
    return Feedback(result=Result.SOLVED, grade=grade, improvement=improvement, is_back_to_normal=True)


def _fact(ticket, name):
    return [fact.pk for fact in facts_of(ticket.pk) if fact.name == name][-1]
