"""A ladder's step brings somebody in to help: the best-ranked on duty, once; where nobody is, that is told."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.base.time import fixed_at
from shouwen.capabilities.tickets.choices import Why
from shouwen.capabilities.tickets.commands import finish_task
from shouwen.capabilities.tickets.commands.escalate import Order, carry_out_step
from shouwen.capabilities.tickets.models import Involvement, Task, Ticket
from shouwen.capabilities.tickets.queries import timeline
from shouwen.capabilities.tickets.queries.meetings import meetings_of
from shouwen.capabilities.tickets.reactions import act_on_escalation
from shouwen.web.tickets.entries import what
from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("always-on", monkeypatch)


# REQ RS-4 RS-6
def test_a_critical_fault_in_danger_has_one_more_person_of_the_second_line_at_work(story):
    desk = story.desk
    _in_work(story)

    story.waits("23 12:45")
    steps = [fact for fact in _facts(story, "clock.escalated") if "add_helper" in fact.payload["actions"]]
    for fact in steps * 2:  # the worker was killed in between and does it again
        act_on_escalation(fact.pk)
    story.waits("23 12:46")

    ticket = _ticket(story)
    task = Task.objects.get(ticket=ticket)
    assert len(steps) == 1
    assert (task.person, task.asked_by, task.finished_at) == (desk.other_engineer, None, None)
    assert task.wish == "请协助，以便守住承诺：解决"
    assert (ticket.owner, ticket.handler) == (desk.agent, desk.engineer)
    asked = _facts(story, "ticket.helper_asked")
    assert [(one.payload["act"], one.payload["promise"]) for one in asked] == [("add_helper", "resolution")]
    assert [title for title in story.notices_of(desk.other_engineer) if "请协助" in title]
    assert f"按“解决”的升级阶梯请来{desk.other_engineer.name}协助" in _story_of(ticket, desk)


# REQ RS-6
def test_who_was_brought_in_by_a_ladder_is_let_go_by_whoever_may_grade(story):
    desk = story.desk
    _in_work(story)
    story.waits("23 12:45")
    newest = _facts(story, "ticket.escalated")[-1]

    story.does(desk.agent, "23 12:50", "undos", seq=newest.seq)

    task = Task.objects.get(ticket=_ticket(story))
    assert task.withdrawn_at == task.finished_at == november("23 12:50")
    assert not Involvement.objects.filter(ticket=_ticket(story), why=Why.HELPER).exists()


# REQ RS-6
def test_where_nobody_is_there_to_help_those_who_hear_are_told_why(story):
    desk = story.desk
    second = f"team:{desk.second_line.code}"
    sleeper = a_person("chen", roles=("third_line",), on_duty=False)
    _in_work(story)
    expected = {
        ("team:nowhere",): "nobody_meant",
        ("third_line",): "nobody_on_duty",
        ("person:wang",): "all_at_work",
        ("third_line", "person:wang"): "all_at_work",
    }
    marks = list(facts_of(_ticket(story).pk))[: len(expected)]

    for mark, brings in zip(marks, expected, strict=True):
        _step(story, mark, brings)
    reasons = [one.payload.get("reason") for one in _facts(story, "ticket.escalated")]
    _step(story, _facts(story, "ticket.escalated")[-1], ("third_line", second))

    assert reasons == list(expected.values())
    assert Task.objects.get(ticket=_ticket(story)).person == desk.other_engineer != sleeper


# REQ RS-6
def test_that_nobody_helps_reaches_the_inbox_of_those_whom_the_step_tells(story):
    story.registers("28 22:00", impact="organisation", urgency="blocked")
    supervisor = a_person("xu", roles=("duty_supervisor",))

    story.waits("29 01:40")
    story.waits("29 01:41")

    assert "nobody_on_duty" in [one.payload.get("reason") for one in _facts(story, "ticket.escalated")]
    assert [title for title in story.notices_of(supervisor) if "未找到协助人" in title]


# REQ DP-7
def test_a_step_calls_one_meeting_and_a_later_one_invites_to_it_until_that_is_undone(story):
    desk = story.desk
    _in_work(story)
    first, second, *_rest = facts_of(_ticket(story).pk)

    for mark, brings in (
        (first, ("owner", "handler")),
        (first, ("owner",)),
        (second, ("owner", "desk_manager")),
    ):
        _step(story, mark, brings, act="open_meeting")
    story.waits("23 09:21")
    (called,) = meetings_of(_ticket(story).pk)
    escalated = _facts(story, "ticket.escalated")
    story.does(desk.agent, "23 09:25", "undos", seq=escalated[-1].seq)
    (left,) = meetings_of(_ticket(story).pk)
    story_of_it = _story_of(_ticket(story), desk)

    assert set(called.invited) == {desk.agent, desk.engineer, desk.manager}
    assert set(left.invited) == {desk.agent, desk.engineer}
    assert len(escalated) == 2
    assert [title for title in story.notices_of(desk.manager) if "请参加协调会" in title]
    assert f"增邀参加协调会：{desk.manager.name}" in story_of_it


# REQ DP-7
def test_a_meeting_that_a_step_called_is_undone_whole(story):
    _in_work(story)
    _step(story, next(iter(facts_of(_ticket(story).pk))), ("handler",), act="open_meeting")
    called = _facts(story, "ticket.escalated")[-1]

    story.does(story.desk.agent, "23 09:25", "undos", seq=called.seq)

    assert meetings_of(_ticket(story).pk) == []
    assert "meeting" not in _ticket(story).evidence


def test_a_helper_who_finished_his_task_stays_in_the_story(story):
    desk = story.desk
    _in_work(story)
    story.waits("23 12:45")
    finish_task(
        task=Task.objects.get(ticket=_ticket(story)),
        result="已替换",
        actor=desk.as_other_engineer,
        at=november("23 12:50"),
    )
    newest = _facts(story, "ticket.escalated")[-1]

    assert story.refused(desk.agent, "23 12:55", "undos", seq=newest.seq) == (409, "undo_too_late")
    assert Task.objects.get(ticket=_ticket(story)).result == "已替换"


def _in_work(story):
    """Critical: to be solved within four hours by the wall clock, taken at 9:10."""
    desk = story.desk
    story.registers("23 09:04", impact="organisation", urgency="blocked")
    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:10", "takings")


def _step(story, mark: Fact, brings: tuple[str, ...], *, act: str = "add_helper") -> None:
    order = Order((act,), ("desk_manager",), brings)
    at = november("23 09:20")
    with fixed_at(at):
        carry_out_step(ticket=_ticket(story), escalation=mark, order=order, actor=SYSTEM, at=at)


def _facts(story, name: str) -> list[Fact]:
    return [fact for fact in facts_of(_ticket(story).pk) if fact.name == name]


def _ticket(story) -> Ticket:
    return Ticket.objects.select_related("subject", "owner", "handler").get(number=story.number)


def _story_of(ticket: Ticket, desk) -> str:
    return " ".join(what(line, ticket) for line in timeline(ticket=ticket, actor=desk.as_agent))
