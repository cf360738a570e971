"""The staff's pages as a browser without scripts asks for them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.web import middleware, shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_desk


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    shell.address.cache_clear()
    return a_desk()


@pytest.fixture
def at_instant(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on requests happen at this instant: the session's statement brings it, not the database's clock."""
    ask = middleware.actor_for_session

    def set_clock(instant: datetime) -> None:
        monkeypatch.setattr(middleware, "actor_for_session", lambda key: (ask(key)[0], instant))

    return set_clock


@pytest.fixture
def browse(desk: Desk, at_instant: Callable[[datetime], None]) -> Callable[[Person], Client]:
    """A browser signed in as this person, on Monday at nine."""
    at_instant(MONDAY_9)

    def signed_in(person: Person) -> Client:
        client = Client(headers={"Accept-Language": "zh-CN"})
        client.cookies[COOKIE] = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
        return client

    return signed_in
