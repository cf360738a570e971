"""24-hour response from outside: the wall clock counts at night too; closed when business is back to normal."""

from datetime import date, time

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("always-on", monkeypatch)


# REQ RS-3 RS-5 RS-10 RS-13 RS-15 BX-8 BX-10
def test_a_critical_fault_on_saturday_night_runs_by_the_wall_clock(story):
    desk = story.desk
    ticket = story.registers("28 22:00", impact="organisation", urgency="blocked")
    assert (ticket["level"]["code"], ticket["is_major"]) == ("critical", True)
    due = story.due()
    assert (due["dispatching"], due["response"]) == (november("28 22:05"), november("28 22:10"))
    assert due["resolution"] == november("29 02:00")

    assert story.refused(desk.agent, "28 22:02", "dispatches", engineer="wang") == (409, "engineer_off_duty")
    nights = [Shift(day, time(0), time(0)) for day in range(1, 8)]
    set_weekly_plan(
        person=desk.engineer, shifts=nights, valid_from=date(2026, 1, 1), actor=SYSTEM, at=story.at
    )
    story.does(desk.agent, "28 22:03", "dispatches", engineer="wang")
    story.does(desk.engineer, "28 22:06", "takings")
    assert story.due()["first_contact"] == november("28 22:16")
    story.does(desk.engineer, "28 22:12", "contacts", text="已远程登录", way="phone")
    story.does(
        desk.engineer, "28 23:00", "completion", cause="磁盘满", solution="清理并扩容", process="清理日志"
    )
    assert story.due() == {"call_back.satisfaction": november("29 01:00")}

    graded = story.calls_back("28 23:30", "satisfaction", result="solved", grade="satisfied")
    assert graded["state"] == "verified"
    assert story.refused(desk.agent, "28 23:31", "closing") == (409, "closing_rule_not_met")
    story.does(desk.agent, "29 08:00", "confirmations", what="business_back_to_normal", how="phone")
    closed = story.does(desk.agent, "29 08:01", "closing")

    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")
    assert set(story.kept().values()) <= {"met", "cancelled"}


# REQ RS-2 RS-3
def test_a_fault_is_not_registered_before_impact_and_urgency_are_judged_and_its_level_follows_at_once(story):
    asked = {
        "klass": "fault", "channel": "phone", "customer": story.desk.customer.code, "contact": story.desk.contact.pk,
        "product": story.desk.product.code, "has_screenshot": False,
    }  # fmt: skip
    agent = story.program(story.desk.agent)

    bare = agent.post("/tickets", {**asked, "description": "挂号打不开"})
    silent = agent.post(
        "/tickets", {**asked, "description": "", "impact": "organisation", "urgency": "blocked"}
    )
    judged = story.registers(
        "23 09:00", impact="organisation", urgency="blocked", occurred_at=november("23 08:40").isoformat()
    )

    assert (bare.status_code, {"impact", "urgency"} <= _fields(bare)) == (422, True)
    assert (silent.status_code, "description" in _fields(silent)) == (422, True)
    assert (judged["level"]["code"], judged["is_major"]) == ("critical", True)
    assert judged["occurred_at"].startswith("2026-11-23")


def _fields(answer):
    return {error["field"] for error in answer.json()["errors"]}


# REQ RS-4
def test_an_urgent_dispatch_that_is_not_answered_goes_up(story):
    supervisor = a_person("he", roles=("duty_supervisor",))
    story.registers("23 09:00", impact="organisation", urgency="blocked")

    story.waits("23 09:45")

    assert story.notices_of(supervisor)
    assert Ticket.objects.get(number=story.number).escalated_to == story.desk.manager


# REQ RS-16 BX-9
def test_what_another_department_and_each_line_were_asked_for_has_a_deadline_of_its_own(story):
    desk, expert = story.desk, a_person("sun", roles=("third_line",))
    join_team(person=expert, team=Team.objects.get(code="third_line"), actor=SYSTEM, at=story.at)
    story.registers("23 09:00", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:03", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:06", "takings")
    resolution = story.due()["resolution"]

    story.does(desk.engineer, "23 09:10", "helpers", person="sun", wish="查数据库日志")
    asked = story.due()
    (task,) = story.look(f"/tickets/{story.number}/helpers")["items"]
    story.at = november("23 10:00")
    done = story.program(expert).post(f"/tasks/{task['id']}/result", {"result": "日志正常"})
    story.does(
        desk.engineer, "23 10:30", "hand-overs", team="third_line", tried="重启服务", reason="beyond_skill",
        found="连接池耗尽", asked="为何不释放",
    )  # fmt: skip
    handed = story.due()
    story.does(expert, "23 10:40", "hand-over-acceptances")
    accepted = story.due()
    story.waits("24 10:40")

    assert done.status_code == 201
    assert asked["cross_department"] == november("23 13:10")
    assert story.kept()["cross_department"] == "met"
    assert handed["hand_over_receipt"] == november("23 10:45")
    assert story.kept()["hand_over_receipt"] == "met"
    assert accepted["line_work"] == november("24 10:40")
    assert (asked["resolution"], accepted["resolution"]) == (resolution, resolution)


# REQ RS-7 RS-8
def test_a_fault_that_the_change_caused_is_linked_and_the_workaround_stands_apart(story):
    desk = story.desk
    story.registers("23 09:00", impact="department", urgency="hindered")
    first = story.number
    story.does(desk.agent, "23 09:03", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:06", "takings")
    story.does(desk.engineer, "23 09:10", "workarounds", workaround="先用备机")
    riskless = story.refused(desk.engineer, "23 09:20", "proposals", solution="升级驱动", risk="可能重启")
    story.does(
        desk.engineer, "23 09:21", "proposals", solution="升级驱动", risk="可能重启", way_back="回退驱动",
        check_after="打印三张",
    )  # fmt: skip
    story.does(desk.agent, "23 09:30", "agreements", how="phone")
    done = story.does(
        desk.engineer, "23 10:00", "completion", cause="驱动旧", solution="已升级驱动", process="远程升级"
    )
    story.registers("23 11:00", impact="person", urgency="hindered", description="升级后扫描不可用")
    story.does(desk.agent, "23 11:05", "links", other=first, kind="caused_by")

    assert riskless == (422, "invalid_input")
    assert (done["workaround"], done["solution"]) == ("先用备机", "已升级驱动")
    links = Ticket.objects.get(number=story.number).links.values_list("other__number", "kind")
    assert list(links) == [(first, "caused_by")]


# REQ RS-10 BX-8
def test_solved_and_back_to_normal_but_not_satisfied_stays_open(story):
    desk = story.desk
    story.registers("23 10:00", impact="department", urgency="hindered")
    story.does(desk.agent, "23 10:03", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 10:06", "takings")
    story.does(desk.engineer, "23 11:00", "completion", cause="磁盘满", solution="扩容", process="扩容")

    graded = story.calls_back(
        "23 12:00", "satisfaction", result="solved", grade="fair", improvement="太慢", is_back_to_normal=True
    )

    assert graded["state"] == "verified"
    refused = story.tries(desk.agent, "23 12:10", "closing").json()
    assert refused["code"] == "closing_rule_not_met"
    assert "a grade of at least 7: reopen it, do what is missing for the customer" in refused["detail"]
    assert (
        story.does(desk.manager, "23 12:20", "closing", override_reason="客户电话接受")["close_kind"]
        == "overridden"
    )
