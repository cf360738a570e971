"""One statement says who acts, what he may do and what time it is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from shouwen.base.actors import SYSTEM
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.roles import create_role, give_role
from shouwen.capabilities.people.commands.sign_in import end_sessions, open_session, sign_out
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.commands.tokens import make_token, revoke_token
from shouwen.capabilities.people.models import Session
from shouwen.capabilities.people.permissions import scope_allows
from shouwen.capabilities.people.queries import actor_for_session, actor_for_token, actor_of
from shouwen.capabilities.people.refusals import UnknownScope
from tests.capabilities.people.makers import DESK_PC, SUNDAY_9, a_person, a_team, an_administrator

pytestmark = pytest.mark.django_db


def test_a_session_becomes_an_actor_and_the_time_in_one_statement(django_assert_num_queries):
    person, team = a_person("zhao", roles=("agent", "quality")), a_team("north")
    join_team(person=person, team=team, actor=SYSTEM, at=SUNDAY_9)
    before = database_now()
    key = open_session(person=person, door="test", browser=DESK_PC, at=before)

    with django_assert_num_queries(1):
        actor, now = actor_for_session(key)

    assert (actor.kind, actor.id, actor.name, actor.via) == ("person", person.pk, "Zhao", "web")
    assert actor.team_ids == frozenset({team.pk})
    assert actor.may("people.see")
    assert not actor.may("people.manage")
    assert actor.extras["roles"] == ("agent", "quality")
    assert (actor.language, actor.extras["time_zone"]) == ("zh-hans", "Asia/Shanghai")
    assert now >= before


def test_no_key_is_nobody_but_still_brings_the_time(django_assert_num_queries):
    before = database_now()

    with django_assert_num_queries(1):
        actor, now = actor_for_session(None)

    assert actor.kind == "nobody"
    assert now >= before


@pytest.mark.parametrize("change", [{"seen_at": timedelta(hours=-13)}, {"expires_at": timedelta(seconds=-1)}])
def test_a_session_ends_when_idle_for_twelve_hours_or_too_old(change):
    now = database_now()
    key = open_session(person=a_person("zhao"), door="test", browser=DESK_PC, at=now)
    assert actor_for_session(key)[0].is_staff

    Session.objects.update(**{field: now + span for field, span in change.items()})

    assert actor_for_session(key)[0].kind == "nobody"


def test_being_seen_is_written_at_most_every_five_minutes():
    now = database_now()
    key = open_session(person=a_person("zhao"), door="test", browser=DESK_PC, at=now - timedelta(minutes=4))
    actor_for_session(key)
    assert Session.objects.get().seen_at == now - timedelta(minutes=4)

    Session.objects.update(seen_at=now - timedelta(minutes=6))
    actor_for_session(key)

    assert Session.objects.get().seen_at >= now


def test_signing_out_ends_this_browser_and_ending_sessions_the_others():
    now = database_now()
    person = a_person("zhao")
    keys = [open_session(person=person, door="test", browser=DESK_PC, at=now) for _ in range(3)]
    sign_out(key=keys[0], at=now)
    own = actor_for_session(keys[1])[0]

    ended = end_sessions(person=person, actor=own, at=now, but=own.extras["session_id"])

    assert ended == 1
    assert [actor_for_session(key)[0].kind for key in keys] == ["nobody", "person", "nobody"]


def test_a_role_given_for_a_team_counts_there_and_below_only():
    _admin, admin = an_administrator()
    north, south = a_team("north"), a_team("south")
    harbin = a_team("harbin", parent=north)
    planner = create_role(
        code="planner", names={"zh": "计划", "en": "Planner"}, grants=["people.plan_duty"],
        actor=admin, at=SUNDAY_9,
    )  # fmt: skip
    person = a_person("zhao")

    give_role(person=person, role=planner, team=north, actor=admin, at=SUNDAY_9)
    actor = actor_of(person)

    assert not actor.may("people.plan_duty")
    assert [actor.may_for_team("people.plan_duty", team.pk) for team in (north, harbin, south)] == [
        True, True, False,
    ]  # fmt: skip
    assert actor.teams_where("people.plan_duty") == {north.pk, harbin.pk}
    assert actor.may_somewhere("people.plan_duty")
    assert not actor.may_somewhere("people.manage")


def test_what_belongs_to_no_team_is_not_granted_for_one():
    _admin, admin = an_administrator()
    reader = create_role(
        code="reader", names={"zh": "查阅", "en": "Reader"}, actor=admin, at=SUNDAY_9,
        grants=["audit.see", "people.give_roles", "people.manage", "tickets.export", "tickets.see_all"],
    )  # fmt: skip
    person, team = a_person("zhao"), a_team("north")

    give_role(person=person, role=reader, team=team, actor=admin, at=SUNDAY_9)

    assert actor_of(person).grants == {f"tickets.see_all@{team.pk}"}


def test_a_leader_belongs_to_his_team():
    person = a_person("zhao")
    team = a_team("north", leader=person)

    assert actor_of(person).team_ids == {team.pk}


def test_a_reading_token_keeps_only_what_looks(django_assert_num_queries):
    person, actor = an_administrator()
    _token, raw = make_token(person=person, name="bi", scopes=["people:read"], actor=actor, at=database_now())

    with django_assert_num_queries(1):
        program, _now = actor_for_token(raw)

    assert program.grants == {"people.see"}
    assert (program.via, program.is_person(person.pk)) == ("api", True)
    assert scope_allows(program, "people", writes=False)
    assert not scope_allows(program, "people", writes=True)
    assert not scope_allows(program, "customers", writes=False)
    assert scope_allows(actor, "customers", writes=True)


def test_a_token_ends_by_revoking_and_by_date():
    person, actor = an_administrator()
    now = database_now()
    token, raw = make_token(person=person, name="a", scopes=["people:write"], actor=actor, at=now)
    _other, old = make_token(
        person=person,
        name="b",
        scopes=["people:write"],
        actor=actor,
        at=now,
        expires_at=now - timedelta(seconds=1),
    )
    assert actor_for_token(raw)[0].may("people.manage")

    revoke_token(token=token, actor=actor, at=now)

    assert actor_for_token(raw)[0].kind == "nobody"
    assert actor_for_token(old)[0].kind == "nobody"
    assert actor_for_token("sw_made_up")[0].kind == "nobody"


def test_nobody_makes_a_token_for_another_nor_a_token_a_token():
    person, actor = an_administrator()
    other = a_person("zhao", roles=("agent",))
    now = database_now()
    _token, raw = make_token(person=person, name="a", scopes=["people:write"], actor=actor, at=now)

    with pytest.raises(NotPermitted):
        make_token(person=other, name="a", scopes=["people:read"], actor=actor, at=now)
    with pytest.raises(NotPermitted):
        make_token(person=person, name="a", scopes=["people:read"], actor=actor_for_token(raw)[0], at=now)
    with pytest.raises(UnknownScope) as refused:
        make_token(person=person, name="a", scopes=["everything:read"], actor=actor, at=now)
    assert "tickets" in refused.value.sentence()  # it names the areas there are


@pytest.fixture
def durable(transactional_db) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        yield
        cursor.execute("RESET synchronous_commit")


def how_it_commits() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


@pytest.mark.usefixtures("durable")
def test_counting_the_use_of_a_token_makes_no_other_act_less_durable():
    person, actor = an_administrator()
    now = database_now()
    _token, raw = make_token(person=person, name="a", scopes=["people:read"], actor=actor, at=now)

    with transaction.atomic():
        assert actor_for_token(raw)[0].extras["uses"] == 1
        assert how_it_commits() == "on"
    assert actor_for_token(raw)[0].extras["uses"] == 2
    assert how_it_commits() == "on"
