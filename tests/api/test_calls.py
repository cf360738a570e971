"""A telephone system tells the desk of calls: who it is, whom it rings at, how it ended; each told once."""

import pytest

from shouwen.base.journal import facts_of
from shouwen.capabilities.calls.models import Call
from tests.api.makers import Thrifty, a_program, a_token
from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db
RINGING = {"reference": "pbx-1", "number": "138 0013 8000", "rings_at": "lin"}


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def telephone(desk):
    """A token of the desk manager that can do nothing but tell of calls."""
    return Thrifty(a_token(desk.manager, "calls:write"))


def told(reference="pbx-1"):
    return [fact.name for fact in facts_of(Call.objects.get(reference=reference).pk)]


# REQ SD-1 BX-5
def test_a_ringing_call_knows_its_caller_by_the_number_and_whom_it_rings_at(desk, telephone):
    answer = telephone.post("/calls", RINGING)

    shown = answer.json()
    assert answer.status_code == 201
    assert (shown["number"], shown["told_number"]) == ("+8613800138000", "138 0013 8000")
    assert (shown["contact"], shown["customer"], shown["rings_at"]) == (
        desk.contact.pk,
        desk.customer.code,
        "lin",
    )


# REQ SD-1 BX-3
def test_an_event_told_again_changes_nothing(desk, telephone):
    first = telephone.post("/calls", RINGING).json()
    again = telephone.post("/calls", {**RINGING, "number": "010 1234 5678", "rings_at": ""}).json()
    answered = telephone.post("/calls/pbx-1/answering").json()
    repeated = telephone.post("/calls/pbx-1/answering", {"answered_by": "zhou"}).json()
    ended = telephone.post("/calls/pbx-1/ending").json()
    late = [
        telephone.post("/calls/pbx-1/ending", {"ending": "missed"}).json(),
        telephone.post("/calls/pbx-1/answering", {"answered_by": "zhou"}).json(),
        telephone.post("/calls", {**RINGING, "rings_at": "zhou"}).json(),
    ]

    assert (again, repeated, late) == (first, answered, [ended, ended, ended])
    assert (ended["rings_at"], ended["ending"]) == ("lin", "answered")
    assert told() == ["call.rang", "call.answered", "call.ended"]


# REQ SD-1
def test_a_call_of_the_queue_rings_at_one_colleague_then_at_another(desk, telephone):
    unknown = telephone.post("/calls", {"reference": "pbx-1", "number": "", "rings_at": "ext-99"}).json()
    telephone.post("/calls", {**RINGING, "rings_at": "lin"})
    moved = telephone.post("/calls", {**RINGING, "rings_at": "zhou"}).json()

    assert (unknown["rings_at"], unknown["number"], unknown["contact"]) == ("", "", None)
    assert moved["rings_at"] == "zhou"
    assert told() == ["call.rang", "call.rang", "call.rang"]


# REQ SA-3 BX-5
def test_a_missed_call_is_listed_linked_and_called_back_once(desk, telephone):
    agent, ticket = a_program(desk.agent), a_ticket(desk)
    telephone.post("/calls", RINGING)
    telephone.post("/calls", {**RINGING, "reference": "pbx-2"})
    telephone.post("/calls/pbx-2/answering")
    ended = telephone.post("/calls/pbx-1/ending", {"ending": "abandoned"}).json()

    waiting = agent.get("/calls?state=to_call_back").json()["items"]
    early = agent.post("/calls/pbx-2/calling-back", {"note": "王芳"})
    unsaid = agent.post("/calls/pbx-1/calling-back", {"note": " "})
    linked = agent.post("/calls/pbx-1/ticket", {"ticket": ticket.number}).json()
    done = agent.post("/calls/pbx-1/calling-back", {"note": "王芳接了，打印机又卡纸"}).json()
    again = agent.post("/calls/pbx-1/calling-back", {"note": "再打一次"})

    assert [one["reference"] for one in waiting] == ["pbx-1"]
    assert ended["ending"] == "abandoned"
    assert (early.status_code, early.json()["code"]) == (409, "call_not_missed")
    assert unsaid.status_code == 422
    assert (linked["ticket"], done["called_back_by"]) == (ticket.number, "lin")
    assert (again.status_code, again.json()["code"]) == (409, "call_already_called_back")
    assert agent.get("/calls?state=to_call_back").json()["items"] == []


# REQ SA-3
def test_who_called_is_said_by_an_agent_where_the_number_does_not(desk, telephone):
    agent = a_program(desk.agent)
    telephone.post("/calls", {**RINGING, "number": "021 5555 1234"})

    nobody = agent.post("/calls/pbx-1/caller")
    somebody = agent.post("/calls/pbx-1/caller", {"customer": desk.customer.code}).json()
    named = agent.post("/calls/pbx-1/caller", {"contact": desk.contact.pk}).json()

    assert nobody.status_code == 422
    assert (somebody["contact"], somebody["customer"]) == (None, desk.customer.code)
    assert (named["contact"], named["customer"]) == (desk.contact.pk, desk.customer.code)
    assert told() == ["call.rang", "call.caller_named", "call.caller_named"]


# REQ BX-5
def test_calls_are_told_seen_and_handled_by_those_who_may(desk, telephone):
    telephone.post("/calls", RINGING)
    agent, engineer = a_program(desk.agent), a_program(desk.engineer)

    refused = [
        agent.post("/calls", RINGING),
        agent.post("/calls/pbx-1/ending"),
        engineer.get("/calls"),
        engineer.post("/calls/pbx-1/calling-back", {"note": "x"}),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403, 403]
    assert agent.post("/calls/none/calling-back", {"note": "x"}).status_code == 404
    assert told() == ["call.rang"]


# REQ BX-5
def test_the_list_goes_on_by_its_cursor(desk, telephone):
    for n in range(3):
        telephone.post("/calls", {**RINGING, "reference": f"pbx-{n}"})
    agent = a_program(desk.agent)

    first = agent.get("/calls?limit=2").json()
    rest = agent.get("/calls" + first["next"].split("/calls")[1]).json()

    listed = [one["reference"] for one in (*first["items"], *rest["items"])]
    assert listed == ["pbx-2", "pbx-1", "pbx-0"]
    assert rest["next"] is None
