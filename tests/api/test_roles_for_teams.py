"""A program of somebody whose role was given for a team: the API opens what his pages open, and nothing more."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.duty import give_leave
from shouwen.capabilities.people.commands.roles import create_role, give_role
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.tickets.models import Ticket
from tests.api.makers import a_thrifty_program
from tests.capabilities.people.makers import a_person, a_team
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, Desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

LEADS = (
    "people.see", "people.plan_duty", "people.judge_skills", "tickets.see_all", "tickets.cancel", "customers.see",
)  # fmt: skip
WEEK = {"valid_from": "2026-11-02", "shifts": [{"weekday": 1, "starts_at": "09:00", "ends_at": "17:00"}]}
AWAY = {"starts_at": "2026-12-07T00:00:00Z", "ends_at": "2026-12-08T00:00:00Z"}


# REQ SD-2 RS-13
def test_a_role_for_a_team_opens_its_members_and_tickets_and_those_below_and_no_others(desk: Desk):
    north = a_team("north")
    teams: dict[str, Team | None] = {
        "inside": north,
        "below": a_team("harbin", parent=north),
        "outside": None,
    }
    tickets = {name: a_ticket_in_work(desk) for name in teams}
    for name, team in teams.items():
        member = a_person(name)
        if team is not None:
            join_team(person=member, team=team, actor=SYSTEM, at=MONDAY_9)
            Ticket.objects.filter(pk=tickets[name].pk).update(team=team)
    leader = a_person("qian")
    for code, grants, where in (("leads", LEADS, north), ("calls", ("people.use_tokens",), None)):
        role = create_role(
            code=code, names={"zh": code, "en": code}, grants=grants, actor=SYSTEM, at=MONDAY_9
        )
        give_role(person=leader, role=role, team=where, actor=SYSTEM, at=MONDAY_9)
    program = a_thrifty_program(leader)

    listed = {one["number"] for one in program.get("/tickets").json()["items"]}
    away = {name: program.post("/leave", {**AWAY, "person": name}) for name in teams}
    give_leave(
        person=Person.objects.get(user_name="outside"),
        starts_at=MONDAY_9, ends_at=MONDAY_10, reason="illness", actor=SYSTEM, at=MONDAY_9,
    )  # fmt: skip
    absent = program.get("/leave?start=2026-11-23T00:00:00Z").json()["items"]
    planned = {name: program.send("PUT", f"/people/{name}/plan", WEEK).status_code for name in teams}
    cancelled = {
        name: program.post(f"/tickets/{ticket.number}/cancellation", {"reason": "重复报修"}).status_code
        for name, ticket in tickets.items()
    }

    assert listed == {tickets["inside"].number, tickets["below"].number}
    assert {name: answer.status_code for name, answer in away.items()} == {
        "inside": 201, "below": 201, "outside": 403,
    }  # fmt: skip
    assert {one["user_name"] for one in absent} == {"inside", "below"}
    assert planned == {"inside": 200, "below": 200, "outside": 404}
    assert cancelled == {"inside": 201, "below": 201, "outside": 404}
    assert program.get("/customers").status_code == 403
