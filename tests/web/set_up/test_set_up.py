"""The first day in a browser: an empty desk is set up once, by whoever reads the terminal, in four steps."""

import re
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from shouwen.base.actors import NOBODY
from shouwen.base.models import RateLimitHit, Setting
from shouwen.base.time import database_now
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.people.models import Membership, Person, PersonRole
from shouwen.capabilities.regulations.queries import SHIPPED, active_regulation
from shouwen.capabilities.workplace.commands.setting_up import (
    KEY,
    claim_set_up,
    finish_set_up,
    issue_set_up_code,
    keep_answers,
)
from shouwen.capabilities.workplace.refusals import SetUpElsewhere, SetUpOver
from shouwen.runtime.preparing import seed
from shouwen.web.middleware import zone_of
from tests.capabilities.people.makers import DESK_PC

pytestmark = pytest.mark.django_db
PASS_PHRASE = "a long enough pass phrase"
COMPANY = {
    "company": "长风软件", "company_en": "", "hotline": "400-800-0000", "admin_name": "高管", "user_name": "boss",
    "email": "", "password": PASS_PHRASE,
}  # fmt: skip
RULES = {"preset": "sla", "calendar": "always", "time_zone": "Asia/Shanghai"}
PLACES = ("", "company", "rules", "mail", "people")


@pytest.fixture
def code(db: None) -> str:
    """An empty desk as `shouwen run` leaves it, and the code it told."""
    seed()
    return issue_set_up_code(at=database_now())


@pytest.fixture
def browser(code: str) -> Client:
    """A browser that gave the code."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    assert client.post("/set-up/", {"code": code.lower().replace("-", " ")})["Location"] == "/set-up/company"
    return client


def nobody(**more: str) -> dict[str, str]:
    """The form of colleagues with no row filled."""
    return {**{f"p{n}-role": "agent" for n in range(5)}, **more}


# REQ BX-1
def test_four_steps_found_the_desk_and_lead_to_the_second_step_of_signing_in(browser: Client):
    assert browser.post("/set-up/company", COMPANY)["Location"] == "/set-up/rules"
    assert browser.post("/set-up/rules", RULES)["Location"] == "/set-up/mail"
    box = {"address": "desk@example.com", "secret": "s3cret", "smtp_host": "mail.example.com", "smtp_port": "465",
           "smtp_security": "tls", "imap_port": "993", "imap_security": "tls"}  # fmt: skip
    assert browser.post("/set-up/mail", box)["Location"] == "/set-up/people"
    named = {
        "p0-name": "李梅",
        "p0-user_name": "limei",
        "p0-email": "limei@example.com",
        "p0-team": "first_line",
    }
    done = browser.post("/set-up/people", nobody(**named))

    assert done.status_code == 200
    assert done.headers["Cache-Control"].startswith("no-store")
    assert re.search(r"/invitation/\S+/", done.content.decode())
    document = active_regulation().document
    assert (document.code, document.desk.name.zh, document.desk.hotline) == (
        "sla",
        "长风软件",
        "400-800-0000",
    )
    assert document.desk.calendar == "always"
    assert (document.desk.mail, document.desk.fax, document.desk.complaint_phone, document.desk.website) == (
        "desk@example.com", "", "", "",
    )  # fmt: skip  # the preset's example numbers reach no customer
    held = PersonRole.objects.filter(role__code="administrator").values_list("person__user_name", flat=True)
    assert list(held) == ["boss"]
    assert Mailbox.objects.get().address == "desk@example.com"
    assert Membership.objects.get(person__user_name="limei").team.code == "first_line"
    assert browser.get("/sign-in/set-up").status_code == 200
    assert not Setting.objects.filter(key=KEY).exists()


def test_the_zone_counts_from_the_founding_on_for_pages_and_for_everybody_who_has_an_account(
    browser: Client, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "secrets").mkdir()
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path))
    named = {"p0-name": "李梅", "p0-user_name": "limei", "p0-team": "first_line"}
    for step, answers in (
        ("company", COMPANY),
        ("rules", {**RULES, "time_zone": "Asia/Urumqi"}),
        ("mail", {"skip": "1"}),
        ("people", nobody(**named)),
    ):
        done = browser.post(f"/set-up/{step}", answers)

    assert done.status_code == 200
    assert set(Person.objects.values_list("time_zone", flat=True)) == {"Asia/Urumqi"}
    document = active_regulation().document
    assert {calendar.time_zone for calendar in document.calendars.values()} == {document.desk.time_zone}
    request = RequestFactory().get("/sign-in/")
    request.actor = NOBODY
    assert zone_of(request).key == "Asia/Urumqi"


# REQ BX-1 BX-11
@pytest.mark.parametrize("preset", SHIPPED)
def test_a_desk_is_founded_on_any_regulation_that_is_shipped(preset: str, browser: Client):
    browser.post("/set-up/company", COMPANY)
    offered = browser.get("/set-up/rules").content.decode()
    steps = (("rules", {**RULES, "preset": preset}), ("mail", {"skip": "1"}), ("people", nobody()))
    answers = [browser.post(f"/set-up/{step}", told).status_code for step, told in steps]

    assert f'value="{preset}"' in offered
    assert (answers, active_regulation().document.code) == ([303, 303, 200], preset)


def test_once_founded_the_set_up_is_closed_for_ever_to_everybody(browser: Client, code: str):
    for step, answers in (
        ("company", COMPANY),
        ("rules", RULES),
        ("mail", {"skip": "1"}),
        ("people", nobody()),
    ):
        browser.post(f"/set-up/{step}", answers)

    for client in (browser, Client()):
        assert [client.get(f"/set-up/{place}").status_code for place in PLACES] == [410] * 5
        assert [client.post(f"/set-up/{place}", COMPANY).status_code for place in PLACES] == [410] * 5
    assert Client().post("/set-up/", {"code": code}).status_code == 410
    assert Client().get("/sign-in/").status_code == 200
    with pytest.raises(SetUpOver):
        issue_set_up_code(at=database_now())
    assert Person.objects.count() == 1


def test_without_the_code_nobody_comes_beyond_the_door(code: str):
    stranger = Client()

    assert stranger.get("/")["Location"].startswith("/sign-in/")
    assert stranger.get("/sign-in/")["Location"] == "/set-up/"
    assert stranger.get("/set-up/").status_code == 200
    for place in PLACES[1:]:
        assert stranger.get(f"/set-up/{place}").status_code == 409
        assert stranger.post(f"/set-up/{place}", COMPANY).status_code == 409
    wrong = [stranger.post("/set-up/", {"code": "AAAA-BBBB-CCCC"}).status_code for _ in range(9)]
    assert wrong == [422] * 8 + [429]
    assert stranger.post("/set-up/", {"code": code}).status_code == 429
    assert not Person.objects.exists()


def test_the_code_is_good_for_one_browser_and_a_new_one_ends_what_it_opened(browser: Client, code: str):
    browser.post("/set-up/company", COMPANY)
    other = Client(headers={"Accept-Language": "zh-CN"})
    second = other.post("/set-up/", {"code": code})
    fresh = issue_set_up_code(at=database_now())
    third = other.post("/set-up/", {"code": fresh})

    assert "shouwen setup --code" in second.content.decode()
    assert third["Location"] == "/set-up/rules"  # what was answered stays
    assert browser.get("/set-up/rules").status_code == 409
    assert PASS_PHRASE not in str(Setting.objects.get(key=KEY).value)


def test_errors_and_the_way_back_keep_what_was_typed_and_a_reload_goes_on_where_one_stood(browser: Client):
    weak = browser.post("/set-up/company", {**COMPANY, "password": "12345"})
    assert weak.status_code == 422
    assert 'value="长风软件"' in weak.content.decode()

    browser.post("/set-up/company", COMPANY)
    assert PASS_PHRASE not in browser.get("/set-up/company").content.decode()
    assert browser.post("/set-up/company", {**COMPANY, "password": ""})["Location"] == "/set-up/rules"
    assert browser.get("/set-up/")["Location"] == "/set-up/rules"
    browser.post("/set-up/rules", RULES)
    back = browser.post("/set-up/mail", {"address": "desk@exam", "secret": "s3cret", "back": "1"})
    assert back["Location"] == "/set-up/rules"
    page = browser.get("/set-up/mail").content.decode()
    assert 'value="desk@exam"' in page
    assert "s3cret" not in page
    tried = browser.post("/set-up/mail", {
        "address": "desk@example.com", "smtp_host": "127.0.0.1", "smtp_port": "1", "smtp_security": "none",
        "imap_port": "993", "imap_security": "tls", "try": "1",
    })  # fmt: skip
    assert "这个服务器和端口没有服务在监听。" in tried.content.decode()
    browser.post("/set-up/mail", {"skip": "1"})
    half = browser.post("/set-up/people", nobody(**{"p1-name": "李梅"}))
    assert half.status_code == 422
    assert 'value="李梅"' in half.content.decode()
    taken = browser.post("/set-up/people", nobody(**{"p0-name": "另一人", "p0-user_name": "boss"}))
    assert taken.status_code == 422
    assert not Person.objects.exists()  # all or nothing
    assert browser.post("/set-up/people", nobody()).status_code == 200


def test_a_desk_whose_code_was_never_told_has_no_set_up(db: None):
    assert Client().get("/set-up/").status_code == 410
    assert Client().get("/sign-in/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_found_the_desk_at_once_exactly_one_does():
    seed()
    token = claim_set_up(code=issue_set_up_code(at=database_now()), address="192.0.2.1", at=database_now())
    for step, answers in (("company", COMPANY), ("rules", RULES), ("mail", {}), ("people", [])):
        keep_answers(token=token, step=step, answers=answers, at=database_now())
    outcomes: list[str] = []

    def found() -> None:
        try:
            finish_set_up(token=token, browser=DESK_PC, at=database_now())
            outcomes.append("founded")
        except (SetUpOver, SetUpElsewhere) as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    hands = [threading.Thread(target=found) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(outcomes) == ["founded", "set_up_over"]
    assert PersonRole.objects.filter(role__code="administrator").count() == 1
    assert RateLimitHit.objects.filter(what="set_up").exists()
