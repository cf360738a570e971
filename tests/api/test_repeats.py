"""Sending again is safe: the first answer, byte for byte, and one act."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.api import repeats
from shouwen.base.idempotency import StillInFlight
from shouwen.capabilities.tickets.models import Ticket
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_ticket, told

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "order-7"}


def test_the_same_request_again_gets_the_same_answer_and_acts_once(desk):
    program = a_program(desk.agent)
    body = {"klass": "inquiry", "description": "怎么导出报表？", "customer": desk.customer.code}

    answers = [program.post("/tickets", body, **KEY) for _time in range(5)]

    assert len({(answer.status_code, answer.content, answer["ETag"]) for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, *["true"] * 4]
    assert Ticket.objects.count() == 1


def test_a_refusal_is_repeated_too(desk):
    program, ticket = a_program(desk.agent), a_ticket(desk)
    path = f"/tickets/{ticket.number}/resumptions"

    first, second = program.post(path, **KEY), program.post(path, **KEY)

    assert (first.status_code, first.content) == (second.status_code, second.content) == (409, first.content)
    assert second["Content-Type"] == "application/problem+json"


def test_another_request_under_the_same_key_is_refused(desk):
    program, ticket = a_program(desk.agent), a_ticket(desk)
    program.post(f"/tickets/{ticket.number}/notes", {"text": "one"}, **KEY)

    answer = program.post(f"/tickets/{ticket.number}/notes", {"text": "two"}, **KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert told(ticket).count("ticket.noted") == 1


def test_a_request_still_at_work_is_answered_409(desk, monkeypatch):
    def busy(**_request):
        raise StillInFlight(key="order-7")

    monkeypatch.setattr(repeats, "once", busy)
    ticket = a_ticket(desk)

    answer = a_program(desk.agent).post(f"/tickets/{ticket.number}/notes", {"text": "x"}, **KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "still_in_flight")


def test_two_tokens_may_use_the_same_key(desk):
    ticket = a_ticket(desk)

    for person in (desk.agent, desk.manager):
        assert (
            a_program(person).post(f"/tickets/{ticket.number}/notes", {"text": "x"}, **KEY).status_code == 201
        )

    assert told(ticket).count("ticket.noted") == 2


def test_an_upload_sent_again_is_kept_once(desk):
    program, ticket = a_program(desk.agent), a_ticket(desk)
    path = f"/tickets/{ticket.number}/attachments"

    answers = [
        program.upload(path, {"file": SimpleUploadedFile("a.log", b"line")}, **KEY) for _time in range(2)
    ]
    other = program.upload(path, {"file": SimpleUploadedFile("a.log", b"eniL")}, **KEY)

    assert [answer.status_code for answer in (*answers, other)] == [201, 201, 422]
    assert len(program.get(path).json()["items"]) == 1


def test_a_key_no_header_can_be_is_refused(desk):
    ticket = a_ticket(desk)

    answer = a_program(desk.agent).post(
        f"/tickets/{ticket.number}/notes", {"text": "x"}, **{"Idempotency-Key": "k" * 121}
    )

    assert (answer.status_code, json.loads(answer.content)["errors"][0]["field"]) == (422, "Idempotency-Key")
