"""News that arrives late says when it happened; nothing that is told as past lies in the future."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.commands import complete_ticket, update_progress
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    Desk,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WORKED: dict[str, Any] = {
    "done": "换了读卡器",
    "found": "触点氧化",
    "next_step": "下午复测",
    "next_at": MONDAY_11,
}


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def update(desk: Desk, ticket: Ticket, happened_at: datetime) -> datetime:
    """When the update is said to have been, once it is told at eleven."""
    update_progress(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11, happened_at=happened_at, **WORKED)
    return facts_of(ticket.pk)[-1].at


def test_an_update_counts_when_it_was_made_and_a_clock_slightly_ahead_means_now(desk):
    first, second = a_ticket_in_work(desk), a_ticket_in_work(desk)

    assert update(desk, first, MONDAY_10) == MONDAY_10
    assert update(desk, second, MONDAY_11 + MINUTE) == MONDAY_11


def test_what_is_told_in_the_minute_of_the_request_came_no_sooner_than_the_request(desk):
    """People write minutes: the request of half past the minute was heard of before it was answered."""
    ticket = a_ticket_in_work(desk, reported_at=MONDAY_9 - MINUTE / 2)

    assert update(desk, ticket, MONDAY_9 - MINUTE) == MONDAY_9 - MINUTE / 2


@pytest.mark.parametrize("happened_at", [MONDAY_9 - MINUTE, MONDAY_11 + 6 * MINUTE])
def test_what_lies_before_the_request_or_in_the_future_is_refused_and_breaks_no_promise(desk, happened_at):
    ticket = a_ticket_in_work(desk)
    before = [fact.name for fact in facts_of(ticket.pk)]

    with pytest.raises(InvalidInput) as progress:
        update(desk, ticket, happened_at)
    with pytest.raises(InvalidInput) as completion:
        complete_ticket(
            ticket=ticket, cause="c", solution="s", process="p", actor=desk.as_engineer, at=MONDAY_11,
            happened_at=happened_at,
        )  # fmt: skip

    assert (set(progress.value.errors), set(completion.value.errors)) == ({"happened_at"}, {"happened_at"})
    assert [fact.name for fact in facts_of(ticket.pk)] == before


def test_a_request_is_not_reported_in_the_future(desk):
    with pytest.raises(InvalidInput) as refused:
        a_ticket(desk, at=MONDAY_9, reported_at=MONDAY_10)

    assert set(refused.value.errors) == {"reported_at"}
    assert a_ticket(desk, at=MONDAY_9, reported_at=MONDAY_9 + MINUTE).reported_at == MONDAY_9
    assert Ticket.objects.count() == 1


def test_what_a_request_is_about_did_not_begin_in_the_future(desk):
    with pytest.raises(InvalidInput) as refused:
        a_ticket(desk, at=MONDAY_9, occurred_at=MONDAY_10)

    assert set(refused.value.errors) == {"occurred_at"}
    assert a_ticket(desk, at=MONDAY_9, occurred_at=MONDAY_9 + MINUTE).occurred_at == MONDAY_9
    assert Ticket.objects.count() == 1
