"""Every no is a problem document with a sentence, a stable code and what to do; nothing broken ever shows."""

import pytest

from shouwen.api import door, tickets
from shouwen.base import limits
from shouwen.base.limits import Limit
from tests.api.makers import Program, a_program
from tests.capabilities.tickets.makers import a_ticket

pytestmark = pytest.mark.django_db

SHAPE = {"type", "title", "status", "detail", "code", "errors", "request"}


def test_a_problem_says_what_why_and_whom_to_ask(desk):
    answer = a_program(desk.agent, language="zh-CN").get("/tickets/SD-20200101-0001")

    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (set(told), told["status"], told["code"]) == (SHAPE, 404, "not_found")
    assert told["title"] == "这里没有内容"
    assert told["request"] == answer["X-Request-Id"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "null",
        "[]",
        '"text"',
        "\x00",
        b"\xff\xfe",
        '{"text": "\\ud800"}',
        '{"text": "\\u0000"}',
        '{"text": 5}',
    ],
)
def test_a_body_that_is_none_is_refused_without_a_fault(desk, body):
    ticket = a_ticket(desk)

    answer = a_program(desk.agent).send("POST", f"/tickets/{ticket.number}/notes", body)

    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-"),
        ("multipart/form-data; boundary=" + "b" * 300, b"x"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
         b"\r\nx\r\n--b--\r\n" % (b"n" * 3000)),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
         b"Content-Transfer-Encoding: base64\r\n\r\n!!!=x\r\n--b--\r\n"),
    ],
)  # fmt: skip
def test_parts_that_are_none_are_refused_without_a_fault(desk, content_type, body):
    ticket = a_ticket(desk)
    program = a_program(desk.agent)

    answer = program.client.post(
        f"/api/v1/tickets/{ticket.number}/attachments", body, content_type, headers=program.headers
    )

    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/tickets/%00", "/tickets?klass=%00", "/contacts/99999999999999999999", "/tickets?limit=0"]
)
def test_an_address_that_is_none_is_refused_without_a_fault(desk, path):
    answer = a_program(desk.agent).get(path)

    assert answer.status_code in (400, 404, 422), answer.content


def test_a_request_too_large_is_refused_unread(desk):
    ticket = a_ticket(desk)
    huge = '{"text": "' + "x" * 6_000_000 + '"}'

    answer = a_program(desk.agent).send("POST", f"/tickets/{ticket.number}/notes", huge)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_unknown_address_is_a_problem_too(desk):
    answer = a_program(desk.agent).get("/no-such-thing")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert (set(answer.json()), answer.json()["code"]) == (SHAPE, "not_found")


def test_a_method_that_an_address_does_not_have_is_a_problem_too(desk):
    answer = a_program(desk.agent).send("DELETE", "/tickets", "")

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert (set(answer.json()), answer.json()["code"]) == (SHAPE, "method_not_allowed")
    assert answer.json()["request"] == answer["X-Request-Id"]
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_a_fault_of_ours_shows_a_number_and_no_trace(desk, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret table name")

    monkeypatch.setattr(tickets, "_filtered", broken)

    answer = a_program(desk.agent).get("/tickets")

    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert b"secret" not in answer.content
    assert "secret table name" in caplog.text


# REQ BX-5
def test_the_allowance_is_told_and_its_end_says_when_to_come_back(desk, monkeypatch):
    monkeypatch.setattr(door, "TOKEN_USE", Limit("token_use", 2, limits.TOKEN_USE.window))
    program = a_program(desk.agent)

    first, second, third = (program.get("/me") for _time in range(3))

    assert first["RateLimit-Policy"] == '"token";q=2;w=600'
    assert first["RateLimit"].startswith('"token";r=1;t=')
    assert second["RateLimit"].startswith('"token";r=0;t=')
    assert (third.status_code, third.json()["code"]) == (429, "too_many")
    assert int(third["Retry-After"]) > 0


def test_the_description_is_open_and_the_page_needs_nothing_from_outside(db):
    stranger = Program()

    described, page = stranger.get("/openapi.json"), stranger.get("/docs")

    assert (described.status_code, described.json()["openapi"]) == (200, "3.1.0")
    assert page.status_code == 200
    assert b"POST /api/v1/tickets/{number}/dispatches" in page.content
    assert b'src="http' not in page.content
    assert b'href="http' not in page.content
    assert "令牌" in stranger.get("/docs", **{"Accept-Language": "zh-hans"}).content.decode()


def test_a_wrong_value_is_told_with_what_would_be_right(desk):
    shift = {"weekday": 0, "starts_at": "09:00", "ends_at": "24:00"}

    answer = a_program(desk.manager).send(
        "put", f"/people/{desk.agent.user_name}/plan", {"shifts": [shift], "valid_from": "2026-11-01"}
    )

    assert [(one["field"], one["message"]) for one in answer.json()["errors"]] == [
        ("shifts.0.weekday", "This number is too small: at least 1."),
        ("shifts.0.ends_at", "Write a time of day as in 09:30; midnight is 00:00."),
    ]


def test_a_choice_is_told_with_all_there_is_to_choose_from(desk):
    contract = {"number": "N-1", "customer": "C", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}

    answer = a_program(desk.manager).post("/contracts", contract | {"status": "in_force"})

    (error,) = answer.json()["errors"]
    assert error["field"] == "status"
    assert error["message"] == "Choose one of: implementation, active, unpaid, terminated."


def test_what_a_registration_lacks_is_called_as_the_body_calls_it(desk):
    answer = a_program(desk.agent).post(
        "/tickets", {"klass": "fault", "channel": "phone", "description": "坏了"}
    )

    fields = {error["field"] for error in answer.json()["errors"]}
    described = a_program(desk.agent).get("/openapi.json").json()["components"]["schemas"]["NewTicketGiven"]
    assert fields == {"caller_name", "caller_phone", "has_screenshot"}
    assert fields <= described["properties"].keys()
