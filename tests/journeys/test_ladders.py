"""What ladders do besides telling people: an estimate asked for, a manager brought in; once, and taken back by people."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.capabilities.people.commands.teams import change_team, create_team
from shouwen.capabilities.tickets.commands.escalate import Order, carry_out_step
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.reactions import act_on_escalation
from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("desk", monkeypatch)


# REQ SD-13 SD-14
def test_a_missed_solution_asks_for_an_estimate_and_then_brings_the_desk_manager_in(story):
    desk, leader = story.desk, a_person("sun", roles=("team_leader",))
    _in_work(story)

    nearly = story.waits("23 17:20")
    warned = story.notices_of(leader)
    late = story.waits("24 10:00")
    asked, told = _ticket(story).estimate_asked_at, story.notices_of(desk.engineer)
    story.does(
        desk.engineer, "24 10:20", "estimates", until=november("24 17:00").isoformat(), reason="备件下午到"
    )
    given = _ticket(story)
    story.waits("24 15:00")
    brought_in = _ticket(story)

    assert (nearly["state"], late["state"]) == ("in_progress", "in_progress")
    assert warned
    assert asked == november("24 10:00")
    assert any("请更新预计" in title for title in told)
    assert (given.estimate_asked_at, given.estimate_at) == (None, november("24 17:00"))
    assert brought_in.escalated_to == desk.manager
    assert (brought_in.owner, brought_in.handler) == (desk.agent, desk.engineer)
    assert any("升级" in title or "超时" in title for title in story.notices_of(desk.manager))


# REQ SD-13
def test_who_works_on_it_hears_once_of_a_promise_at_risk_and_once_that_it_is_broken(story):
    """A warning or breach and the step of the ladder that falls with it are two facts and one thing to know."""
    desk = story.desk
    story.registers("23 09:00", impact="organisation", urgency="blocked")
    story.does(desk.manager, "23 09:03", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:05", "takings")

    for moment in ("23 09:17", "23 09:21", "23 11:10", "23 13:18", "23 14:06"):
        story.waits(moment)

    heard = [title.split("：")[0].split(" ")[0] + " " + title.split("：")[1].split(" ")[0]
             for title in story.notices_of(desk.engineer) if "派单" not in title]  # fmt: skip
    assert heard == [
        "请更新预计 解决", "超时 解决", "临近时限 解决", "临近时限 解决", "超时 首次联系客户", "临近时限 首次联系客户"
    ]  # fmt: skip
    assert [title.split(" ")[0] for title in story.notices_of(desk.manager)] == ["超时", "临近时限", "重大"]


# REQ SD-15
def test_a_call_back_that_is_not_made_is_told_to_who_calls_and_not_to_who_worked(story):
    desk = story.desk
    _in_work(story)
    story.does(
        desk.engineer, "23 14:00", "completion", cause="磨损", solution="更换", process="拆机", way="on_site"
    )

    story.waits("23 16:01")

    assert [title.split(" ")[0] for title in story.notices_of(desk.agent) if "回访" in title] == ["超时"]
    assert not [title for title in story.notices_of(desk.engineer) if "回访" in title]


# REQ SD-14 SD-30
def test_the_manager_who_was_brought_in_decides_by_sending_another_line(story):
    desk = story.desk
    _in_work(story)
    story.waits("24 15:00")

    story.does(desk.manager, "24 15:10", "dispatches", engineer="zhao", reason="请二线介入")

    ticket = _ticket(story)
    assert (ticket.escalated_to, ticket.handler, ticket.owner) == (None, desk.other_engineer, desk.agent)


# REQ SD-14
def test_each_step_acts_once_and_can_be_taken_back(story):
    desk = story.desk
    _in_work(story)
    story.waits("24 15:00")
    steps = [fact for fact in facts_of(_ticket(story).pk) if fact.name == "clock.escalated"]

    for fact in steps:
        act_on_escalation(fact.pk)
    acts = [fact.payload["act"] for fact in facts_of(_ticket(story).pk) if fact.name == "ticket.escalated"]
    newest = Fact.objects.filter(subject_id=_ticket(story).pk, name="ticket.escalated").latest("seq")
    refused = story.refused(desk.engineer, "24 15:30", "undos", seq=newest.seq)
    story.does(desk.agent, "24 15:30", "undos", seq=newest.seq)

    assert sorted(acts) == ["ask_estimate", "hand_to_manager"]
    assert refused == (409, "undo_too_late")
    assert _ticket(story).escalated_to is None


# REQ SD-14
def test_a_finished_ticket_is_left_alone_by_a_late_step(story):
    desk = story.desk
    _in_work(story)
    story.does(desk.engineer, "24 15:00", "completion", cause="磨损", solution="已换", process="拆机更换")
    story.waits("24 15:01")

    ticket = _ticket(story)
    assert (ticket.state, ticket.escalated_to, ticket.estimate_asked_at) == ("completed", None, None)


# REQ BX-1 SD-14 SD-15
def test_a_call_back_not_made_reminds_its_owner_and_then_brings_the_manager_in_until_it_is_made(story):
    desk = story.desk
    _in_work(story)
    story.does(desk.engineer, "23 11:00", "completion", cause="磨损", solution="已换", process="拆机更换")
    assert story.due()["call_back.satisfaction"] == november("23 14:00")
    before = story.notices_of(desk.agent)

    story.waits("23 13:59")
    assert story.notices_of(desk.agent) == before
    story.waits("23 14:01")
    assert any("满意度回访" in title for title in set(story.notices_of(desk.agent)) - set(before))
    assert _ticket(story).escalated_to is None

    story.waits("24 10:01")
    brought_in = _ticket(story)
    assert (brought_in.state, brought_in.escalated_to) == ("completed", desk.manager)
    assert any("满意度回访" in title for title in story.notices_of(desk.manager))
    story.calls_back("24 10:10", "satisfaction", result="solved", grade="satisfied")
    assert _ticket(story).escalated_to is None


# REQ SD-14
def test_a_step_can_raise_the_priority_by_one_up_to_the_top(story):
    story.registers("23 09:04", impact="department", urgency="hindered")
    ticket = _ticket(story)
    first = Fact.objects.filter(subject_id=ticket.pk).latest("seq")

    raised = carry_out_step(
        ticket=ticket, escalation=first, order=Order(("raise",)), actor=SYSTEM, at=november("23 09:30")
    )
    again = carry_out_step(
        ticket=ticket, escalation=first, order=Order(("raise",)), actor=SYSTEM, at=november("23 09:31")
    )

    assert (ticket.priority, raised.priority, again.priority) == (2, 1, 1)


# REQ SD-14
def test_the_head_of_the_department_above_the_team_is_told(story):
    desk = story.desk
    head = a_person("guo")
    department = create_team(
        code="service", names={"zh": "服务部", "en": "Service"}, line="other", actor=SYSTEM, at=story.at
    )
    change_team(team=department, leader=head, actor=SYSTEM, at=story.at)
    change_team(team=desk.second_line, parent=department, actor=SYSTEM, at=story.at)
    _in_work(story)

    story.waits("24 15:00")

    assert any(story.number in title for title in story.notices_of(head))


def _in_work(story):
    """Medium: dispatched and taken at 9:10, to be solved within a working day."""
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:10", "takings")


def _ticket(story) -> Ticket:
    return Ticket.objects.select_related("escalated_to", "owner", "handler").get(number=story.number)
