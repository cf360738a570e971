"""Department functions and flows from outside: back-up first, on site in 24 hours, closed when signed and settled."""

import pytest

from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("software", monkeypatch)


# REQ DP-9 DP-11 BX-8
def test_the_hotline_asks_for_a_backup_solves_and_records(story):
    agent = story.desk.agent
    ticket = story.registers("23 09:04", impact="department", urgency="hindered")
    assert ticket["level"]["code"] == "L2"
    due = story.due()
    assert (due["response"], due["coordination"]) == (november("23 09:34"), november("23 09:34"))
    assert due["resolution"] == november("26 09:04")

    done = {"cause": "参数错误", "solution": "恢复参数", "process": "远程修改", "way": "remote"}
    assert story.refused(agent, "23 09:15", "completion", **done) == (409, "backup_not_asked")
    assert story.refused(agent, "23 09:16", "confirmations", what="backup_refused") == (422, "invalid_input")
    shown = story.does(
        agent, "23 09:16", "confirmations", what="backup_refused", text="王芳拒绝，已告知后果自负"
    )
    assert shown["evidence"]["backup"] == "refused"
    story.does(agent, "23 09:20", "completion", **done)
    closed = story.does(agent, "23 09:21", "closing")

    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")
    assert story.due() == {"call_back.visit": november("25 09:21")}


# REQ DP-7 DP-9 DP-12 DP-17 BX-8 BX-10
def test_a_crashed_system_is_reached_within_24_hours_and_closed_when_signed_and_settled(story):
    desk = story.desk
    story.registers("27 16:30", impact="organisation", urgency="blocked")
    due = story.due()
    assert (due["response"], due["coordination"]) == (november("27 16:45"), november("27 17:00"))
    assert (due["on_site_arrival"], due["resolution"]) == (november("28 16:30"), november("29 16:30"))

    story.does(desk.manager, "27 16:35", "dispatches", engineer="wang")
    story.does(desk.engineer, "27 16:40", "takings")
    early = [
        story.refused(desk.engineer, "27 16:45", "proposals", solution="重建索引"),
        story.refused(desk.engineer, "27 16:45", "workarounds", workaround="切换备机"),
    ]
    assert early == [(409, "backup_not_asked")] * 2
    story.does(desk.engineer, "27 20:00", "contacts", text="到达机房", way="on_site")
    assert story.kept()["on_site_arrival"] == "met"
    story.does(
        desk.engineer, "27 20:10", "confirmations", what="backup_done", text="数据库与程序拷到移动硬盘，李工"
    )
    story.does(desk.engineer, "27 21:00", "completion", cause="索引损坏", solution="重建索引", way="on_site")

    assert story.refused(desk.agent, "27 21:10", "closing") == (409, "closing_rule_not_met")
    story.does(desk.engineer, "27 21:10", "confirmations", what="sheet_signed", how="in_person")
    assert story.refused(desk.agent, "27 21:11", "closing") == (409, "closing_rule_not_met")
    story.does(desk.engineer, "27 21:12", "confirmations", what="sheet_settled", how="in_person")
    assert story.does(desk.agent, "27 21:13", "closing")["state"] == "closed"


# REQ DP-9
def test_a_worker_does_not_speak_for_the_customer(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:12", "takings")

    for what in ("customer_agreed", "acknowledgement", "treatment", "business_back_to_normal"):
        assert story.refused(desk.engineer, "23 09:20", "confirmations", what=what) == (403, "not_permitted")
    assert story.refused(desk.other_engineer, "23 09:20", "confirmations", what="sheet_signed")[0] in (
        403,
        404,
    )


# REQ DP-11 DP-14
def test_a_question_that_is_looked_up_is_called_back_within_the_hour(story):
    agent = story.desk.agent
    story.registers("23 11:30", klass="inquiry", description="怎么导出报表？")
    until = november("23 15:00").isoformat()

    story.does(agent, "23 11:40", "suspensions", reason="looking_up", until=until)
    assert story.due()["hold_call_back"] == november("23 13:40")
    story.does(agent, "23 13:10", "contacts", text="回电告知办法", way="phone")
    assert story.kept()["hold_call_back"] == "met"
    story.does(agent, "23 13:11", "resumptions")
    story.does(agent, "23 13:12", "completion", solution="用报表中心导出", process="电话指导", way="phone")

    assert story.does(agent, "23 13:13", "closing")["state"] == "closed"
