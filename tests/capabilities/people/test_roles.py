"""Roles are rows; shipping them never undoes an edit."""

import pytest

from shouwen.base.permissions import GRANTS
from shouwen.capabilities.people.commands import shipped_roles
from shouwen.capabilities.people.commands.roles import change_role, create_role
from shouwen.capabilities.people.commands.shipped_roles import SHIPPED, ShippedRole, ship_roles
from shouwen.capabilities.people.models import Role
from shouwen.capabilities.people.queries import actor_of, persons_with_role
from shouwen.capabilities.people.refusals import CodeTaken, LastAdministrator, UnknownGrant
from tests.capabilities.people.makers import SUNDAY_9, a_person, an_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.req("SD-2", "SA-23", "RS-19", "CS-15", "DP-18")]


def test_every_grant_of_a_shipped_role_is_asked_for_somewhere():
    given = {grant for role in SHIPPED for grant in role.grants} - {"*"}

    assert sorted(given - GRANTS.codes()) == []


def test_shipping_twice_makes_nothing_new():
    first, second = ship_roles(at=SUNDAY_9), ship_roles(at=SUNDAY_9)

    assert (len(first), second) == (len(SHIPPED), [])


def test_shipping_again_keeps_an_edited_role_and_renews_the_others(monkeypatch):
    _admin, actor = an_administrator()
    edited, plain = Role.objects.get(code="agent"), Role.objects.get(code="quality")
    change_role(role=edited, names=edited.names, grants=["people.see"], actor=actor, at=SUNDAY_9)
    newer = (
        ShippedRole("agent", "坐席", "Agent", ("people.see", "people.plan_duty")),
        ShippedRole("quality", "质量部", "Quality", ("people.see", "people.plan_duty")),
    )
    monkeypatch.setattr(shipped_roles, "SHIPPED", newer)

    renewed = ship_roles(at=SUNDAY_9)

    edited.refresh_from_db()
    plain.refresh_from_db()
    assert [role.code for role in renewed] == ["quality"]
    assert edited.grants == ["people.see"]
    assert plain.grants == ["people.plan_duty", "people.see"]


def test_a_changed_role_counts_from_the_next_question_on():
    _admin, actor = an_administrator()
    person = a_person(roles=("quality",))
    role = Role.objects.get(code="quality")

    change_role(role=role, names=role.names, grants=["people.plan_duty"], actor=actor, at=SUNDAY_9)

    assert actor_of(person).grants == {"people.plan_duty"}


def test_a_grant_that_code_does_not_know_is_refused():
    _admin, actor = an_administrator()

    with pytest.raises(UnknownGrant):
        create_role(code="x", names={"zh": "x", "en": "x"}, grants=["people.fly"], actor=actor, at=SUNDAY_9)
    with pytest.raises(CodeTaken):
        create_role(code="agent", names={"zh": "x", "en": "x"}, grants=[], actor=actor, at=SUNDAY_9)

    assert not Role.objects.filter(code="x").exists()


def test_the_power_to_give_roles_is_not_edited_away():
    _admin, actor = an_administrator()
    role = Role.objects.get(code="administrator")

    with pytest.raises(LastAdministrator):
        change_role(role=role, names=role.names, grants=["people.see"], actor=actor, at=SUNDAY_9)

    role.refresh_from_db()
    assert "people.give_roles" in role.grants


def test_active_holders_of_a_role_are_found_by_its_code():
    boss, other = a_person("boss", roles=("desk_manager",)), a_person("gone", roles=("desk_manager",))
    other.is_active = False
    other.save()

    assert persons_with_role(code="desk_manager") == [boss]
