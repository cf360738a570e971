"""`shouwen user`: a colleague made at the terminal can be dispatched to, like one who was invited on screen."""

from argparse import Namespace
from contextlib import nullcontext
from datetime import time

import pytest

from shouwen.capabilities.people.models import ShiftPattern
from shouwen.cli import user
from tests.capabilities.tickets.makers import a_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_terminal(monkeypatch):
    monkeypatch.setattr(user, "opened", nullcontext)
    a_desk()


def _created(*roles, no_duty=False):
    asked = Namespace(
        user_name="li",
        name="李",
        email=None,
        role=list(roles),
        team=[],
        password_stdin=False,
        no_duty=no_duty,
    )
    assert user.run_create(asked) == 0
    return ShiftPattern.objects.filter(person__user_name="li").order_by("weekday", "starts_at")


# REQ SD-3
def test_an_agent_works_the_desks_hours_and_is_there_ten_minutes_before():
    week = _created("agent")

    assert (week[0].starts_at, {shift.weekday for shift in week}) == (time(8, 50), {1, 2, 3, 4, 5})


def test_others_begin_when_the_desk_opens():
    assert _created("field_engineer")[0].starts_at == time(9, 0)


def test_who_is_to_have_no_plan_gets_none():
    assert not _created("agent", no_duty=True).exists()
