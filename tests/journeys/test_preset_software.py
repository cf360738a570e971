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


# REQ DP-7 BX-10
def test_at_level_1_the_meeting_is_called_at_once_and_without_help_from_afar_somebody_is_on_site_in_24_hours(
    story,
):
    desk = story.desk
    story.registers("27 15:30", impact="organisation", urgency="blocked")
    assert "on_site_arrival" not in story.due()

    story.waits("27 15:31")
    story.waits("27 15:32")
    called = _meeting(story)
    assert (called["opened_by"], called["stage"], called["held_at"]) == (None, "coordination/1", None)
    assert {one["user_name"] for one in called["invited"]} == {"lin", "wang", "zhao"}
    assert "确认远程能否解决" in called["about"]
    assert [title for title in story.notices_of(desk.engineer) if "请参加协调会" in title]
    assert story.due()["coordination"] == november("27 16:00")

    _keeps(story, desk.agent, "27 15:50", held_at="27 15:45", remote="unknown", cause="")
    assert story.kept()["coordination"] == "met"
    assert "on_site_arrival" not in story.due()
    _keeps(story, desk.engineer, "27 15:55", held_at="27 15:45", remote="no", cause="主机电源烧毁")
    due = story.due()
    assert (due["on_site_arrival"], due["engineer_leaves"]) == (november("28 15:30"), november("27 16:25"))

    story.does(desk.manager, "27 16:00", "dispatches", engineer="wang")
    story.does(desk.engineer, "27 16:05", "takings")
    story.does(desk.engineer, "28 10:00", "contacts", text="到达机房", way="on_site")
    assert {name: story.kept()[name] for name in ("engineer_leaves", "on_site_arrival")} == {
        "engineer_leaves": "met",
        "on_site_arrival": "met",
    }


# REQ DP-7
def test_at_level_2_meeting_and_support_engineer_are_due_at_once_and_a_missed_meeting_is_told(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    due = story.due()
    assert (due["coordination"], due["support_engineer"]) == (november("23 09:34"), november("23 09:34"))

    story.waits("23 09:05")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.waits("23 09:40")

    assert _meeting(story)["held_at"] is None
    assert ("support_engineer", "met") in story.ended()
    assert [title for title in story.notices_of(desk.manager) if "超时" in title]


# REQ DP-7
def test_that_help_from_afar_works_after_all_ends_the_promise_to_be_on_site(story):
    desk = story.desk
    story.registers("27 16:30", impact="organisation", urgency="blocked")
    story.waits("27 16:31")
    _keeps(story, desk.agent, "27 16:50", held_at="27 16:45", remote="no", cause="")

    _keeps(story, desk.agent, "27 17:00", held_at="27 16:45", remote="yes", cause="参数错误")

    assert "on_site_arrival" not in story.due()
    assert story.kept()["on_site_arrival"] == "cancelled"


# REQ DP-14
def test_what_an_engineer_cannot_solve_is_answered_within_three_hours_by_solution_or_time_on_site(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.manager, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:12", "takings")
    story.does(
        desk.engineer, "23 09:30", "hand-overs", team="rnd", reason="beyond_line", tried="重启并重装驱动"
    )
    assert story.due()["consultation"] == november("23 13:30")

    story.does(
        desk.manager, "23 11:00", "estimates", until=november("24 10:00").isoformat(), reason="上门检修"
    )

    assert story.kept()["consultation"] == "met"


# REQ DP-7 DP-9 DP-12 DP-17 BX-8 BX-10
def test_a_crashed_system_is_reached_within_24_hours_and_closed_when_signed_and_settled(story):
    desk = story.desk
    story.registers("27 16:30", impact="organisation", urgency="blocked")
    due = story.due()
    assert (due["response"], due["coordination"]) == (november("27 16:45"), november("27 17:00"))
    assert due["resolution"] == november("29 16:30")
    story.waits("27 16:31")
    _keeps(story, desk.agent, "27 16:34", held_at="27 16:33", remote="no", cause="")
    assert story.due()["on_site_arrival"] == november("28 16:30")

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


def _meeting(story):
    (called,) = story.look(f"/tickets/{story.number}/meetings")["items"]
    return called


def _keeps(story, person, moment, *, held_at, **found):
    """What came of the meeting is put on record by its participant."""
    story.at = november(moment)
    record = {
        "attended": ["lin", "wang"], "decided": "王工带备件", "held_at": november(held_at).isoformat(), **found,
    }  # fmt: skip
    answer = story.program(person).post(f"/meetings/{_meeting(story)['id']}/record", record)
    assert answer.status_code == 201, answer.content.decode()
    story.waits(moment)


# REQ SD-19 DP-10
def test_the_hotline_closes_a_complaint_that_its_customer_acknowledged_though_an_engineer_owns_it(story):
    desk = story.desk
    story.registers("23 09:00", klass="complaint", description="上门迟到。")
    story.does(desk.manager, "23 09:05", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:10", "takings")
    story.does(
        desk.engineer, "23 10:00", "completion", cause="堵车", solution="致歉", process="沟通", way="phone"
    )

    assert story.calls_back("23 10:30", "acknowledgement", result="solved")["state"] == "closed"


# REQ DP-6 SA-6
def test_outside_the_period_it_is_served_at_a_charge_that_is_settled_before_work_starts(story):
    desk = story.desk
    _runs_out(story)

    ticket = story.registers("23 09:04", impact="department", urgency="hindered")
    (check,) = story.look(f"/tickets/{story.number}/checks")["items"]
    assert (ticket["state"], ticket["evidence"]) == ("accepted", {"checked": "charged"})
    assert (check["findings"], check["evidence"]["served_by"]) == (["expired"], ["unpaid"])
    assert (check["is_valid_customer"], check["overridden_by"]) == (False, None)

    story.does(desk.manager, "23 09:06", "dispatches", engineer="wang")
    assert story.refused(desk.engineer, "23 09:08", "takings") == (409, "charge_not_agreed")
    unsaid = story.refused(desk.engineer, "23 09:09", "confirmations", what="charge_agreed")
    assert unsaid == (422, "invalid_input")
    settled = {"what": "charge_agreed", "text": "上门 800 元，王芳同意"}
    assert story.does(desk.engineer, "23 09:10", "confirmations", **settled)["evidence"]["charge"] == "agreed"
    assert story.does(desk.engineer, "23 09:12", "takings")["state"] == "in_progress"


# REQ DP-7
def test_a_function_is_changed_only_once_it_is_recorded_who_approved_what(story):
    desk = story.desk
    story.registers("23 09:04", impact="person", urgency="minor", category="function_change")
    story.does(desk.manager, "23 09:06", "dispatches", engineer="wang")

    assert story.refused(desk.engineer, "23 09:08", "takings") == (409, "change_not_approved")
    unsaid = story.refused(desk.engineer, "23 09:09", "confirmations", what="change_approved", text=" ")
    assert unsaid == (422, "invalid_input")
    approved = {"what": "change_approved", "text": "项目负责人李工同意：报表增加一列合计"}
    assert "change_approved" in story.does(desk.engineer, "23 09:10", "confirmations", **approved)["evidence"]
    assert story.does(desk.engineer, "23 09:12", "takings")["state"] == "in_progress"


# REQ DP-7
def test_what_turns_out_to_be_a_function_change_is_not_completed_without_approval(story):
    desk = story.desk
    story.registers("23 09:04", impact="person", urgency="minor", category="function")
    story.does(desk.manager, "23 09:06", "dispatches", engineer="wang")
    assert story.does(desk.engineer, "23 09:08", "takings")["state"] == "in_progress"
    story.does(desk.engineer, "23 09:10", "confirmations", what="backup_done", text="备份至移动硬盘，张工")
    story.does(desk.manager, "23 09:11", "gradings", category="function_change")

    done = {"cause": "报表缺一列", "solution": "增加合计列", "process": "修改模板", "way": "remote"}
    assert story.refused(desk.engineer, "23 09:20", "completion", **done) == (409, "change_not_approved")
    story.does(
        desk.agent, "23 09:25", "confirmations", what="change_approved", text="项目负责人李工同意增加合计列"
    )
    assert story.does(desk.engineer, "23 09:30", "completion", **done)["state"] == "completed"


# REQ DP-6
def test_a_waiver_says_why_and_what_else_speaks_against_it_is_still_refused(story):
    desk = story.desk
    _runs_out(story)
    asked = f"/request-check?klass=fault&customer={desk.customer.code}&product={desk.product.code}"
    assert story.look(asked)["verdict"] == "charged"
    assert story.look(f"{asked}&found=customer_own_part")["verdict"] == "invalid"

    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(
        desk.agent, "23 09:06", "confirmations", what="charge_waived", text="到期未满一周，经理同意减免"
    )
    story.does(desk.agent, "23 09:07", "confirmations", what="backup_done", text="备份至移动硬盘，张工")
    done = {"cause": "参数错误", "solution": "恢复参数", "process": "远程修改", "way": "remote"}
    assert story.does(desk.agent, "23 09:20", "completion", **done)["state"] == "completed"


def _runs_out(story: Story) -> None:
    story.at = november("23 09:00")
    contract, over = story.desk.contract.number, {"maintenance_until": "2026-10-31"}
    assert story.program(story.desk.manager).send("PATCH", f"/contracts/{contract}", over).status_code == 200


# REQ DP-7
def test_at_level_3_nobody_is_sent_or_works_on_site_before_the_customer_has_written(story):
    desk = story.desk
    agent, field = desk.agent, {"team": "field"}
    ticket = story.registers("23 09:04", impact="person", urgency="minor")
    assert ticket["level"]["code"] == "L3"
    story.does(agent, "23 09:05", "confirmations", what="backup_done", text="王芳已备份到移动硬盘")

    assert story.refused(agent, "23 09:10", "dispatches", **field) == (422, "invalid_input")
    story.does(agent, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:20", "takings")
    there = {"text": "到达现场", "way": "on_site"}
    assert story.refused(desk.engineer, "23 10:00", "contacts", **there) == (422, "invalid_input")
    done = {"cause": "驱动过旧", "solution": "更新驱动", "process": "现场更新", "way": "on_site"}
    assert story.refused(desk.engineer, "23 10:05", "completion", **done) == (422, "invalid_input")
    story.does(desk.engineer, "23 10:06", "contacts", text="电话指导无效", way="phone")
    story.does(agent, "23 10:10", "customer-words", text="电话里又说了一遍", channel="phone")
    assert story.refused(desk.engineer, "23 10:11", "contacts", **there) == (422, "invalid_input")

    story.does(agent, "23 10:20", "customer-words", text="书面报告传真：打印机脱机", channel="fax")

    story.does(desk.engineer, "23 11:00", "contacts", **there)
    assert story.does(desk.engineer, "23 11:30", "completion", **done)["state"] == "completed"


# REQ DP-7
def test_at_level_2_the_field_team_is_sent_without_a_written_report(story):
    story.registers("23 09:04", impact="department", urgency="hindered")

    sent = story.does(story.desk.agent, "23 09:10", "dispatches", team="field")

    assert sent["team"]["code"] == "field"
