"""A desk under the default regulation of the service desk, and programs at its API."""

from typing import Any

import pytest

from tests.api.in_hand import compare_with_what_stands
from tests.capabilities.tickets.makers import Desk, a_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()


@pytest.fixture(autouse=True)
def what_is_told_from_the_hand_is_what_stands(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = "statements" in request.node.name or any("num_queries" in name for name in request.fixturenames)
    if not counts:
        compare_with_what_stands(monkeypatch)
