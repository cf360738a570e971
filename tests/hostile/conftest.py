"""A desk with something to attack, and browsers of those who are let in."""

import io
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from shouwen.base.files import Upload
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.commands import attach_file
from shouwen.web import shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_desk, a_ticket_in_work


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    shell.address.cache_clear()
    return a_desk()


@pytest.fixture
def places(desk: Desk) -> dict[str, str]:
    """A ticket in work with a file, and its company: what the parameters of addresses name."""
    ticket = a_ticket_in_work(desk)
    upload = Upload(io.BytesIO(b"line"), "a.log", "text/plain")
    kept = attach_file(ticket=ticket, upload=upload, actor=desk.as_agent, at=MONDAY_9)
    token = ticket.subject.public_token
    return {
        "number": ticket.number, "token": token, "file": kept.token, "signed": "made-up", "klass": "fault",
        "customer_id": str(desk.customer.pk), "contact_id": str(desk.contact.pk), "contract_id": str(desk.contract.pk),
        "person_id": str(desk.agent.pk), "seq": "1", "code": "desk", "raw": "made-up", "role": "agent", "team": "second_line",
        "skill": "system", "contact": str(desk.contact.pk), "slug": "urge",
    }  # fmt: skip


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    """The browser of a colleague who is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client(raise_request_exception=False)
        client.cookies[COOKIE] = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
        return client

    return signed_in
