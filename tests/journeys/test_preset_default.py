"""The product's own regulation from outside: the desk's, with difficulty, shorter limits for VIPs, a second call-back."""

import pytest

from shouwen.capabilities.customers.models import Customer
from tests.journeys.presets import Story, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(monkeypatch):
    return Story("default", monkeypatch)


# REQ SD-6 SD-7 SD-15 BX-8 BX-10 BX-11
def test_a_fault_is_closed_by_a_satisfied_customer_and_asked_after_once_more_three_days_later(story):
    _closed(story)

    assert story.due() == {"call_back.recurrence": november("26 18:00")}
    assert story.refused(story.desk.agent, "24 10:00", story.call_back("recurrence"), result="solved") == (
        409,
        "call_back_too_early",
    )
    asked = story.calls_back("26 10:00", "recurrence", result="solved")

    assert (asked["state"], asked["reopened"]) == ("closed", 0)
    assert set(story.kept().values()) == {"met"}
    assert story.due() == {}


# REQ CS-1 SD-15
def test_what_has_come_back_after_three_days_is_worked_on_again_by_the_same_people(story):
    _closed(story)

    back = story.calls_back("26 10:00", "recurrence", result="not_solved", text="又卡纸")

    assert (back["state"], back["reopened"]) == ("in_progress", 1)
    assert (back["owner"]["user_name"], back["responsible"]["user_name"]) == ("lin", "wang")
    assert "resolution" in story.due()


# REQ SD-6 RS-3
@pytest.mark.parametrize(("difficulty", "level"), [("routine", "low"), ("hard", "medium")])
def test_what_is_hard_is_graded_higher(story, difficulty, level):
    ticket = story.registers("23 09:04", impact="department", urgency="minor", difficulty=difficulty)

    assert ticket["level"]["code"] == level


# REQ SD-7
@pytest.mark.parametrize(("service_level", "until"), [("vip", "23 10:04"), ("", "23 11:04")])
def test_whoever_pays_for_more_is_answered_sooner(story, service_level, until):
    Customer.objects.filter(pk=story.desk.customer.pk).update(level=service_level)

    story.registers("23 09:04", impact="department", urgency="hindered")

    assert story.due()["response"] == november(until)


def _closed(story):
    desk = story.desk
    story.registers("23 09:04", impact="department", urgency="hindered")
    story.does(desk.agent, "23 09:06", "dispatches", engineer="wang")
    story.does(desk.engineer, "23 10:00", "takings")
    story.does(
        desk.engineer, "23 11:30", "completion", cause="磨损", solution="更换", process="拆机", way="on_site"
    )
    closed = story.calls_back("23 14:00", "satisfaction", result="solved", grade="satisfied")
    assert closed["state"] == "closed"
