"""A regulation that names a role nobody holds, or a team without members, is found out before it counts."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.roles import give_role
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Role
from shouwen.capabilities.regulations.queries import document_of, preset
from shouwen.capabilities.service_levels.queries.reach import Unreached, Why, unreached
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import dump
from tests.capabilities.people.makers import SUNDAY_9, a_person, a_team

pytestmark = pytest.mark.django_db
STEP = ("ladders", "answer", "steps", 0)


def found_in(document: Regulation, party: str) -> Unreached | None:
    return next((one for one in unreached(document) if one.party == party), None)


def with_step_to(party: str) -> Regulation:
    """The desk's regulation whose ladder of answers tells `party` alone."""
    return document_of(
        dump(preset("desk")).replace("to: desk_manager, channels: inbox", f"to: '{party}', channels: inbox")
    )


# REQ SD-14
def test_a_role_nobody_holds_is_named_with_the_places_it_leaves_empty():
    a_person(roles=("agent",))

    told = found_in(preset("desk"), "desk_manager")

    assert told is not None
    assert told.why is Why.NO_HOLDER
    assert STEP in told.alone
    assert ("ladders", "response", "steps", 0) in told.places
    assert ("ladders", "response", "steps", 0) not in told.alone
    assert found_in(preset("desk"), "agent") is None


# REQ SD-14
def test_who_left_holds_no_role_any_more():
    person = a_person(roles=("desk_manager",))
    assert found_in(preset("desk"), "desk_manager") is None

    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert found_in(preset("desk"), "desk_manager") is not None


def test_a_role_held_for_one_team_only_hears_nothing_of_the_whole_desk_yet_may_act():
    person, team = a_person(roles=("agent",)), a_team("field")
    give_role(
        person=person, role=Role.objects.get(code="incident_manager"), team=team, actor=SYSTEM, at=SUNDAY_9
    )

    told = [one for one in unreached(preset("desk")) if one.party == "incident_manager"]

    assert [one.why for one in told] == [Why.ONLY_FOR_TEAMS] * len(told)
    assert all(path[0] != "dispatch" for one in told for path in one.places)


# REQ SD-14
def test_a_team_without_members_is_named_until_somebody_joins():
    document = with_step_to("duty:first_line")
    before = found_in(document, "duty:first_line")

    join_team(person=a_person(), team=a_team("first_line"), actor=SYSTEM, at=SUNDAY_9)

    assert before is not None
    assert (before.why, STEP in before.alone) == (Why.NO_MEMBERS, True)
    assert found_in(document, "duty:first_line") is None


@pytest.mark.parametrize(("party", "why"), [("person:zhao", Why.NO_PERSON), ("post:director", Why.NO_POST)])
def test_a_person_and_a_post_are_looked_for_by_name(party, why):
    document = with_step_to(party)
    before = found_in(document, party)

    a_person("zhao", post="director")

    assert before is not None
    assert before.why is why
    assert found_in(document, party) is None


def test_it_costs_five_statements_at_most(django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        unreached(preset("desk"))


# REQ SD-14 RS-6
def test_whom_a_step_brings_in_is_looked_for_too():
    a_person(roles=("desk_manager",))
    document = document_of(
        dump(preset("desk")).replace(
            "to: desk_manager, channels: inbox, act: tell",
            "to: desk_manager, channels: inbox, act: open_meeting, brings: ['team:second_line', quality]",
        )
    )

    team, role = found_in(document, "team:second_line"), found_in(document, "quality")

    assert team is not None
    assert role is not None
    assert (team.why, role.why) == (Why.NO_MEMBERS, Why.NO_HOLDER)
    assert STEP in team.alone
