"""`shouwen user`: a colleague made at the terminal can be dispatched to, like one who was invited on screen."""

from argparse import Namespace
from datetime import time

import pytest

from shouwen.capabilities.people.models import Person, ShiftPattern
from shouwen.cli import main, user
from tests.capabilities.people.makers import PASSWORD, an_administrator
from tests.capabilities.tickets.makers import a_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_terminal():
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


def said(capsys, *words: str) -> str:
    """The last line that `shouwen user …` prints, once it is done."""
    assert main(["user", *words]) == 0
    return (capsys.readouterr().out.strip().splitlines() or [""])[-1]


def page_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_who_is_invited_at_the_terminal_chooses_his_password_by_the_link_once(capsys, client):
    page = page_of(said(capsys, "create", "li", "--name", "李", "--role", "agent"))

    chosen, again = client.post(page, {"password": PASSWORD}), client.get(page)

    assert (chosen.status_code, again.status_code) == (303, 410)
    assert Person.objects.get(user_name="li").check_password(PASSWORD)


def test_who_forgot_his_password_gets_a_link_to_another_and_the_link_before_it_is_dead(capsys, client):
    said(capsys, "create", "li", "--name", "李", "--role", "agent")
    first, second = page_of(said(capsys, "link", "li")), page_of(said(capsys, "link", "LI"))

    assert (client.get(first).status_code, client.post(second, {"password": PASSWORD}).status_code) == (
        410,
        303,
    )
    assert Person.objects.get(user_name="li").check_password(PASSWORD)


def test_who_is_disabled_gets_no_link_until_he_is_enabled_again(capsys):
    said(capsys, "create", "li", "--name", "李")

    said(capsys, "disable", "li")
    assert not Person.objects.get(user_name="li").is_active
    assert main(["user", "link", "li"]) == 1
    said(capsys, "enable", "li")

    assert Person.objects.get(user_name="li").is_active
    assert "/password/" in said(capsys, "link", "li")


def test_the_last_administrator_is_not_disabled_and_says_why(capsys):
    an_administrator("boss")

    assert main(["user", "disable", "boss"]) == 1

    assert Person.objects.get(user_name="boss").is_active
    assert capsys.readouterr().err.startswith("shouwen: ")


@pytest.mark.parametrize(
    "words",
    [
        ["link", "nobody"],
        ["disable", "nobody"],
        ["create", "li", "--name", "李", "--role", "nothing"],
        ["create", "li", "--name", "李", "--team", "nothing"],
        ["create", "li", "--name", "李", "--email", "nothing"],
        ["create", "two words", "--name", "李"],
        ["create", "taken", "--name", "李"],
    ],
    ids=" ".join,
)
def test_what_can_not_be_done_is_said_and_nobody_is_made(words, capsys):
    said(capsys, "create", "taken", "--name", "早")
    before = set(Person.objects.values_list("user_name", flat=True))

    assert main(["user", *words]) == 1

    assert capsys.readouterr().err.splitlines()[-1].startswith("shouwen: ")
    assert set(Person.objects.values_list("user_name", flat=True)) == before
