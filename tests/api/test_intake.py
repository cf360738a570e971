"""Sorting what came in, by a program: a ticket, a word on a ticket, another's matter, or nothing; each once."""

from dataclasses import replace

import pytest

from shouwen.base.time import now
from shouwen.capabilities.intake.commands.receive_request import Request, receive_request
from shouwen.capabilities.tickets.choices import Channel
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_desk, a_request, a_ticket

pytestmark = pytest.mark.django_db
FAULT = {"klass": "fault", "impact": "person", "urgency": "minor", "has_screenshot": False}


@pytest.fixture
def desk():
    return a_desk("sla")


@pytest.fixture
def agent(desk):
    return a_program(desk.agent)


def waiting(desk, text="屏幕不亮"):
    """A customer asked at the portal, where only agents register."""
    new = replace(a_request(desk), description=text, channel=Channel.PORTAL)
    return receive_request(request=Request(new=new), actor=desk.as_contact, at=now())


# REQ BX-5 SA-9
def test_what_waits_is_registered_once_with_its_own_text(desk, agent):
    item = waiting(desk)
    listed = agent.get("/intake?state=waiting").json()["items"]
    body = {
        **FAULT, "description": listed[0]["text"], "channel": "portal", "customer": listed[0]["customer"],
        "contact": listed[0]["contact"], "product": desk.product.code, "caller_company": desk.customer.name,
    }  # fmt: skip

    registered = agent.post(f"/intake/{item.pk}/registration", body)
    again = agent.post(f"/intake/{item.pk}/registration", body)
    read = agent.get(f"/intake/{item.pk}").json()

    assert [one["id"] for one in listed] == [item.pk]
    assert (registered.status_code, registered.json()["owner"]["user_name"]) == (201, "lin")
    assert (again.status_code, again.json()["code"]) == (409, "already_sorted")
    assert (read["state"], read["ticket"]) == ("registered", registered.json()["number"])


# REQ BX-3
def test_until_when_somebody_decides_and_why_is_read_by_programs_too(desk, agent):
    item = waiting(desk)

    (clock,) = agent.get(f"/intake/{item.pk}/clocks").json()["items"]
    why = agent.get(f"/intake/{item.pk}/clocks/{clock['id']}/explanation")

    assert (clock["promise"], clock["status"]) == ("sorting", "running")
    assert (why.status_code, why.json()["clock"]["due_at"]) == (200, clock["due_at"])
    assert agent.get(f"/intake/{item.pk}/clocks/{clock['id'] + 1}/explanation").status_code == 404


# REQ BX-5
def test_an_answer_stands_on_its_ticket_and_spam_is_dismissed_with_a_reason(desk, agent):
    ticket = a_ticket(desk, at=now())
    answer, spam = waiting(desk, "还是不行"), waiting(desk, "代开发票")

    appended = agent.post(f"/intake/{answer.pk}/appending", {"ticket": ticket.number})
    silent = agent.post(f"/intake/{spam.pk}/dismissal", {"reason": " "})
    dismissed = agent.post(f"/intake/{spam.pk}/dismissal", {"reason": "广告"})

    assert (appended.status_code, appended.json()["number"]) == (201, ticket.number)
    texts = [one["text"] for one in agent.get(f"/tickets/{ticket.number}/entries").json()["items"]]
    assert "还是不行" in texts
    assert (silent.status_code, dismissed.json()["state"], dismissed.json()["note"]) == (
        422,
        "ignored",
        "广告",
    )


# REQ BX-5 SA-7
def test_what_is_not_ours_goes_where_it_belongs_and_is_still_tracked(desk, agent):
    item = waiting(desk, "想做一个新系统")
    body = {
        "request": {
            "klass": "other", "description": "想做一个新系统", "channel": "portal", "customer": desk.customer.code,
        },
        "route": "new_need", "reason": "新需求",
    }  # fmt: skip

    routed = agent.post(f"/intake/{item.pk}/routing", body)

    assert (routed.status_code, routed.json()["state"]) == (201, "routed_away")


# REQ BX-5
def test_who_may_not_sort_finds_nothing_and_decides_nothing(desk):
    item = waiting(desk)
    engineer = a_program(desk.engineer)

    answers = [
        engineer.get("/intake").status_code,
        engineer.post(f"/intake/{item.pk}/dismissal", {"reason": "x"}).status_code,
    ]

    item.refresh_from_db()
    assert (answers, item.state) == ([403, 403], "waiting")
