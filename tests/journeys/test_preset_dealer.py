"""Customer-service operations from outside: dispatched in ten minutes, called back twice, closed for good."""

import pytest

from tests.capabilities.people.makers import a_person
from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("dealer", monkeypatch)


# REQ CS-1 CS-2 CS-7 CS-8 CS-12 BX-7 BX-8
def test_a_repair_is_dispatched_in_ten_minutes_and_closed_for_good_after_the_second_call_back(story):
    desk, leader = story.desk, a_person("sun", roles=("team_leader",))
    story.registers("23 09:04", impact="department", urgency="hindered")
    assert story.due() == {
        "leader_answer": november("23 09:09"), "dispatching": november("23 09:14"), "response": november("23 10:04"),
    }  # fmt: skip
    told = story.program(leader).get("/inbox").json()["items"]
    assert [notice["title"] for notice in told if story.number in notice["title"]][-1].endswith(
        "请答复派给谁"
    )

    story.does(leader, "23 09:08", "dispatches", engineer="wang")
    assert story.due()["first_contact"] == november("23 10:08")
    story.does(desk.engineer, "23 09:30", "takings")
    assert story.due()["resolution"] == november("24 09:30")
    story.does(leader, "23 09:40", "dispatches", engineer="zhao", reason="王工请求支援")
    taken = story.does(desk.other_engineer, "23 09:50", "takings")
    assert [taken[part]["user_name"] for part in ("owner", "responsible", "handler")] == [
        "lin",
        "wang",
        "zhao",
    ]

    story.does(desk.other_engineer, "23 11:00", "completion", cause="磨损", solution="更换", way="on_site")
    assert story.due() == {
        "call_back.completion": november("23 14:00"), "call_back.recurrence": november("26 18:00"),
    }  # fmt: skip
    hasty = story.refused(desk.agent, "23 11:10", story.call_back("recurrence"), result="solved")
    verified = story.calls_back("23 13:30", "completion", result="solved", grade="satisfied")
    assert (hasty, verified["state"]) == ((409, "call_back_too_early"), "verified")
    assert story.refused(desk.agent, "23 13:40", "closing") == (409, "closing_rule_not_met")

    closed = story.calls_back("26 10:00", "recurrence", result="solved")

    assert (closed["state"], closed["close_kind"]) == ("closed", "confirmed")
    assert story.kept()["call_back.recurrence"] == "met"


# REQ CS-1 CS-7
def test_the_leader_has_five_minutes_to_answer_before_the_agent_dispatches_as_he_judges_right(story):
    desk, leader = story.desk, a_person("sun", roles=("team_leader",))
    story.registers("23 09:04", impact="department", urgency="hindered")

    hasty = story.refused(desk.agent, "23 09:08", "dispatches", engineer="wang")
    sentence = story.tries(desk.agent, "23 09:08", "dispatches", engineer="wang").json()["detail"]
    story.does(desk.agent, "23 09:09", "dispatches", engineer="wang")
    by_time = story.dispatches()[0]
    story.registers("23 10:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 10:05", "dispatches", engineer="wang", leader="unreached")
    unreached = story.dispatches()[0]
    story.registers("23 11:04", impact="department", urgency="hindered")
    story.does(leader, "23 11:05", "dispatches", engineer="wang")

    assert hasty == (409, "leader_answers_first")
    assert sentence.startswith("For 5 minutes Technical leader, Desk manager decide how SD-")
    assert (by_time["leader"], unreached["leader"]) == ("", "unreached")


# REQ CS-8 CS-9
def test_the_engineer_tells_result_with_cause_or_why_not_and_by_when(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")
    story.does(desk.engineer, "23 10:05", "contacts", text="约好下午两点上门", way="phone")
    assert story.kept()["first_contact"] == "met"

    causeless = story.refused(desk.engineer, "23 14:30", "completion", cause="", solution="已更换")
    dateless = story.refused(
        desk.engineer, "23 14:31", "suspensions", reason="waiting_parts", text="缺搓纸轮"
    )
    story.does(
        desk.engineer,
        "23 14:32",
        "estimates",
        until=november("24 17:00").isoformat(),
        reason="缺搓纸轮，明天到货",
    )
    waiting = story.ticket()
    reasons = [one["text"] for one in story.look(f"/tickets/{story.number}/entries")["items"]]
    done = story.does(desk.engineer, "24 16:00", "completion", cause="搓纸轮磨损", solution="已更换搓纸轮")

    assert (causeless, dateless[0]) == ((422, "invalid_input"), 422)
    assert waiting["estimate_at"].startswith("2026-11-24")
    assert "缺搓纸轮，明天到货" in reasons
    assert (done["state"], done["cause"], done["solution"]) == ("completed", "搓纸轮磨损", "已更换搓纸轮")
    assert any("完" in title or "解决" in title for title in story.notices_of(desk.agent))


# REQ CS-2 BX-7
def test_others_help_or_take_over_and_owner_and_responsible_stay(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")

    story.does(desk.engineer, "23 10:00", "helpers", person="zhao", wish="请看一下主板")
    helped = story.ticket()
    taken = story.does(
        desk.engineer, "23 10:30", "hand-overs", team="second_line", person="zhao", tried="换过电源",
        reason="beyond_line",
    )  # fmt: skip
    story.does(desk.other_engineer, "23 10:40", "hand-over-acceptances")
    at_last = story.ticket()

    assert helped["handler"]["user_name"] == "wang"
    assert taken["contact"] == helped["contact"]
    assert [at_last[part]["user_name"] for part in ("owner", "responsible", "handler")] == [
        "lin",
        "wang",
        "zhao",
    ]


# REQ CS-1 CS-2 CS-7
def test_whoever_refuses_or_was_sent_by_mistake_is_not_the_responsible_that_stays(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.manager, "23 09:06", "dispatches", engineer="wang")
    refused = story.does(desk.engineer, "23 09:08", "dispatch-refusals", reason="busy", text="在外地")
    story.does(desk.manager, "23 09:09", "dispatches", engineer="wang")
    wrongly = story.does(desk.manager, "23 09:10", "dispatches", engineer="zhao", wrong_reason="wrong_skill")

    assert refused["responsible"] is None
    assert wrongly["responsible"]["user_name"] == "zhao"


# REQ CS-1 SD-15
def test_what_comes_back_goes_back_to_work_and_is_asked_after_twice_again(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:10", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 09:30", "takings")
    story.does(desk.engineer, "23 11:00", "completion", cause="磨损", solution="更换")
    story.calls_back("23 13:30", "completion", result="solved", grade="satisfied")

    back = story.calls_back("26 10:00", "recurrence", result="not_solved", text="又卡纸")
    assert (back["state"], back["reopened"], back["responsible"]["user_name"]) == ("in_progress", 1, "wang")
    story.does(desk.engineer, "26 15:00", "completion", cause="进纸器变形", solution="更换进纸器")
    assert story.due() == {
        "call_back.completion": november("26 17:00"), "call_back.recurrence": november("30 18:00"),
    }  # fmt: skip
    assert (
        story.calls_back("26 16:00", "completion", result="solved", grade="satisfied")["state"] == "verified"
    )
    closed = story.calls_back("30 10:00", "recurrence", result="solved")

    assert closed["state"] == "closed"
