"""Persons come, change and go."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.base.time import database_now
from shouwen.capabilities.people.choices import LinkPurpose, SessionStage
from shouwen.capabilities.people.commands.accounts import (
    add_person,
    change_person,
    disable_person,
    enable_person,
    invite_person,
)
from shouwen.capabilities.people.commands.links import person_of_link, reset_password, set_password_by_link
from shouwen.capabilities.people.commands.roles import give_role, take_role
from shouwen.capabilities.people.commands.sign_in import open_session, sign_in
from shouwen.capabilities.people.commands.tokens import make_token
from shouwen.capabilities.people.models import Person, Role
from shouwen.capabilities.people.queries import actor_for_session, actor_for_token, actor_of
from shouwen.capabilities.people.refusals import (
    LastAdministrator,
    LinkUnusable,
    PersonExists,
    WrongCredentials,
)
from tests.capabilities.people.makers import (
    DESK_PC,
    PASSWORD,
    SUNDAY_9,
    a_person,
    a_team,
    an_administrator,
    names_of_facts,
)

pytestmark = pytest.mark.django_db


@pytest.mark.req("SD-2")
def test_an_invited_person_chooses_a_password_and_then_signs_in_with_it():
    _admin, actor = an_administrator()
    role = Role.objects.get(code="agent")
    person, link = invite_person(
        user_name=" Li.Na ", name="李娜", email="Li.Na@Example.com", roles=[role], actor=actor, at=SUNDAY_9
    )

    set_password_by_link(raw=link, purpose=LinkPurpose.INVITATION, password=PASSWORD, at=SUNDAY_9)

    step = sign_in(login="LI.NA@example.com", password=PASSWORD, browser=DESK_PC, at=SUNDAY_9)
    assert (person.user_name, person.email) == ("li.na", "li.na@example.com")
    assert (step.person, step.stage) == (person, SessionStage.SET_UP)
    assert names_of_facts(person) == ["person.invited", "person.invitation_accepted"]


def test_an_invitation_serves_once_and_not_for_another_purpose():
    _admin, actor = an_administrator()
    person, link = invite_person(user_name="wang", name="王", email=None, actor=actor, at=SUNDAY_9)

    with pytest.raises(LinkUnusable):
        person_of_link(raw=link, purpose=LinkPurpose.PASSWORD_RESET, at=SUNDAY_9)
    set_password_by_link(raw=link, purpose=LinkPurpose.INVITATION, password=PASSWORD, at=SUNDAY_9)
    with pytest.raises(LinkUnusable):
        set_password_by_link(
            raw=link, purpose=LinkPurpose.INVITATION, password="another long phrase", at=SUNDAY_9
        )

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_address_put_right_takes_the_invitation_from_whoever_got_it():
    _admin, actor = an_administrator()
    person, sent = invite_person(
        user_name="wang", name="王", email="wnag@example.com", actor=actor, at=SUNDAY_9
    )
    other, shown = invite_person(user_name="zhao", name="赵", email=None, actor=actor, at=SUNDAY_9)

    change_person(person=person, email="wang@example.com", actor=actor, at=SUNDAY_9)
    change_person(person=other, email="zhao@example.com", actor=actor, at=SUNDAY_9)

    with pytest.raises(LinkUnusable):
        set_password_by_link(raw=sent, purpose=LinkPurpose.INVITATION, password=PASSWORD, at=SUNDAY_9)
    set_password_by_link(raw=shown, purpose=LinkPurpose.INVITATION, password=PASSWORD, at=SUNDAY_9)


def test_a_weak_password_leaves_the_invitation_usable():
    _admin, actor = an_administrator()
    _person, link = invite_person(user_name="wang", name="王", email=None, actor=actor, at=SUNDAY_9)

    with pytest.raises(InvalidInput):
        set_password_by_link(raw=link, purpose=LinkPurpose.INVITATION, password="short", at=SUNDAY_9)

    assert (
        set_password_by_link(
            raw=link, purpose=LinkPurpose.INVITATION, password=PASSWORD, at=SUNDAY_9
        ).user_name
        == "wang"
    )


def test_the_same_address_or_name_is_not_taken_twice():
    a_person("zhao")

    with pytest.raises(PersonExists):
        add_person(
            user_name="other", name="x", email="ZHAO@example.com", password=None, actor=SYSTEM, at=SUNDAY_9
        )
    with pytest.raises(PersonExists):
        add_person(user_name="ZHAO", name="x", email=None, password=None, actor=SYSTEM, at=SUNDAY_9)

    assert Person.objects.count() == 1


def test_a_person_without_the_grant_invites_nobody():
    agent = actor_of(a_person("agent", roles=("agent",)))

    with pytest.raises(NotPermitted):
        invite_person(user_name="x", name="x", email=None, actor=agent, at=SUNDAY_9)

    assert not Person.objects.filter(user_name="x").exists()


def test_disabling_ends_sessions_tokens_and_links_at_once():
    _admin, actor = an_administrator()
    person = a_person("zhao", roles=("agent",))
    now = database_now()
    key = open_session(person=person, door="test", browser=DESK_PC, at=now)
    _token, raw = make_token(
        person=person, name="script", scopes=["tickets:read"] if _has_tickets() else ["people:read"],
        actor=actor_of(person), at=now,
    )  # fmt: skip
    link = reset_password(person=person, actor=actor, at=now)
    assert actor_for_session(key)[0].is_person(person.pk)
    assert actor_for_token(raw)[0].is_person(person.pk)

    disable_person(person=person, actor=actor, at=now)

    assert actor_for_session(key)[0].kind == "nobody"
    assert actor_for_token(raw)[0].kind == "nobody"
    with pytest.raises(LinkUnusable):
        person_of_link(raw=link, purpose=LinkPurpose.PASSWORD_RESET, at=now)
    enable_person(person=person, actor=actor, at=now)
    assert actor_for_session(key)[0].kind == "nobody"
    assert actor_for_token(raw)[0].kind == "nobody"


def test_a_disabled_person_gets_the_answer_of_a_wrong_password():
    _admin, actor = an_administrator()
    person = a_person("zhao", password=PASSWORD)
    disable_person(person=person, actor=actor, at=SUNDAY_9)

    with pytest.raises(WrongCredentials):
        sign_in(login="zhao", password=PASSWORD, browser=DESK_PC, at=SUNDAY_9)


def test_the_last_who_gives_roles_stays():
    admin, actor = an_administrator()
    role = Role.objects.get(code="administrator")

    with pytest.raises(LastAdministrator):
        disable_person(person=admin, actor=actor, at=SUNDAY_9)
    with pytest.raises(LastAdministrator):
        take_role(person=admin, role=role, actor=actor, at=SUNDAY_9)

    admin.refresh_from_db()
    assert admin.is_active
    assert actor_of(admin).may("people.give_roles")
    second = a_person("second")
    give_role(person=second, role=role, actor=actor, at=SUNDAY_9)
    take_role(person=admin, role=role, actor=actor, at=SUNDAY_9)
    assert not actor_of(admin).may("people.give_roles")


def test_managing_persons_is_no_way_to_an_administrators_account():
    from shouwen.capabilities.people.commands.roles import create_role

    admin, actor = an_administrator()
    role = create_role(
        code="clerk", names={"zh": "文员", "en": "Clerk"}, grants=["people.see", "people.manage"],
        actor=actor, at=SUNDAY_9,
    )  # fmt: skip
    person = a_person("clerk")
    give_role(person=person, role=role, actor=actor, at=SUNDAY_9)
    clerk = actor_of(person)

    with pytest.raises(NotPermitted):
        reset_password(person=admin, actor=clerk, at=SUNDAY_9)
    with pytest.raises(NotPermitted):
        change_person(person=admin, email="mine@example.com", actor=clerk, at=SUNDAY_9)
    with pytest.raises(NotPermitted):
        give_role(person=person, role=Role.objects.get(code="administrator"), actor=clerk, at=SUNDAY_9)

    admin.refresh_from_db()
    assert admin.email == "admin@example.com"


def test_changes_are_told_by_field_names_only():
    person, team = a_person("zhao"), a_team("north")
    from shouwen.base.journal import facts_of
    from shouwen.capabilities.people.commands.teams import join_team

    change_person(person=person, name="赵敏", phone="+8613800138000", actor=SYSTEM, at=SUNDAY_9)
    join_team(person=person, team=team, actor=SYSTEM, at=SUNDAY_9)

    told = [(fact.name, fact.payload) for fact in facts_of(person.subject_id)][-2:]
    assert told == [
        ("person.changed", {"changed": ["name", "phone"]}),
        ("person.team_joined", {"team": "north"}),
    ]


def _has_tickets() -> bool:
    from shouwen.base.permissions import GRANTS

    return "tickets.work" in GRANTS.codes()
