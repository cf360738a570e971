"""How many statements a write by the API costs, with its token, limit and idempotency key, without transaction control."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.api import door
from shouwen.base.time import fixed_at
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import MONDAY_9
from tests.web.tickets.test_statements import CONTROL

pytestmark = pytest.mark.django_db
MOST = 15


@contextmanager
def at_most(most: int):
    with CaptureQueriesContext(connection) as captured:
        yield
    statements = [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]
    assert len(statements) <= most, "\n".join(statement[:160] for statement in statements)


@pytest.fixture
def monday(monkeypatch):
    """It is Monday, 9 o'clock, for the door too."""
    ask = door.actor_for_token
    monkeypatch.setattr(door, "actor_for_token", lambda token: (ask(token)[0], MONDAY_9))
    with fixed_at(MONDAY_9):
        yield


def test_registering_dispatching_and_answering_take_at_most_fifteen_statements_each(desk, monday):
    program = a_program(desk.agent)
    request = {
        "klass": "fault",
        "description": "二楼收费窗口的打印机卡纸，重启后仍然报错。",
        "impact": "department",
        "urgency": "hindered",
        "customer": desk.customer.code,
        "contact": desk.contact.pk,
        "contract": desk.contract.number,
        "product": desk.product.code,
    }
    number = program.post("/tickets", request, **{"Idempotency-Key": "warm"}).json()["number"]
    for place, engineer in enumerate((desk.engineer, desk.other_engineer)):
        if place:
            with at_most(MOST):
                answer = program.post("/tickets", request, **{"Idempotency-Key": "a"})
            assert answer.status_code == 201
            number = answer.json()["number"]
        for turn in (1, 2):  # the second dispatch ends the first
            with at_most(MOST):
                answer = program.post(
                    f"/tickets/{number}/dispatches",
                    {"engineer": engineer.user_name, "reason": "顺路"},
                    **{"Idempotency-Key": f"d{place}{turn}"},
                )
            assert answer.status_code == 201, answer.content.decode()
        with at_most(12):
            answer = program.post(
                f"/tickets/{number}/replies", {"text": "已安排"}, **{"Idempotency-Key": f"r{place}"}
            )
        assert answer.status_code == 201
