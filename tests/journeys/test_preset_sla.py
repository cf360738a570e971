"""The service-level agreement from outside: the contract first, agents register, closed when the customer agrees."""

from datetime import timedelta

import pytest

from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.commands.silence import settle_silences
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.views import in_view
from tests.capabilities.customers.makers import a_product
from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("sla", monkeypatch)


# REQ SA-9
def test_what_a_customer_sends_waits_until_an_agent_registers_it(story):
    browser = signed_in(story.desk.contact)

    sent = browser.post(
        "/portal/reports/fault",
        {"description": "屏幕不亮", "impact": "person", "urgency": "minor", "screenshot": "no"},
    )

    assert sent.status_code == 303
    assert (Ticket.objects.count(), IntakeItem.objects.count()) == (0, 1)


# REQ SA-6
def test_nobody_works_on_what_no_contract_covers_until_the_check_is_overridden(story):
    desk, other = story.desk, a_product()
    registered = story.registers("23 09:04", product=other.code)

    unchecked = [
        story.refused(desk.agent, "23 09:10", "acceptance"),
        story.refused(desk.manager, "23 09:10", "dispatches", engineer="wang"),
        story.refused(desk.agent, "23 09:10", "takings"),
        story.refused(desk.agent, "23 09:10", "check-overrides", reason="老客户"),
    ]
    story.does(desk.manager, "23 09:20", "check-overrides", reason="客户续约在办")
    dispatched = story.does(desk.manager, "23 09:21", "dispatches", engineer="wang")

    assert registered["state"] == "new"  # written down, but not accepted by that
    assert unchecked == [(409, "request_not_checked")] * 3 + [(403, "not_permitted")]
    assert dispatched["state"] == "dispatched"


# REQ SA-10 SA-11 SA-12 SA-15 SA-21 BX-8
def test_an_s2_is_worked_on_in_its_lanes_and_closed_by_agreement(story):
    desk = story.desk
    ticket = story.registers("23 09:04", impact="organisation", urgency="hindered")
    assert ticket["level"]["code"] == "S2"
    assert story.due() == {
        "dispatching": november("23 09:14"), "response": november("23 10:04"), "workaround": november("24 09:04"),
        "resolution": november("25 09:04"), "daily_update": november("24 18:00"),
    }  # fmt: skip

    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang", team="field")
    assert story.due()["on_site_arrival"] == november("25 09:10")
    story.does(desk.engineer, "23 09:30", "takings")
    assert story.due()["first_contact"] == november("23 10:30")
    story.does(desk.engineer, "23 10:20", "contacts", text="已到机房", way="on_site")
    assert {"on_site_arrival", "first_contact"} <= {
        name for name, how in story.kept().items() if how == "met"
    }

    story.does(desk.engineer, "23 11:00", "proposals", solution="重启服务两分钟")
    done = {"cause": "内存用尽", "solution": "重启并调大内存", "process": "查日志后重启", "way": "on_site"}
    assert story.refused(desk.engineer, "23 11:05", "completion", **done) == (409, "solution_not_confirmed")
    story.does(desk.agent, "23 11:10", "agreements", how="phone")
    story.does(desk.engineer, "23 11:30", "completion", **done)
    assert story.due() == {"call_back.confirmation": november("24 11:30")}

    assert story.refused(desk.agent, "23 13:30", "closing") == (409, "closing_rule_not_met")
    assert story.refused(desk.agent, "23 13:30", "closing", override_reason="不等了") == (
        403,
        "not_permitted",
    )
    assert story.refused(desk.engineer, "23 13:30", "closing")[0] == 403
    closed = story.calls_back("23 14:00", "confirmation", result="solved", agrees=True)

    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")


# REQ SA-12
def test_solved_alone_is_not_the_customers_agreement_and_only_those_named_close(story):
    desk, supervisor = story.desk, a_person("he", roles=("duty_supervisor",))
    _done(story)

    solved = story.calls_back("23 14:00", "confirmation", result="solved")
    unagreed = story.refused(desk.agent, "23 14:05", "closing")
    story.does(desk.agent, "23 14:10", "confirmations", what="customer_agreed", how="phone", text="同意关闭")
    strange = story.refused(supervisor, "23 14:11", "closing")
    told = story.tries(supervisor, "23 14:11", "closing").json()["detail"]
    closed = story.does(a_person("qian", roles=("agent",)), "23 14:12", "closing")

    assert (solved["state"], unagreed) == ("verified", (409, "closing_rule_not_met"))
    assert strange == (403, "not_named")
    assert "Remote customer service" in told
    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")


# REQ SA-12
def test_the_customer_agrees_on_the_portal_and_the_agent_closes(story):
    desk = story.desk
    _done(story)
    story.does(desk.agent, "23 13:00", "confirmations", what="agent_confirmation", how="phone")
    token = Ticket.objects.get(number=story.number).subject.public_token

    answer = signed_in(desk.contact).post(f"/portal/tickets/{token}/solved", {})
    agreed = story.ticket()
    closed = story.does(desk.agent, "23 14:12", "closing")

    assert (answer.status_code, agreed["state"], closed["state"]) == (303, "completed", "closed")


# REQ SA-12
def test_a_manager_closes_against_the_rule_with_a_reason_only(story):
    desk = story.desk
    _done(story)

    unreasoned = story.refused(desk.manager, "23 14:00", "closing")
    closed = story.does(desk.manager, "23 14:05", "closing", override_reason="客户单位已注销")

    assert unreasoned == (403, "not_named")
    assert (closed["state"], closed["close_kind"]) == ("closed", "overridden")


# REQ SA-10
def test_only_those_the_agreement_names_dispatch(story):
    incident_manager = a_person("he", roles=("incident_manager",))
    leader = a_person("sun", roles=("team_leader",))
    story.registers("23 09:04", impact="organisation", urgency="hindered")

    refused = story.refused(incident_manager, "23 09:10", "dispatches", engineer="wang")
    offered = story.program(incident_manager).get(f"/tickets/{story.number}").json()["verbs"]
    dispatched = story.does(leader, "23 09:11", "dispatches", engineer="wang")

    assert refused == (403, "not_named")
    assert "dispatch" not in offered
    assert dispatched["state"] == "dispatched"


# REQ SA-11
def test_the_agent_sees_who_has_not_told_his_progress_and_urges_by_one_click(story):
    desk = story.desk
    story.registers("23 09:04", impact="organisation", urgency="hindered")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")
    silent = _without_progress(story, "24 10:00")

    story.does(desk.agent, "24 10:05", "urgings")
    told = story.notices_of(desk.engineer)
    story.does(
        desk.engineer, "24 11:00", "progress-updates", done="已换硬盘", found="阵列掉盘", next_step="恢复数据",
        next_at=november("24 17:00").isoformat(),
    )  # fmt: skip
    after = _without_progress(story, "24 11:01")
    story.waits("26 09:00")

    assert (silent, after) == ([story.number], [])
    assert any("催" in title for title in told)
    assert ("daily_update", "missed") in story.ended()


def _without_progress(story, moment):
    story.at = november(moment)
    rows = in_view("without-update", actor=actor_of(story.desk.agent), at=story.at)
    return [ticket.number for ticket in rows]


# REQ SA-13
def test_who_asks_how_far_it_is_hears_what_he_may_know_and_nothing_else(story):
    desk = story.desk
    story.registers("23 09:04", impact="organisation", urgency="hindered")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")
    story.does(
        desk.engineer, "23 10:00", "progress-updates", done="已定位到磁盘故障", found="阵列掉盘", next_step="更换硬盘",
        next_at=november("23 15:00").isoformat(), tell_customer=True,
    )  # fmt: skip
    story.does(desk.engineer, "23 10:10", "notes", text="客户自己误删了文件，先别说")

    found = [
        [row["number"] for row in story.look(f"/search?q={words}")["items"]]
        for words in (story.number, "13800138000", "王芳", "打印机")
    ]
    read_out = story.look(f"/tickets/{story.number}/progress")

    assert found == [[story.number]] * 4
    assert (read_out["last_word"], read_out["next_step"]) == ("已定位到磁盘故障", "更换硬盘")
    assert (read_out["state"], read_out["owner"]) == ("In progress", desk.agent.name)
    assert read_out["due_at"] is not None
    assert "误删" not in str(read_out)


# REQ SA-25
def test_the_lane_follows_the_hands_and_is_not_left_without_a_record(story):
    desk = story.desk
    lanes = [story.registers("23 09:04", impact="department", urgency="hindered")["lane"]]
    lanes.append(story.does(desk.manager, "23 09:10", "dispatches", engineer="wang", team="field")["lane"])
    story.does(desk.engineer, "23 09:30", "takings")
    bare = story.refused(desk.engineer, "23 10:00", "hand-overs", team="rnd", tried="", reason="")
    lanes.append(
        story.does(
            desk.engineer, "23 10:00", "hand-overs", team="rnd", tried="重装补丁无效", reason="product_defect"
        )["lane"]
    )

    assert lanes == ["agent", "field", "rnd"]
    assert bare == (422, "invalid_input")


# REQ SA-12
def test_silence_never_closes(story):
    desk = story.desk
    _done(story)
    for day in ("24", "25", "26", "27", "30"):
        story.does(desk.agent, f"{day} 10:00", story.call_back("confirmation"), result="unreached")

    with fixed_at(november("30 10:00") + timedelta(days=60)):
        settle_silences()
    waiting = story.ticket()
    story.does(desk.agent, "30 11:00", "confirmations", what="agent_confirmation", how="phone")
    half = story.refused(desk.agent, "30 11:00", "closing")
    story.does(desk.agent, "30 11:01", "confirmations", what="customer_agreed", how="phone", text="同意关闭")
    closed = story.does(desk.agent, "30 11:02", "closing")

    assert (waiting["state"], half) == ("completed", (409, "closing_rule_not_met"))
    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")


def _done(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")
    story.does(
        desk.engineer, "23 11:30", "completion", cause="缺补丁", solution="已打补丁", process="远程打补丁"
    )
