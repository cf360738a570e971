"""The one stream of a browser: it rings what concerns its reader, holds no connection, and says when it is full."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from django.db import connection
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.live import ring
from shouwen.base.time import database_now
from shouwen.capabilities.calls.commands import call_ended, call_rang
from shouwen.capabilities.calls.queries import rings_at
from shouwen.capabilities.calls.topics import card_of
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.commands.roles import change_role, give_role
from shouwen.capabilities.people.commands.sign_in import open_session, sign_out
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Role
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.views.commands import end_screen, open_screen
from shouwen.web import live
from shouwen.web.sessions import COOKIE
from shouwen.web.wall import views as wall
from tests.capabilities.people.makers import DESK_PC, a_person, a_team
from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db(transaction=True)


def a_listener(person) -> Client:
    client = Client()
    client.cookies[COOKIE] = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
    return client


def ended(stream: Iterator[bytes]) -> bool:
    """Whether nothing was told on `stream` and it is over; one that goes on is given up after some pings."""
    return all(line == b": ping\n\n" for line in islice(stream, 20)) and next(stream, None) is None


def test_a_ring_reaches_the_open_stream():
    response = a_listener(a_person(roles=("agent",))).get("/live?topic=queue")
    stream = iter(response)
    assert next(stream) == b"retry: 2000\n\n"

    heard = [b""]
    while heard[-1] != b"event: ring\ndata: queue\n\n" and len(heard) < 5:
        ring("queue")
        heard.append(next(stream))

    assert heard[-1] == b"event: ring\ndata: queue\n\n"
    response.close()


def test_one_hears_only_what_one_may_see():
    ticket = a_ticket(a_desk())
    outsider, agent = a_person(roles=()), a_person(roles=("administrator",))
    asked = frozenset(
        {"queue", f"inbox/{outsider.pk}", f"inbox/{agent.pk}", f"subject/{ticket.pk}", "subject/x", "work"}
    )

    heard = live.audible(actor_of(outsider), asked)
    heard_by_agent = live.audible(actor_of(agent), asked)

    assert heard == {"again", "queue", f"inbox/{outsider.pk}"}
    assert heard_by_agent == {"again", "queue", f"inbox/{agent.pk}", f"subject/{ticket.pk}"}


def test_a_stream_begins_with_the_ring_of_a_call_that_goes_on_and_of_none_that_is_over():
    desk = a_desk()
    at = database_now()
    call = call_rang(
        reference="pbx-1", number="13800138000", person=desk.agent, actor=desk.as_manager, at=at, on=at.date()
    )
    address = f"/live?topic=queue&topic={card_of(desk.agent.pk)}"

    ringing = a_listener(desk.agent).get(address)
    told = list(islice(ringing, 2))
    ringing.close()
    elsewhere = a_listener(desk.manager).get(f"{address}&topic={card_of(desk.manager.pk)}")
    others = iter(elsewhere)
    heard = [next(others)]
    while (
        heard[-1] in (b"retry: 2000\n\n", b": ping\n\n", b"event: ring\ndata: again\n\n") and len(heard) < 9
    ):
        ring("queue")
        heard.append(next(others))
    elsewhere.close()
    call_ended(call=call, ending=None, actor=desk.as_manager, at=database_now())

    assert told == [b"retry: 2000\n\n", f"event: ring\ndata: {card_of(desk.agent.pk)}\n\n".encode()]
    assert heard[-1] == b"event: ring\ndata: queue\n\n"
    assert not rings_at(actor=desk.as_agent, at=database_now())


def test_a_full_house_is_told_and_a_seat_is_given_back(monkeypatch):
    monkeypatch.setattr(live, "_seats", threading.BoundedSemaphore(1))
    listener = a_listener(a_person(roles=("agent",)))

    first = listener.get("/live?topic=queue")
    assert listener.get("/live?topic=queue").status_code == 503
    first.close()

    assert listener.get("/live?topic=queue").status_code == 200


# REQ UX-9
def test_a_screen_hears_the_queue_by_its_address_and_takes_no_more_seats_than_are_set_aside(monkeypatch):
    monkeypatch.setattr(wall, "_seats", threading.BoundedSemaphore(1))
    monkeypatch.setattr(live, "_seats", threading.BoundedSemaphore(2))
    manager = actor_of(a_person(roles=("desk_manager",)))
    _screen, secret = open_screen(name="大厅", actor=manager)

    first = Client().get(f"/wall/{secret}/live")
    second = Client().get(f"/wall/{secret}/live")
    staff = a_listener(a_person(roles=("agent",))).get("/live?topic=queue")

    assert (first.status_code, second.status_code, staff.status_code) == (200, 503, 200)
    stream = iter(first)
    heard = [next(stream)]
    while heard[-1] != b"event: ring\ndata: queue\n\n" and len(heard) < 6:
        ring("queue")
        heard.append(next(stream))
    assert heard[-1] == b"event: ring\ndata: queue\n\n"
    for one in (first, staff):
        one.close()


@pytest.mark.parametrize("act", ["sign out", "disable", "give", "join", "renarrow"])
def test_a_stream_ends_when_its_reader_is_let_in_otherwise(act, monkeypatch):
    monkeypatch.setattr(live, "PING_SECONDS", 0.5)
    person = a_person(roles=("agent",))
    listener = a_listener(person)
    response = listener.get("/live?topic=queue")
    stream = iter(response)
    assert next(stream) == b"retry: 2000\n\n"

    at, agent = database_now(), Role.objects.get(code="agent")
    {
        "sign out": lambda: sign_out(key=listener.cookies[COOKIE].value, at=at),
        "disable": lambda: disable_person(person=person, actor=SYSTEM, at=at),
        "give": lambda: give_role(
            person=person, role=Role.objects.get(code="second_line"), actor=SYSTEM, at=at
        ),
        "join": lambda: join_team(person=person, team=a_team("ending"), actor=SYSTEM, at=at),
        "renarrow": lambda: change_role(role=agent, names=agent.names, grants=[], actor=SYSTEM, at=at),
    }[act]()

    assert ended(stream)
    response.close()


# REQ UX-9
def test_the_stream_of_a_screen_ends_when_it_is_switched_off(monkeypatch):
    monkeypatch.setattr(live, "PING_SECONDS", 0.5)
    manager = actor_of(a_person(roles=("desk_manager",)))
    screen, secret = open_screen(name="大厅", actor=manager)
    response = Client().get(f"/wall/{secret}/live")
    stream = iter(response)
    assert next(stream) == b"retry: 2000\n\n"

    end_screen(screen=screen, actor=manager, at=database_now())

    assert ended(stream)
    response.close()


def test_a_stream_has_an_end_after_which_its_reader_is_judged_anew(monkeypatch):
    monkeypatch.setattr(live, "LONGEST", timedelta(0))
    response = a_listener(a_person(roles=("agent",))).get("/live?topic=queue")

    assert list(response) == [b"retry: 2000\n\n"]
    response.close()


def test_a_stream_holds_no_connection():
    response = a_listener(a_person(roles=("agent",))).get("/live?topic=queue")

    assert connection.connection is None or connection.connection.closed
    response.close()


def test_nobody_hears_anything_without_signing_in():
    assert Client().get("/live?topic=queue").status_code == 302
