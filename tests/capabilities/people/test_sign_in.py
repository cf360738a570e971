"""Every door ends in one function, and real staff prove two things."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

import pytest

from shouwen.base.refusals import TooMany
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.people.choices import LinkPurpose, SessionStage
from shouwen.capabilities.people.commands.links import ask_new_password, change_password, set_password_by_link
from shouwen.capabilities.people.commands.second_factors import one_time_code, remove_second_factor
from shouwen.capabilities.people.commands.sign_in import (
    Browser,
    SignIn,
    finish_set_up,
    pass_second_factor,
    sign_in,
    start_set_up,
)
from shouwen.capabilities.people.models import Person, SecondFactor, Session
from shouwen.capabilities.people.queries import actor_for_session, actor_of
from shouwen.capabilities.people.refusals import SignInStale, WrongCode, WrongCredentials
from tests.capabilities.people.makers import DESK_PC, PASSWORD, a_person, an_administrator, names_of_facts

pytestmark = pytest.mark.django_db


def with_password(login: str, password: str, at: datetime) -> SignIn:
    return sign_in(login=login, password=password, browser=DESK_PC, at=at)


def code_of(secret: str, at: datetime) -> str:
    return one_time_code(base64.b32decode(secret), int(at.timestamp()) // 30)


def signed_in_for_the_first_time(at: datetime) -> tuple[Person, str, list[str]]:
    person = a_person("zhao", password=PASSWORD)
    first = with_password("zhao", PASSWORD, at)
    secret = start_set_up(key=first.key, at=at).secret
    step, codes = finish_set_up(key=first.key, code=code_of(secret, at), browser=DESK_PC, at=at)
    assert actor_for_session(step.key)[0].is_person(person.pk)
    return person, secret, codes


def test_codes_are_those_of_the_standard():
    key = b"12345678901234567890"  # RFC 6238, appendix B

    assert [one_time_code(key, seconds // 30) for seconds in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]
    assert one_time_code(key, 1) == _by_the_book(key, 1)


def test_the_first_sign_in_of_real_staff_forces_the_set_up():
    now = database_now()
    a_person("zhao", password=PASSWORD)

    step = with_password("zhao", PASSWORD, now)

    assert step.stage == SessionStage.SET_UP
    assert actor_for_session(step.key)[0].kind == "nobody"


def test_set_up_lets_in_and_the_half_open_key_dies():
    now = database_now()
    a_person("zhao", password=PASSWORD)
    first = with_password("zhao", PASSWORD, now)
    secret = start_set_up(key=first.key, at=now).secret

    step, codes = finish_set_up(key=first.key, code=code_of(secret, now), browser=DESK_PC, at=now)

    assert step.stage == SessionStage.FULL
    assert len(set(codes)) == 10
    assert actor_for_session(first.key)[0].kind == "nobody"
    with pytest.raises(SignInStale):
        start_set_up(key=first.key, at=now)


def test_the_next_sign_in_asks_for_a_code_and_each_code_serves_once():
    now = database_now()
    person, secret, _codes = signed_in_for_the_first_time(now)
    later = now + timedelta(minutes=2)
    code = code_of(secret, later)

    second = with_password("zhao", PASSWORD, later)
    assert second.stage == SessionStage.SECOND_FACTOR
    step = pass_second_factor(key=second.key, code=code, browser=DESK_PC, at=later)
    third = with_password("zhao", PASSWORD, later)
    with pytest.raises(WrongCode):
        pass_second_factor(key=third.key, code=code, browser=DESK_PC, at=later)

    assert Session.objects.filter(person=person, stage="full", ended_at=None).count() == 2
    assert step.stage == SessionStage.FULL
    assert names_of_facts(person)[-2:] == ["person.signed_in", "person.sign_in_failed"]


def test_a_recovery_code_replaces_the_app_once():
    now = database_now()
    _person, _secret, codes = signed_in_for_the_first_time(now)

    first = with_password("zhao", PASSWORD, now)
    pass_second_factor(key=first.key, code=codes[3].upper(), browser=DESK_PC, at=now)
    second = with_password("zhao", PASSWORD, now)

    with pytest.raises(WrongCode):
        pass_second_factor(key=second.key, code=codes[3], browser=DESK_PC, at=now)


def test_the_half_open_step_lasts_ten_minutes():
    now = database_now()
    _person, secret, _codes = signed_in_for_the_first_time(now)
    step = with_password("zhao", PASSWORD, now)
    late = now + timedelta(minutes=10)

    with pytest.raises(SignInStale):
        pass_second_factor(key=step.key, code=code_of(secret, late), browser=DESK_PC, at=late)


def test_secrets_do_not_lie_open_in_the_database():
    now = database_now()
    _person, secret, _codes = signed_in_for_the_first_time(now)

    stored = bytes(SecondFactor.objects.get().secret)

    assert base64.b32decode(secret) not in stored
    assert Person.objects.get().password.startswith("argon2")


def test_demo_persons_need_no_second_factor():
    person = a_person("demo", password=PASSWORD, is_demo=True)

    step = with_password("demo", PASSWORD, database_now())

    assert step.stage == SessionStage.FULL
    assert actor_for_session(step.key)[0].is_person(person.pk)


def test_an_unknown_name_and_a_wrong_password_sound_the_same():
    a_person("zhao", password=PASSWORD)
    now = database_now()

    with pytest.raises(WrongCredentials) as wrong:
        with_password("zhao", "not the password", now)
    with pytest.raises(WrongCredentials) as unknown:
        with_password("nobody", "not the password", now)

    assert str(wrong.value) == str(unknown.value)


def test_the_ninth_try_on_an_account_is_refused_from_any_address_even_with_the_right_password():
    a_person("zhao", password=PASSWORD)
    now = database_now()

    with fixed_at(now):
        for number in range(8):
            with pytest.raises(WrongCredentials):
                sign_in(login="zhao", password="wrong", browser=Browser(f"192.0.2.{number}"), at=now)
        with pytest.raises(TooMany) as refused:
            sign_in(login="ZHAO ", password=PASSWORD, browser=Browser("198.51.100.1"), at=now)

    assert 0 < refused.value.facts["seconds"] <= 900


def test_a_whole_office_signs_in_from_one_address_since_only_failures_count():
    a_person("demo", password=PASSWORD, is_demo=True)
    now = database_now()

    with fixed_at(now):
        steps = [with_password("demo", PASSWORD, now) for _ in range(31)]

    assert {step.stage for step in steps} == {SessionStage.FULL}


def test_one_address_tries_thirty_times_in_a_quarter_of_an_hour():
    now = database_now()

    with fixed_at(now):
        for number in range(30):
            with pytest.raises(WrongCredentials):
                with_password(f"guess{number}", "wrong", now)
        with pytest.raises(TooMany):
            with_password("guess31", "wrong", now)


def test_guessing_codes_is_limited_too():
    now = database_now()
    signed_in_for_the_first_time(now)
    step = with_password("zhao", PASSWORD, now)

    with fixed_at(now):
        for _ in range(8):
            with pytest.raises(WrongCode):
                pass_second_factor(key=step.key, code="no code", browser=DESK_PC, at=now)
        with pytest.raises(TooMany):
            pass_second_factor(key=step.key, code="no code", browser=DESK_PC, at=now)


def test_a_new_password_by_link_ends_all_sessions():
    now = database_now()
    person = a_person("demo", password=PASSWORD, is_demo=True)
    step = with_password("demo", PASSWORD, now)
    asked = ask_new_password(login="demo@example.com", address="192.0.2.1", at=now)
    assert asked is not None

    set_password_by_link(
        raw=asked[1], purpose=LinkPurpose.PASSWORD_RESET, password="quite another phrase", at=now
    )

    assert actor_for_session(step.key)[0].kind == "nobody"
    assert with_password("demo", "quite another phrase", now).person == person


def test_asking_for_an_unknown_account_makes_nothing():
    assert ask_new_password(login="nobody@example.com", address="192.0.2.1", at=database_now()) is None


def test_changing_ones_password_asks_for_the_old_one_and_keeps_this_browser():
    now = database_now()
    person = a_person("demo", password=PASSWORD, is_demo=True)
    here, there = with_password("demo", PASSWORD, now), with_password("demo", PASSWORD, now)
    actor = actor_for_session(here.key)[0]
    session_id = actor.extras["session_id"]

    with pytest.raises(WrongCredentials):
        change_password(person=person, old="guess", new="quite another phrase", actor=actor, at=now)
    change_password(
        person=person, old=PASSWORD, new="quite another phrase", actor=actor, at=now, session_id=session_id
    )

    assert actor_for_session(here.key)[0].is_staff
    assert actor_for_session(there.key)[0].kind == "nobody"


def test_a_lost_phone_means_setting_up_again():
    now = database_now()
    person, _secret, _codes = signed_in_for_the_first_time(now)
    _admin, actor = an_administrator()

    remove_second_factor(person=person, actor=actor, at=now)

    assert with_password("zhao", PASSWORD, now).stage == SessionStage.SET_UP
    assert not actor_of(person).may("people.manage")


def _by_the_book(key: bytes, counter: int) -> str:
    mac = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[19] & 15
    return str(int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF)[-6:]
