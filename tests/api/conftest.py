"""A desk under the default regulation of the service desk, and programs at its API."""

import pytest

from tests.capabilities.tickets.makers import Desk, a_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()
