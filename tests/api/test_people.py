"""Persons by the API: invited, changed, planned, let go; a token gives nobody what lies outside its scopes."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from shouwen.base.models import IdempotencyKey, Message
from shouwen.base.time import database_now
from shouwen.capabilities.people.models import AccountLink, Person
from tests.api.makers import a_program, a_thrifty_program
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import Desk

pytestmark = pytest.mark.django_db

NEWCOMER = {
    "user_name": "XinRen",
    "name": "新人",
    "email": "xinren@example.com",
    "roles": ["agent"],
    "teams": ["first_line"],
    "desk_hours": True,
}


def next_monday() -> date:
    """A working day that is still to come whenever the test runs: nobody is on duty before he was invited."""
    today = database_now().date()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def office(desk: Desk):
    administrator, _actor = an_administrator()
    a_program(administrator).get("/duty")  # the calendars are published once, by whoever asks first
    return a_thrifty_program(administrator)


# REQ BX-5 SD-2 SD-3
def test_a_newcomer_is_invited_with_role_team_and_desk_hours(office):
    answer = office.post("/people", NEWCOMER)

    whole = office.get("/people/xinren").json()
    assert (answer.status_code, answer.json()["user_name"]) == (201, "xinren")
    assert (whole["roles"], whole["teams"]) == ([{"role": "agent", "team": None}], ["first_line"])
    assert {(shift["weekday"], shift["starts_at"]) for shift in whole["shifts"]} >= {(1, "08:50")}


# REQ BX-5
def test_the_link_goes_by_mail_and_stands_in_no_answer(office):
    answers = [
        office.post("/people", NEWCOMER, **{"Idempotency-Key": "n1"}),
        office.post("/people/xinren/invitations", **{"Idempotency-Key": "n2"}),
        office.post("/people/xinren/password-links", **{"Idempotency-Key": "n3"}),
    ]

    letters = Message.objects.filter(template__startswith="account.").order_by("pk")
    links = [letter.body.split("/")[-1 if letter.body.endswith("/") else -2] for letter in letters]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert (letters.count(), AccountLink.objects.filter(used_at=None).count()) == (3, 2)
    kept = b"".join(bytes(row.body) for row in IdempotencyKey.objects.all())
    assert [link for link in links if link.encode() in kept] == []


def test_who_has_no_address_is_not_invited_by_a_program(office, desk):
    Person.objects.filter(pk=desk.engineer.pk).update(email=None)

    refusals = [
        office.post("/people", {**NEWCOMER, "email": " "}),
        office.post(f"/people/{desk.engineer.user_name}/password-links"),
    ]

    assert [(no.status_code, no.json()["errors"][0]["field"]) for no in refusals] == [(422, "email")] * 2
    assert not Person.objects.filter(user_name="xinren").exists()


# REQ SD-2
def test_a_token_gives_nobody_what_its_scopes_do_not_cover(desk):
    administrator, _actor = an_administrator()
    narrow = a_program(administrator, "people:write")

    refusals = [
        narrow.post("/people", NEWCOMER),
        narrow.post(f"/people/{desk.engineer.user_name}/roles", {"role": "agent"}),
        narrow.post("/roles", {"code": "spy", "names": {"zh": "旁观"}, "grants": ["tickets.see_all"]}),
        narrow.send("PUT", "/roles/agent", {"names": {"zh": "坐席"}, "grants": ["tickets.see_all", "regulations.activate"]}),
    ]  # fmt: skip

    assert [(no.status_code, no.json()["code"]) for no in refusals] == [(403, "beyond_token")] * 4
    assert (
        narrow.post(
            "/roles", {"code": "clerk", "names": {"zh": "文员"}, "grants": ["people.see"]}
        ).status_code
        == 201
    )


# REQ SD-2 SD-3
def test_the_working_life_of_a_colleague_by_posts_alone(office):
    office.post("/people", {**NEWCOMER, "roles": [], "teams": [], "desk_hours": False})
    at_person = "/people/xinren"
    office.post("/skills", {"code": "cloud-storage", "names": {"zh": "存储", "en": "Storage"}})
    steps = [
        ("PATCH", "", {"post": "工程师", "phone": "021-5555"}, 200),
        ("POST", "/roles", {"role": "agent", "team": "second_line"}, 201),
        ("POST", "/teams", {"team": "second_line"}, 201),
        ("POST", "/skills", {"skill": "cloud-storage", "level": 2, "proved_on": "2026-01-05"}, 201),
        ("PUT", "/plan", {"shifts": [{"weekday": 1, "starts_at": "20:00", "ends_at": "08:00"}], "valid_from": "2026-01-01"}, 200),
        ("POST", "/team-removals", {"team": "second_line"}, 201),
        ("POST", "/role-removals", {"role": "agent", "team": "second_line"}, 201),
        ("POST", "/skill-withdrawals", {"skill": "cloud-storage"}, 201),
        ("POST", "/disabling", {}, 201),
        ("POST", "/enabling", {}, 201),
    ]  # fmt: skip
    seen = {}
    for method, resource, body, status in steps:
        answer = office.send(method, at_person + resource, body)
        assert answer.status_code == status, (resource, answer.content.decode())
        seen[resource] = office.get(at_person).json()

    assert (seen[""]["post"], seen[""]["phone"]) == ("工程师", "021-5555")
    assert seen["/roles"]["roles"] == [{"role": "agent", "team": "second_line"}]
    assert (seen["/teams"]["teams"], seen["/team-removals"]["teams"]) == (["second_line"], [])
    assert [held["level"] for held in seen["/skills"]["skills"]] == [2]
    assert [(one["starts_at"], one["ends_at"]) for one in seen["/plan"]["shifts"]] == [("20:00", "08:00")]
    assert (seen["/role-removals"]["roles"], seen["/skill-withdrawals"]["skills"]) == ([], [])
    assert (seen["/disabling"]["is_active"], seen["/enabling"]["is_active"]) == (False, True)


def test_leave_takes_somebody_off_duty_and_gives_him_back(office):
    office.post("/people", NEWCOMER)
    monday = next_monday()
    begins, ends = (f"{day.isoformat()}T00:00:00+08:00" for day in (monday, monday + timedelta(days=1)))
    leave = {"person": "xinren", "starts_at": begins, "ends_at": ends}
    day = f"/duty?start={quote(begins)}&end={quote(ends)}"

    given = office.post("/leave", leave).json()
    away = [one for one in office.get(day).json()["items"] if one["user_name"] == "xinren"]
    listed = office.get(f"/leave?start={quote(begins)}&person=xinren").json()["items"]
    back = office.post(f"/leave/{given['id']}/withdrawal").json()

    assert (away, listed, back["is_withdrawn"]) == ([], [given], True)
    assert [one for one in office.get(day).json()["items"] if one["user_name"] == "xinren"] != []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(office):
    office.post("/people", NEWCOMER)
    etag = office.get("/people/xinren")["ETag"]

    first = office.send("PATCH", "/people/xinren", {"post": "a"}, **{"If-Match": etag})
    second = office.send("PATCH", "/people/xinren", {"post": "b"}, **{"If-Match": etag})

    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 412, "stale_view")
    assert Person.objects.get(user_name="xinren").post == "a"


def test_teams_are_added_and_changed(office, desk):
    made = office.post(
        "/teams", {"code": "cloud", "names": {"zh": "云"}, "line": "third", "leader": desk.engineer.user_name}
    )
    moved = office.send(
        "PATCH", "/teams/cloud", {"parent": "second_line", "leader": None, "is_active": False}
    )
    circle = office.send("PATCH", "/teams/second_line", {"parent": "cloud"})

    assert (made.status_code, made.json()["leader"]["user_name"]) == (201, desk.engineer.user_name)
    assert (moved.json()["leader"], moved.json()["is_active"]) == (None, False)
    assert circle.status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/people", {**NEWCOMER, "user_name": "two words"}, "user_name"),
        ("/people", {**NEWCOMER, "email": "nowhere"}, "email"),
        ("/people", {**NEWCOMER, "time_zone": "Mars/Base"}, "time_zone"),
        ("/people", {**NEWCOMER, "roles": ["emperor"]}, "roles"),
        ("/leave", {"person": "wu", "starts_at": "2026-12-07T00:00:00Z", "ends_at": "2026-12-06T00:00:00Z"}, "person"),
        ("/roles", {"code": "A/B", "names": {"zh": "x"}, "grants": []}, "code"),
        ("/teams", {"code": "t", "names": {"zh": " "}, "line": "first"}, "names.zh"),
        ("/skills", {"code": "s", "names": {"zh": "x", "fr": "y"}}, "names.fr"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_field(office, path, body, field):
    answer = office.post(path, body)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def test_a_skill_that_expires_before_it_was_proved_is_refused(office, desk):
    office.post("/skills", {"code": "s", "names": {"zh": "x"}})

    answer = office.post(
        f"/people/{desk.engineer.user_name}/skills",
        {"skill": "s", "proved_on": "2026-02-01", "expires_on": "2026-02-01"},
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "expires_on")


# REQ BX-5
def test_one_changes_and_revokes_what_is_one_s_own(desk):
    program, other = a_program(desk.agent), a_program(desk.engineer)

    changed = program.send("PATCH", "/me/preferences", {"language": "en", "theme": "dark"}).json()
    (mine,) = program.get("/me/tokens").json()["items"]
    refused = other.post(f"/tokens/{mine['id']}/revocation")
    revoked = program.post(f"/tokens/{mine['id']}/revocation")

    assert (changed["language"], changed["theme"]) == ("en", "dark")
    assert (refused.status_code, revoked.status_code, program.get("/me").status_code) == (404, 201, 401)
