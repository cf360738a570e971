"""A desk and the phone of its customer's contact."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.capabilities.tickets.makers import Desk, a_desk
from tests.portal.makers import signed_in


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return a_desk()


@pytest.fixture
def client(desk: Desk) -> Client:
    return signed_in(desk.contact)
