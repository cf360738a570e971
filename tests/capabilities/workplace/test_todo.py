"""What waits for somebody is found where it is kept; what he puts off rests, and comes back in time."""

from datetime import timedelta

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.service_levels.commands.firing import fire_due
from shouwen.capabilities.tickets.commands import (
    add_note,
    ask_in,
    finish_task,
    hand_over,
    open_meeting,
    record_customer_word,
)
from shouwen.capabilities.tickets.models import Task, Ticket
from shouwen.capabilities.workplace.commands.drafts import keep_draft
from shouwen.capabilities.workplace.commands.reviews import ask_review, give_review
from shouwen.capabilities.workplace.commands.snoozes import snooze, wake, wake_due
from shouwen.capabilities.workplace.models import Snooze, answer_place
from shouwen.capabilities.workplace.queries.todo import (
    asked_of_others,
    copied_to,
    everything_for,
    followed_by,
    snoozed_of,
    todo_of,
)
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TUESDAY_9 = MONDAY_9 + timedelta(days=1)


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def ticket(desk):
    with fixed_at(MONDAY_9):  # whatever the day: its promises are still to be kept
        return a_ticket_in_work(desk)


def keys(actor, at=MONDAY_10):
    return [one.key for one in todo_of(actor=actor, at=at)]


def put_off(ticket, actor, *, at=MONDAY_10, until=TUESDAY_9):
    return snooze(key=f"ticket-{ticket.number}", until=until, actor=actor, at=at)


# REQ UX-1
def test_whatever_waits_for_a_person_is_in_one_list(desk, ticket):
    asked = a_ticket(desk)
    ask_in(ticket=asked, person=desk.engineer, wish="看日志", actor=desk.as_agent, at=MONDAY_10)
    open_meeting(ticket=asked, invited=(desk.engineer,), about="停机", actor=desk.as_agent, at=MONDAY_10)
    call = CallBack.objects.create(
        ticket=asked, rule="usual", purpose="satisfaction", seq=1, assignee=desk.engineer, opened_at=MONDAY_9,
        due_at=MONDAY_9,
    )  # fmt: skip
    written = {"texts": {"body": "您好"}, "picks": {"kind": "reply"}}
    review = ask_review(ticket=ticket, reviewer=desk.engineer, actor=desk.as_agent, at=MONDAY_10, **written)

    found = {one.key: one for one in todo_of(actor=desk.as_engineer, at=MONDAY_10)}

    task, meeting = Task.objects.get(), asked.meetings.get()
    assert set(found) == {
        f"ticket-{ticket.number}", f"task-{task.pk}", f"meeting-{meeting.pk}", f"callback-{call.pk}",
        f"review-{review.pk}",
    }  # fmt: skip
    assert next(iter(found)) == f"callback-{call.pk}"  # it is overdue
    assert found[f"task-{task.pk}"].who == desk.agent.name
    assert {one.kind.value for one in asked_of_others(actor=desk.as_agent)} == {"task", "meeting", "review"}
    assert list(followed_by(actor=desk.as_engineer)) == [asked]

    finish_task(task=task, result="好了", actor=desk.as_engineer, at=MONDAY_11)
    give_review(review=review, verdict="fine", actor=desk.as_engineer, at=MONDAY_11)

    assert {f"task-{task.pk}", f"review-{review.pk}"}.isdisjoint(keys(desk.as_engineer, MONDAY_11))
    assert f"answer-{review.pk}" in keys(desk.as_agent, MONDAY_11)


def test_what_rests_waits_for_others_until_the_customer_speaks(desk, ticket):
    resting = {
        "state": "suspended",
        "suspend_reason": "customer",
        "suspended_until": TUESDAY_9,
        "lane": "customer",
    }
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=None, **resting)

    assert keys(desk.as_engineer) == []

    Ticket.objects.filter(pk=ticket.pk).update(awaits_answer=True)
    assert keys(desk.as_engineer) == [f"ticket-{ticket.number}"]


def test_what_was_given_away_and_not_taken_is_told_to_who_gave_it(desk, ticket):
    hand_over(
        ticket=ticket, team=desk.second_line, person=desk.other_engineer, tried="换线", next_step="查交换机",
        reason="beyond_line", actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip

    (given,) = asked_of_others(actor=desk.as_engineer)

    assert (given.kind.value, given.number, given.who) == (
        "handover", ticket.number, desk.other_engineer.name
    )  # fmt: skip
    assert f"ticket-{ticket.number}" in keys(desk.as_other_engineer)


def test_who_is_named_finds_the_ticket_among_those_copied_to_him(desk, ticket):
    add_note(ticket=ticket, text="@wang 请看", mentions=(desk.manager,), actor=desk.as_engineer, at=MONDAY_10)

    assert list(copied_to(actor=desk.as_manager)) == [ticket]
    assert list(copied_to(actor=desk.as_engineer)) == []


def test_what_is_put_off_leaves_ones_own_list_only_and_no_clock_stops(desk, ticket):
    before, due_at = len(facts_of(ticket.pk)), Ticket.objects.get(pk=ticket.pk).next_due_at

    put_off(ticket, desk.as_engineer)

    assert keys(desk.as_engineer) == []
    assert [one.snoozed_until for one in snoozed_of(actor=desk.as_engineer, at=MONDAY_10)] == [TUESDAY_9]
    assert keys(desk.as_agent) == [f"ticket-{ticket.number}"]
    assert (len(facts_of(ticket.pk)), Ticket.objects.get(pk=ticket.pk).next_due_at) == (before, due_at)
    wake(key=f"ticket-{ticket.number}", actor=desk.as_agent)  # it is not his to bring back
    assert keys(desk.as_engineer) == []
    wake(key=f"ticket-{ticket.number}", actor=desk.as_engineer)
    assert keys(desk.as_engineer) == [f"ticket-{ticket.number}"]


def test_it_is_back_at_its_time_with_one_line_in_the_inbox(desk, ticket):
    put_off(ticket, desk.as_engineer, until=MONDAY_10 + 5 * MINUTE)

    with fixed_at(MONDAY_10 + 4 * MINUTE):
        early = wake_due()
    with fixed_at(MONDAY_10 + 5 * MINUTE):
        shown = keys(desk.as_engineer, MONDAY_10 + 5 * MINUTE)  # before the worker comes to it
        due = [wake_due(), wake_due()]

    assert (early, due) == (0, [1, 0])
    assert shown == [f"ticket-{ticket.number}"]
    notice = Notice.objects.get(kind="snooze")
    assert (notice.person, notice.path) == (desk.engineer, f"/t/{ticket.number}")
    assert notice.title.endswith(f"{ticket.number} {ticket.title}")


@pytest.mark.parametrize("news", ["customer", "promise"])
def test_news_of_the_customer_and_a_missed_promise_bring_it_back_at_once(desk, ticket, news):
    put_off(ticket, desk.as_engineer, until=MONDAY_9 + timedelta(days=30))
    at = MONDAY_11
    if news == "customer":
        record_customer_word(ticket=ticket, text="还没好", actor=desk.as_contact, at=at, channel="portal")
    else:
        at = Ticket.objects.get(pk=ticket.pk).next_due_at + MINUTE
        with fixed_at(at):
            fire_due(limit=50)

    with fixed_at(at):
        assert keys(desk.as_engineer, at) == [f"ticket-{ticket.number}"]
        assert wake_due() == 1
    assert Notice.objects.get(kind="snooze").person == desk.engineer


def test_what_was_late_already_may_be_put_off_all_the_same(desk, ticket):
    late = Ticket.objects.get(pk=ticket.pk).next_due_at + MINUTE
    with fixed_at(late):
        fire_due(limit=50)

    put_off(ticket, desk.as_engineer, at=late, until=late + 30 * MINUTE)

    assert keys(desk.as_engineer, late + MINUTE) == []


def test_what_was_done_meanwhile_or_lies_with_others_goes_without_a_word(desk, ticket):
    put_off(ticket, desk.as_engineer)
    Ticket.objects.filter(pk=ticket.pk).update(handler=desk.other_engineer, responsible=desk.other_engineer)
    gone = a_ticket_in_work(desk)
    put_off(gone, desk.as_engineer)
    Person.objects.filter(pk=desk.engineer.pk).update(is_active=False)

    with fixed_at(TUESDAY_9):
        assert wake_due() == 2

    assert not Notice.objects.filter(kind="snooze").exists()
    assert not Snooze.objects.exists()


def test_nobody_puts_off_what_does_not_wait_for_him_or_to_no_good_instant(desk, ticket):
    with pytest.raises(NotVisible):
        put_off(ticket, desk.as_other_engineer)
    for until in (MONDAY_10, MONDAY_9, MONDAY_10 + timedelta(days=400)):
        with pytest.raises(InvalidInput):
            put_off(ticket, desk.as_engineer, until=until)

    assert everything_for(actor=desk.as_contact, at=MONDAY_10) == []
    assert not Snooze.objects.exists()


def test_a_draft_given_to_a_colleague_shows_nothing_of_itself_in_the_list(desk, ticket):
    keep_draft(
        place=answer_place(ticket.pk), texts={"body": "秘密"}, base={}, picks={"kind": "reply"},
        actor=desk.as_agent, at=MONDAY_9,
    )  # fmt: skip
    ask_review(ticket=ticket, reviewer=desk.manager, actor=desk.as_agent, at=MONDAY_10)

    (review,) = [one for one in todo_of(actor=desk.as_manager, at=MONDAY_10) if one.kind == "review"]

    assert "秘密" not in repr(review)


def test_what_is_completed_waits_for_its_owner_once_and_for_nobody_else(desk, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(state="completed")
    alone = keys(desk.as_agent)
    call = CallBack.objects.create(
        ticket=ticket, rule="usual", purpose="satisfaction", seq=1, assignee=desk.agent, opened_at=MONDAY_9,
        due_at=MONDAY_11,
    )  # fmt: skip

    assert (alone, keys(desk.as_agent)) == ([f"ticket-{ticket.number}"], [f"callback-{call.pk}"])
    assert keys(desk.as_engineer) == []
