"""The service-desk regulation from outside: answered in time, called back, closed by a grade of seven."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.models import HandOver, Ticket
from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("desk", monkeypatch)


# REQ SD-6 SD-7 SD-8 SD-12 SD-15 SD-23 BX-1 BX-8 BX-10
def test_a_fault_is_kept_in_time_and_closed_by_a_satisfied_customer(story):
    desk = story.desk
    ticket = story.registers(
        "23 09:04", impact="department", urgency="hindered", occurred_at=november("23 08:30").isoformat()
    )

    assert (ticket["level"]["code"], ticket["owner"]["user_name"], ticket["state"]) == (
        "medium",
        "lin",
        "accepted",
    )
    assert story.due() == {"dispatching": november("23 09:14"), "response": november("23 11:00")}

    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 10:00", "takings")
    assert story.due() == {"first_contact": november("23 11:00"), "resolution": november("24 10:00")}

    story.does(desk.engineer, "23 10:30", "contacts", text="约好十一点上门", way="phone")
    thin = story.refused(
        desk.engineer, "23 11:30", "completion", cause="搓纸轮磨损", solution="已更换", way="on_site"
    )
    assert thin == (422, "invalid_input")
    done = story.does(
        desk.engineer,
        "23 11:30",
        "completion",
        cause="搓纸轮磨损",
        solution="已更换",
        process="拆机更换",
        way="on_site",
    )
    assert (done["state"], done["owner"]["user_name"]) == ("completed", "lin")
    assert story.due() == {"call_back.satisfaction": november("23 14:30")}
    assert story.refused(desk.agent, "23 13:30", "closing") == (409, "closing_rule_not_met")

    closed = story.calls_back("23 14:00", "satisfaction", result="solved", grade="satisfied")

    assert (closed["state"], closed["close_kind"], closed["evidence"]["grade"]) == ("closed", "confirmed", 7)
    assert set(story.kept().values()) == {"met"}


# REQ SD-24 BX-8
def test_an_unsatisfied_customer_is_treated_by_the_manager_before_it_closes(story):
    _done(story)
    resource = story.call_back("satisfaction")

    unsaid = story.refused(story.desk.agent, "23 14:00", resource, result="solved", grade="unsatisfied")
    graded = story.calls_back(
        "23 14:00", "satisfaction", result="solved", grade="unsatisfied", improvement="来得太晚"
    )
    early = story.refused(story.desk.agent, "23 14:10", "closing")
    story.does(story.desk.manager, "23 16:00", "confirmations", what="treatment", text="换王工继续跟进")
    closed = story.does(story.desk.agent, "23 16:10", "closing")

    assert unsaid == (422, "invalid_input")
    assert (graded["state"], early) == ("verified", (409, "closing_rule_not_met"))
    assert closed["state"] == "closed"


# REQ SD-15
def test_what_is_not_solved_goes_back_to_work_as_the_same_ticket(story):
    _done(story)

    back = story.calls_back("23 14:00", "satisfaction", result="not_solved", text="又卡纸了")

    assert (back["state"], back["reopened"], back["handler"]["user_name"]) == ("in_progress", 1, "wang")
    assert story.due()["resolution"] == november("24 14:00")


# REQ SD-12 SD-29 BX-8
def test_what_an_agent_solves_alone_is_not_completed_without_what_closing_asks_for(story):
    story.registers("23 09:04", impact="person", urgency="minor")

    lacking = story.refused(
        story.desk.agent, "23 09:10", "completion", solution="指导重启", process="电话指导", way="phone"
    )
    story.does(
        story.desk.agent,
        "23 09:10",
        "completion",
        cause="驱动卡住",
        solution="指导重启",
        process="电话指导",
        way="phone",
    )
    closed = story.calls_back("23 10:00", "satisfaction_agent", result="solved", grade="very_satisfied")

    assert lacking == (422, "invalid_input")
    assert closed["state"] == "closed"


# REQ SD-11 SD-17 SD-19
def test_a_complaint_is_contacted_within_two_hours_and_closes_only_when_acknowledged(story):
    desk = story.desk
    story.registers("23 11:30", klass="complaint", description="工程师态度不好")
    assert story.due()["complaint_contact"] == november("23 14:30")
    assert story.due()["complaint_daily_contact"] == november("24 18:00")

    story.does(desk.manager, "23 14:00", "contacts", text="致歉，明天答复", way="phone")
    story.does(desk.agent, "23 15:00", "completion", solution="已更换工程师", process="核实并致歉")
    assert story.refused(desk.agent, "23 15:30", "closing") == (409, "closing_rule_not_met")
    closed = story.calls_back("23 16:00", "acknowledgement", result="solved")

    assert (closed["state"], bool(closed["evidence"]["acknowledgement"])) == ("closed", True)


# REQ SD-17
def test_the_plan_for_a_complaint_is_reported_to_the_manager_of_the_department(story):
    desk, head = story.desk, a_person("guo", roles=("department_manager",))
    story.registers("23 11:30", klass="complaint", description="工程师态度不好")
    assert story.due()["complaint_plan"] == november("24 18:00")

    planless = story.refused(desk.agent, "23 14:00", "confirmations", what="plan_reported")
    story.does(
        desk.agent, "23 14:05", "confirmations", what="plan_reported", text="周三前更换工程师并回访致歉"
    )

    assert planless == (422, "invalid_input")
    assert story.kept()["complaint_plan"] == "met"
    assert len([title for title in story.notices_of(head) if "方案" in title]) == 1


# REQ SD-17
def test_a_complaint_plan_that_is_not_reported_in_time_reaches_manager_department_and_quality(story):
    people = [a_person("guo", roles=("department_manager",)), a_person("qin", roles=("quality",))]
    story.registers("23 11:30", klass="complaint", description="工程师态度不好")
    story.does(story.desk.agent, "23 14:00", "contacts", text="致歉", way="phone")

    story.waits("25 09:00")

    assert all(any("投诉方案上报" in title for title in story.notices_of(one)) for one in people)


# REQ SD-22 RS-4
def test_a_dispatch_by_a_program_knows_whether_it_followed_the_suggestion_and_a_wrong_one_counts(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    first = story.look(f"/tickets/{story.number}/candidates")["items"][0]["user_name"]
    other = {"wang": "zhao", "zhao": "wang"}[first]

    story.does(desk.agent, "23 09:06", "dispatches", engineer=other)
    story.does(desk.agent, "23 09:20", "dispatches", engineer=first, wrong_reason="wrong_skill")

    corrected, wrong = story.dispatches()
    assert (wrong["engineer"], wrong["suggested"], wrong["outcome"]) == (other, False, "wrong")
    assert (wrong["outcome_reason"], wrong["by"]) == ("wrong_skill", "lin")
    assert (corrected["engineer"], corrected["suggested"], corrected["outcome"]) == (first, True, "open")


# REQ SD-30 CS-7
def test_what_the_agent_hands_to_the_next_line_waits_for_no_dispatch_any_more(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    assert story.due()["dispatching"] == november("23 09:14")

    story.does(
        desk.agent, "23 09:08", "hand-overs", team="second_line", tried="远程看过", reason="beyond_line"
    )

    assert "dispatching" not in story.due()
    assert story.kept()["dispatching"] == "met"


# REQ SD-30
def test_what_a_line_cannot_solve_goes_up_with_what_was_tried_and_how_service_came_back_is_known(story):
    desk = story.desk
    expert = a_person("fang", roles=("third_line",))
    join_team(person=expert, team=Team.objects.get(code="third_line"), actor=SYSTEM, at=story.at)
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")

    story.does(
        desk.engineer, "23 10:00", "hand-overs", team="third_line", tried="换过驱动", found="固件报错",
        reason="beyond_line",
    )  # fmt: skip
    story.does(expert, "23 10:20", "hand-over-acceptances")
    done = story.does(
        expert,
        "23 11:00",
        "completion",
        cause="固件缺陷",
        solution="降级固件",
        process="降级",
        restored_by="workaround",
    )

    package = HandOver.objects.get(ticket__number=story.number)
    assert (package.tried, package.found, package.reason) == ("换过驱动", "固件报错", "beyond_line")
    assert package.ticket.restored_by == "workaround"
    assert (done["owner"]["user_name"], done["handler"]["user_name"]) == ("lin", "fang")


# REQ SD-9 BX-8
def test_a_question_closes_when_its_customer_says_that_it_is_answered(story):
    agent = story.desk.agent
    story.registers("23 09:04", klass="inquiry", description="怎么导出报表？")
    assert story.due() == {"answer": november("23 14:04")}
    story.does(agent, "23 09:20", "completion", solution="用报表中心导出", process="电话指导", way="phone")
    assert story.refused(agent, "23 09:21", "closing") == (409, "closing_rule_not_met")
    token = Ticket.objects.get(number=story.number).subject.public_token

    browser = signed_in(story.desk.contact)
    page = browser.get(f"/portal/tickets/{token}/")
    said = browser.post(f"/portal/tickets/{token}/solved")

    assert "Yes, it is solved" in page.content.decode()
    assert said.status_code == 303
    assert (story.ticket()["state"], story.ticket()["close_kind"]) == ("closed", "confirmed")


def _done(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 10:00", "takings")
    story.does(
        desk.engineer, "23 11:30", "completion", cause="磨损", solution="更换", process="拆机", way="on_site"
    )


# REQ SD-17 BX-11
def test_what_comes_back_after_its_closing_is_promised_again(story):
    agent = story.desk.agent
    story.registers("23 09:00", klass="complaint", description="工程师态度恶劣。")
    story.does(agent, "23 09:30", "contacts", text="道歉并了解情况", way="phone")
    story.does(agent, "23 10:00", "completion", solution="更换工程师", process="沟通", way="phone")
    story.calls_back("23 10:30", "acknowledgement", result="solved")
    assert story.due() == {}

    story.does(agent, "25 09:00", "reopenings", reason="又来投诉")
    assert story.due() == {
        "complaint_contact": november("25 11:00"),
        "complaint_plan": november("26 18:00"),
        "complaint_daily_contact": november("26 18:00"),
    }

    story.registers("25 09:10", klass="inquiry", description="怎么导出报表？")
    story.does(agent, "25 09:20", "replies", text="用报表中心。", answers=True)
    story.does(agent, "25 09:25", "completion", solution="用报表中心", process="电话指导", way="phone")
    story.does(agent, "25 09:26", "confirmations", what="customer_agreed", how="phone")
    story.does(agent, "25 09:27", "closing")
    story.does(agent, "25 14:00", "reopenings", reason="还是不会")
    assert story.due() == {"answer": november("25 18:00")}


# REQ SD-15 SD-17
def test_a_complaint_not_settled_by_its_first_answer_keeps_the_promise_that_runs(story):
    agent = story.desk.agent
    story.registers("23 09:00", klass="complaint", description="工程师态度恶劣。")
    story.does(agent, "24 09:30", "contacts", text="道歉并了解情况", way="phone")
    story.does(agent, "24 10:00", "completion", solution="更换工程师", process="沟通", way="phone")

    story.calls_back("24 10:30", "acknowledgement", result="not_solved", text="还是那位工程师来的")

    daily = [one for one in story.look(f"/tickets/{story.number}/clocks")["items"]
             if one["promise"] == "complaint_daily_contact" and one["status"] == "running"]  # fmt: skip
    assert len(daily) == 1
    assert story.due()["complaint_contact"] == november("24 13:30")
