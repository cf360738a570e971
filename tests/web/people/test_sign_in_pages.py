"""The doors as a browser meets them."""

import re

import pytest
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Message
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.accounts import disable_person, invite_person
from shouwen.capabilities.people.commands.links import issue_link
from shouwen.capabilities.people.models import Session
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import PASSWORD, SUNDAY_9, a_person
from tests.web.people.doors import code_for, signed_in

pytestmark = pytest.mark.django_db


def test_a_demo_person_signs_in_and_comes_back_to_the_page_he_wanted():
    a_person("demo", password=PASSWORD, is_demo=True, roles=("agent",))
    client = Client()

    asked = client.get("/people")
    came = client.post(asked.headers["Location"], {"login": "demo", "password": PASSWORD})

    assert (asked.status_code, asked.headers["Location"]) == (302, "/sign-in/?next=/people")
    assert (came.status_code, came.headers["Location"]) == (303, "/people")
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/people").status_code == 200


def test_real_staff_set_up_the_second_step_before_anything_else():
    a_person("zhao", password=PASSWORD, roles=("agent",))
    client = Client()

    step = client.post("/sign-in/?next=/people", {"login": "zhao", "password": PASSWORD})
    assert step.headers["Location"] == "/sign-in/set-up?next=/people"
    assert client.get("/people").status_code == 302

    page = client.get(step.headers["Location"])
    secret = re.search(r'<code class="mono">([A-Z2-7]+)</code>', page.content.decode()).group(1)  # type: ignore[union-attr]
    wrong = client.post(step.headers["Location"], {"code": "000000"})
    done = client.post(step.headers["Location"], {"code": code_for(secret)})

    assert (wrong.status_code, done.status_code) == (422, 200)
    assert len(re.findall(r"<li>[a-z2-7]{4}(?:-[a-z2-7]{4}){3}</li>", done.content.decode())) == 10
    assert client.get("/people").status_code == 200


def test_the_code_is_asked_every_time():
    a_person("zhao", password=PASSWORD, roles=("agent",))
    first = Client()
    step = first.post("/sign-in/", {"login": "zhao", "password": PASSWORD})
    page = first.get(step.headers["Location"]).content.decode()
    secret = re.search(r'<code class="mono">([A-Z2-7]+)</code>', page).group(1)  # type: ignore[union-attr]
    code = code_for(secret)
    first.post(step.headers["Location"], {"code": code})
    second = Client()

    asked = second.post("/sign-in/", {"login": "zhao", "password": PASSWORD})
    used = second.post(asked.headers["Location"], {"code": code})
    fresh = second.post(asked.headers["Location"], {"code": code_for(secret, ahead=1)})

    assert asked.headers["Location"].startswith("/sign-in/code")
    assert (used.status_code, fresh.status_code) == (422, 303)
    assert second.get("/people").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name():
    client = Client()

    answer = client.post("/sign-in/", {"login": "zhao", "password": "guess"})

    assert answer.status_code == 422
    assert "<h3>未能登录</h3>" in answer.content.decode()
    assert 'value="zhao"' in answer.content.decode()
    assert 'value="guess"' not in answer.content.decode()
    assert COOKIE not in client.cookies


def test_the_ninth_try_is_refused_with_the_seconds_to_wait():
    client = Client()

    answers = [client.post("/sign-in/", {"login": "zhao", "password": "guess"}) for _ in range(9)]

    assert [answer.status_code for answer in answers] == [422] * 8 + [429]
    assert re.search(r"\d+", answers[-1].content.decode())


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_outside(url):
    a_person("demo", password=PASSWORD, is_demo=True)

    came = Client().post(f"/sign-in/?next={url}", {"login": "demo", "password": PASSWORD})

    assert came.headers["Location"] == "/"


def test_signing_out_ends_the_session_itself():
    person = a_person("demo", is_demo=True, roles=("agent",))
    client = signed_in(person)
    key = client.cookies[COOKIE].value

    client.post("/sign-out")
    thief = Client()
    thief.cookies[COOKIE] = key

    assert thief.get("/people").status_code == 302
    assert Session.objects.get().ended_at is not None


def test_an_invited_person_chooses_a_password_on_the_page_of_the_link():
    person, raw = invite_person(user_name="wang", name="王", email=None, actor=SYSTEM, at=database_now())
    client = Client()

    page = client.get(f"/invitation/{raw}/")
    weak = client.post(f"/invitation/{raw}/", {"password": "short"})
    done = client.post(f"/invitation/{raw}/", {"password": PASSWORD})
    again = client.get(f"/invitation/{raw}/")

    assert [answer.status_code for answer in (page, weak, done, again)] == [200, 422, 303, 410]
    assert "no-store" in page.headers["Cache-Control"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_forgetting_a_password_answers_the_same_for_everybody_and_mails_the_known():
    a_person("zhao")
    answers = [
        Client().post("/forgotten", {"login": login}) for login in ("zhao@example.com", "nobody@example.com")
    ]

    bodies = {re.sub(r'nonce="[^"]*"|content="[^"]*"', "", answer.content.decode()) for answer in answers}
    letter = Message.objects.get()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(bodies) == 1
    assert letter.address == "zhao@example.com"
    link = re.search(r"/password/\S+", letter.body).group()  # type: ignore[union-attr]
    assert Client().post(link, {"password": "quite another phrase"}).status_code == 303


def test_a_disabled_person_is_out_with_the_next_click():
    person = a_person("demo", is_demo=True, roles=("agent",))
    client = signed_in(person)
    assert client.get("/people").status_code == 200

    disable_person(person=person, actor=SYSTEM, at=SUNDAY_9)

    assert client.get("/people").status_code == 302


def test_a_link_of_a_disabled_person_opens_nothing():
    from shouwen.capabilities.people.choices import LinkPurpose

    person = a_person("zhao")
    raw = issue_link(person=person, purpose=LinkPurpose.PASSWORD_RESET, at=database_now())
    person.is_active = False
    person.save()

    assert Client().get(f"/password/{raw}/").status_code == 410


def test_an_unknown_field_is_an_error():
    answer = Client().post("/sign-in/", {"login": "zhao", "password": "guess", "is_admin": "1"})

    assert answer.status_code == 422
    assert "is_admin" in answer.content.decode()
