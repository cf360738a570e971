"""What a role that was given for a team lets one see and do: tickets with it and the teams below it, no others."""

from datetime import timedelta

import pytest

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.refusals import NotPermitted, NotVisible
from shouwen.base.time import fixed_at
from shouwen.capabilities.people.commands.roles import create_role, give_role
from shouwen.capabilities.people.commands.teams import change_team, leave_team
from shouwen.capabilities.people.models import Person, Role, Team
from shouwen.capabilities.people.queries import actor_of, dispatchable_ids
from shouwen.capabilities.people.refusals import LeadsTheTeam
from shouwen.capabilities.tickets.commands import (
    cancel_ticket,
    change_owner,
    dispatch_ticket,
    set_promise,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.capabilities.tickets.queries import sees, verbs_open_to
from shouwen.capabilities.tickets.queries.finding import ids_involving
from shouwen.capabilities.tickets.queries.parties import persons_meant
from shouwen.capabilities.workplace.queries.reviews import may_look_over
from shouwen.domain.workflow import TicketVerb
from tests.capabilities.people.makers import a_person, a_team
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, Desk, a_desk, a_ticket, a_ticket_in_work

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db

LEADS = (
    "tickets.see_all", "tickets.dispatch", "tickets.work_any", "tickets.cancel", "tickets.change_owner",
    "tickets.override_closing",
    "service_levels.set_by_hand",
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def leads(team: Team | None, *grants: str, code: str = "lead") -> Actor:
    """Somebody of no team who plays a role with these grants for `team`."""
    person = a_person(f"{code}-{team.code if team else 'all'}")
    return actor_of(given(person, team, *grants, code=code))


def given(person: Person, team: Team | None, *grants: str, code: str) -> Person:
    role = Role.objects.filter(code=code).first() or create_role(
        code=code, names={"zh": code, "en": code}, grants=grants or LEADS, actor=SYSTEM, at=MONDAY_10
    )
    give_role(person=person, role=role, team=team, actor=SYSTEM, at=MONDAY_10)
    return person


def with_team(ticket: Ticket, team: Team | None) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(team=team)
    ticket.team = team
    return ticket


# REQ SD-2
def test_tickets_with_the_team_or_one_below_it_are_seen_and_no_others(desk, django_assert_num_queries):
    north, south = a_team("north"), a_team("south")
    harbin = a_team("harbin", parent=north)
    tickets = {
        name: with_team(a_ticket(desk), team)
        for name, team in {"inside": north, "below": harbin, "outside": south, "nowhere": None}.items()
    }
    actor = leads(north)

    with django_assert_num_queries(1):
        seen = set(Ticket.objects.visible_to(actor).values_list("pk", flat=True))

    assert seen == {tickets["inside"].pk, tickets["below"].pk}
    assert {name for name, ticket in tickets.items() if sees(actor, ticket)} == {"inside", "below"}


# REQ SD-2
def test_an_act_is_open_on_tickets_of_the_team_and_refused_on_others(desk):
    north, south = a_team("north"), a_team("south")
    harbin = a_team("harbin", parent=north)
    actor = leads(north)
    tickets = [with_team(a_ticket_in_work(desk), team) for team in (north, harbin, south, None)]

    assert [may_do(actor, TicketVerb.SUSPEND, ticket) for ticket in tickets] == [True, True, False, False]
    assert TicketVerb.CHANGE_OWNER in verbs_open_to(actor, tickets[1])
    assert verbs_open_to(actor, tickets[2]) == ()
    for ticket in tickets[:2]:
        cancel_ticket(ticket=ticket, reason="重复报修", actor=actor, at=MONDAY_11)
    for ticket in tickets[2:]:
        with pytest.raises((NotPermitted, NotVisible)):
            cancel_ticket(ticket=ticket, reason="重复报修", actor=actor, at=MONDAY_11)


# REQ SD-2
@fixed_at(MONDAY_11)
def test_who_sees_everything_still_acts_for_his_team_alone(desk):
    """Owner, dispatch and promise of what he sees but what is not his team's are refused for want of the right."""
    north, south = a_team("north"), a_team("south")
    leads(north)
    person = given(Person.objects.get(user_name="lead-north"), None, "tickets.see_all", code="looks")
    actor = actor_of(person)
    ours, theirs = (with_team(a_ticket_in_work(desk), team) for team in (north, south))
    wish = {
        "promise": "resolution",
        "due_at": MONDAY_11 + DAY,
        "reason": "约好后天",
        "actor": actor,
        "at": MONDAY_11,
    }

    change_owner(ticket=ours, owner=desk.manager, reason="休假", actor=actor, at=MONDAY_11)
    set_promise(ticket=ours, **wish)

    assert sees(actor, theirs)
    with pytest.raises(NotPermitted):
        change_owner(ticket=theirs, owner=desk.manager, reason="休假", actor=actor, at=MONDAY_11)
    with pytest.raises(NotPermitted):
        dispatch_ticket(ticket=theirs, engineer=desk.engineer, actor=actor, at=MONDAY_11)
    with pytest.raises(NotPermitted):
        set_promise(ticket=theirs, **wish)


# REQ SD-2
def test_whom_the_regulation_names_by_a_role_of_a_team_is_named_for_its_tickets_alone(desk):
    """The right to dispatch he has everywhere; the role the regulation names, for one team."""
    north, south = a_team("north"), a_team("south")
    a_person(roles=("desk_manager",))
    person = given(a_person("qian"), None, "tickets.see_all", "tickets.dispatch", code="dispatches")
    give_role(
        person=person, role=Role.objects.get(code="desk_manager"), team=north, actor=SYSTEM, at=MONDAY_10
    )
    ours, theirs = (with_team(a_ticket(desk), team) for team in (north, south))

    assert [may_do(actor_of(person), TicketVerb.DISPATCH, ticket) for ticket in (ours, theirs)] == [
        True,
        False,
    ]


# REQ SD-2
def test_a_role_the_regulation_means_is_played_also_by_who_was_given_it_for_a_team_above(desk):
    north, south = a_team("north"), a_team("south")
    ticket = with_team(a_ticket(desk), a_team("harbin", parent=north))
    for name, team in (("qian", north), ("sun", south)):
        role = Role.objects.get(code="desk_manager")
        give_role(person=a_person(name), role=role, team=team, actor=SYSTEM, at=MONDAY_10)

    assert {one.user_name for one in persons_meant("desk_manager", ticket, at=MONDAY_10)} == {"zhou", "qian"}
    reviewers = {one.user_name for one in may_look_over(ticket=ticket, actor=desk.as_agent)}
    assert "qian" in reviewers
    assert "sun" not in reviewers


# REQ SD-2
def test_what_is_with_no_team_is_seen_and_acted_on_by_whoever_was_given_the_desks_first_line(desk):
    """Before anybody dispatched it a ticket is with no team: it is the first line's, and nobody else's."""
    service = a_team("service", line="other")
    north = a_team("north", line="first", parent=service)
    actors = [leads(team, code=f"lead-{team.code}") for team in (north, service, a_team("south"))]
    ours, theirs = a_ticket(desk), with_team(a_ticket(desk), desk.second_line)

    assert [set(Ticket.objects.visible_to(one).values_list("pk", flat=True)) for one in actors] == [
        {ours.pk}, {ours.pk}, set(),
    ]  # fmt: skip
    assert [(sees(one, ours), sees(one, theirs)) for one in actors] == [
        (True, False), (True, False), (False, False),
    ]  # fmt: skip
    assert [set(ids_involving(one)) for one in actors] == [{ours.pk}, {ours.pk}, set()]
    assert [may_do(one, TicketVerb.CANCEL, ours) for one in actors] == [True, True, False]


# REQ SD-2
def test_a_role_given_for_the_first_line_is_meant_and_played_where_there_is_no_team(desk):
    north, south = a_team("north", line="first"), a_team("south")
    for name, team in (("qian", north), ("sun", south)):
        role = Role.objects.get(code="desk_manager")
        give_role(person=a_person(name), role=role, team=team, actor=SYSTEM, at=MONDAY_10)
    ticket = a_ticket(desk)

    assert {one.user_name for one in persons_meant("desk_manager", ticket, at=MONDAY_10)} == {"zhou", "qian"}
    plays = [
        may_do(actor_of(Person.objects.get(user_name=name)), TicketVerb.DISPATCH, ticket)
        for name in ("qian", "sun")
    ]
    assert plays == [True, False]


# REQ SD-2
def test_whoever_leads_a_team_belongs_to_it_wherever_its_people_are_asked_for(desk):
    guo = a_person("guo")
    change_team(team=desk.second_line, leader=guo, actor=SYSTEM, at=MONDAY_10)
    ticket = with_team(a_ticket(desk), desk.second_line)

    assert sees(actor_of(guo), ticket)
    assert guo in persons_meant(f"team:{desk.second_line.code}", ticket, at=MONDAY_10)
    assert guo.pk in dispatchable_ids(teams=[desk.second_line])
    with pytest.raises(LeadsTheTeam):
        leave_team(person=guo, team=desk.second_line, actor=SYSTEM, at=MONDAY_10)
    change_team(team=desk.second_line, leader=desk.engineer, actor=SYSTEM, at=MONDAY_10)
    leave_team(person=guo, team=desk.second_line, actor=SYSTEM, at=MONDAY_10)
    assert not sees(actor_of(guo), ticket)
