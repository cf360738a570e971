"""Tickets through the API: what programs get, and what they are refused."""

import pytest

from shouwen.capabilities.tickets.models import Ticket
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db


def test_a_ticket_is_registered_with_its_promises():
    desk = a_desk()
    program = a_program(desk.agent)

    answer = program.post(
        "/tickets",
        {"klass": "fault", "description": "打印机卡纸", "customer": desk.customer.code, "contact": desk.contact.pk,
         "impact": "department", "urgency": "hindered", "has_screenshot": False},
    )  # fmt: skip

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["level"]["code"], told["owner"]["user_name"]) == ("accepted", "medium", "lin")
    assert told["deadline"] is not None
    assert answer["ETag"] == f'W/"{told["seq"]}"'


def test_get():
    desk = a_desk()
    ticket = a_ticket(desk)
    answer = a_program(desk.agent).get(f"/tickets/{ticket.number}")
    assert answer.status_code == 200, answer.content
    for path in ("timeline", "entries", "clocks", "messages", "candidates", "call-backs", "attachments"):
        answer = a_program(desk.agent).get(f"/tickets/{ticket.number}/{path}")
        assert answer.status_code == 200, (path, answer.content)
        print(path, answer.content.decode()[:600])
    answer = a_program(desk.agent).get("/tickets")
    print(answer.content.decode())
    for path in ("acceptance","takings","notes"):
        print(a_program(desk.agent).send("POST", f"/tickets/{ticket.number}/{path}", "").content.decode())
        print(a_program(desk.agent).post(f"/tickets/{ticket.number}/{path}", {"a":1}).content.decode())
