"""Promises by the API: each with its account, stretch by stretch, as the page and the terminal give it."""

from datetime import datetime, timedelta

import pytest

from shouwen.base.time import fixed_at
from shouwen.capabilities.tickets.commands import resume_ticket, suspend_ticket
from tests.api.makers import a_thrifty_program
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ BX-1 RS-15 SD-13
def test_the_account_of_a_promise_can_be_asked_by_a_program(desk):
    ticket = a_ticket_in_work(desk)
    suspend_ticket(
        ticket=ticket, reason="waiting_customer", until=MONDAY_11, actor=desk.as_engineer, at=MONDAY_10
    )
    resume_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11)
    program = a_thrifty_program(desk.agent)
    (clock,) = [one for one in _clocks(program, ticket) if one["promise"] == "resolution"]

    account = program.get(clock["url"]).json()

    lines = [
        (_at(line["begins_at"]), _at(line["ends_at"]), line["counts"], line["cause"])
        for line in account["lines"]
    ]
    assert [begins for begins, *_ in lines[1:]] == [ends for _, ends, *_ in lines[:-1]]
    assert sum((ends - begins for begins, ends, counts, _ in lines if counts), timedelta()) == timedelta(
        seconds=account["counted_seconds"]
    )
    ((rest_from, rest_to, counts, cause),) = [line for line in lines if "Waiting for the customer" in line[3]]
    (paused_by,) = {line["paused_by"] for line in account["lines"]} - {""}
    assert (rest_from, rest_to, counts, paused_by) == (MONDAY_10, MONDAY_11, False, desk.engineer.name)
    assert (cause in account["text"], desk.engineer.name in account["text"]) == (True, False)
    assert (account["clock"], account["regulation"]) == (clock, 1)
    assert (account["calendar"], account["calendar_version"]) == ("Office hours 5x8", 1)


def test_the_account_of_another_tickets_promise_is_not_told_here(desk):
    one, other = a_ticket(desk), a_ticket(desk, at=MONDAY_9)
    program = a_thrifty_program(desk.agent)
    (clock, *_more) = _clocks(program, one)

    assert program.get(f"/tickets/{other.number}/clocks/{clock['id']}/explanation").status_code == 404


def _clocks(program, ticket) -> list[dict]:
    with fixed_at(MONDAY_11):
        return program.get(f"/tickets/{ticket.number}/clocks").json()["items"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
