"""The pages of somebody whose role was given for a team: what he finds, what is offered and what is refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.roles import create_role, give_role
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Leave, Person, ShiftPattern, Team
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.people.makers import a_person, a_team
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

LEADS = (
    "people.see",
    "people.plan_duty",
    "tickets.see_all",
    "tickets.work_any",
    "tickets.cancel",
    "audit.see",
)


@pytest.fixture
def north(desk: Desk) -> Team:
    return a_team("north")


@pytest.fixture
def leader(north: Team) -> Person:
    """Leads the north: a role for it, and one everywhere that looks at colleagues."""
    leads, looks = (
        create_role(code=code, names={"zh": code, "en": code}, grants=grants, actor=SYSTEM, at=MONDAY_9)
        for code, grants in (("leads", LEADS), ("looks", ("people.see",)))
    )
    person = a_person("qian")
    give_role(person=person, role=leads, team=north, actor=SYSTEM, at=MONDAY_9)
    give_role(person=person, role=looks, actor=SYSTEM, at=MONDAY_9)
    return person


def a_member(team: Team | None) -> Person:
    person = a_person(on_duty=False)
    if team is not None:
        join_team(person=person, team=team, actor=SYSTEM, at=MONDAY_9)
    return person


# REQ RS-13
def test_a_planner_of_a_team_plans_its_members_and_those_of_teams_below(
    browse: Callable[[Person], Client], leader: Person, north: Team
):
    inside, below, outside = (a_member(team) for team in (north, a_team("harbin", parent=north), None))
    browser = browse(leader)
    plan = {"valid_from": "2026-11-02", "from_1": "09:00", "to_1": "17:00"}
    leave = {"starts_at": "2026-11-24T00:00", "ends_at": "2026-11-25T00:00", "reason": "illness"}

    week = browser.get("/people/duty?week=2026-11-23").content.decode()
    form = browser.get("/people/leave").content.decode()
    pages = [browser.get(f"/people/{one.pk}").content.decode() for one in (inside, outside)]
    planned = [browser.post(f"/people/{one.pk}/plan", plan).status_code for one in (inside, below, outside)]
    away = [
        browser.post("/people/leave", {**leave, "person": one.pk}).status_code for one in (inside, outside)
    ]

    assert [f'href="/people/{one.pk}/plan"' in week for one in (inside, below, outside)] == [
        True,
        True,
        False,
    ]
    assert [f'<option value="{one.pk}"' in form for one in (inside, below, outside)] == [True, True, False]
    assert ["/plan" in page for page in pages] == [True, False]
    assert browser.get(f"/people/{outside.pk}/plan").status_code == 403
    assert planned == [303, 303, 403]
    assert away == [303, 422]
    assert set(ShiftPattern.objects.filter(person__in=(inside, below, outside)).values_list("person")) == {
        (inside.pk,),
        (below.pk,),
    }
    assert Leave.objects.get().person_id == inside.pk


# REQ SD-2
def test_a_leader_of_a_team_finds_and_handles_its_tickets_alone(
    browse: Callable[[Person], Client], desk: Desk, leader: Person, north: Team
):
    teams = {"inside": north, "below": a_team("harbin", parent=north), "outside": desk.second_line}
    tickets = {name: a_ticket_in_work(desk) for name in teams}
    for name, team in teams.items():
        Ticket.objects.filter(pk=tickets[name].pk).update(team=team)
    browser = browse(leader)

    listed = browser.get("/tickets?view=open").content.decode()
    pages = {name: browser.get(f"/t/{ticket.number}") for name, ticket in tickets.items()}
    form = browser.get(f"/t/{tickets['below'].number}/cancel")
    acts = {
        name: browser.post(f"/t/{ticket.number}/cancel", {"reason": "重复报修"}).status_code
        for name, ticket in tickets.items()
    }

    assert {name for name, ticket in tickets.items() if ticket.number in listed} == {"inside", "below"}
    assert "/tickets/bulk/cancel" in listed
    assert "/tickets/bulk/dispatch" not in listed
    assert {name: page.status_code for name, page in pages.items()} == {
        "inside": 200, "below": 200, "outside": 404,
    }  # fmt: skip
    assert f"/t/{tickets['inside'].number}/cancel" in pages["inside"].content.decode()
    assert form.status_code == 200
    assert acts == {"inside": 303, "below": 303, "outside": 404}
    assert [browser.get(place).status_code for place in ("/audit", "/wall", "/wall/figures")] == [403] * 3


# REQ SD-2
def test_who_gives_a_role_for_a_team_is_told_what_of_it_counts(
    browse: Callable[[Person], Client], leader: Person
):
    browser = browse(a_person("zhang", roles=("administrator",)))

    form = browser.get(f"/people/{leader.pk}/roles").content.decode()
    page = browser.get(f"/people/{leader.pk}").content.decode()

    assert "安排班次和休假；" in form
    assert "查看并校验完整日志" not in form
    assert "对班组不起作用：查看并校验完整日志" in page
