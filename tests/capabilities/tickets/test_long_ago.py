"""What happened long ago: how far back a told date may lie, and how far back a promise counts from it."""

from datetime import UTC, datetime, timedelta

import pytest

from shouwen.base.refusals import InvalidInput
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.explaining import explain_clock
from shouwen.capabilities.tickets.commands import merge_tickets
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, SUNDAY_9, Desk, a_desk, a_ticket

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FRIDAY_16 = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MILLENNIUM = datetime(2000, 1, 1, tzinfo=UTC)
PRESETS = ("desk", "sla", "always-on", "dealer", "software", "default")


def response_of(ticket: Ticket) -> Clock:
    return Clock.objects.get(subject_id=ticket.pk, promise="response")


# REQ SD-7
@pytest.mark.parametrize("preset", PRESETS)
def test_a_slip_of_the_year_is_refused_and_a_fault_of_last_month_breaks_no_promise_by_being_told(preset):
    desk = a_desk(preset)
    with pytest.raises(InvalidInput) as refused:
        a_ticket(desk, occurred_at=MILLENNIUM, reported_at=MILLENNIUM)
    assert set(refused.value.errors) == {"occurred_at", "reported_at"}
    assert "365 天" in refused.value.errors["occurred_at"]
    assert not Ticket.objects.exists()

    with fixed_at(MONDAY_9):
        ticket = a_ticket(desk, occurred_at=MONDAY_9 - 30 * DAY)

    assert ticket.occurred_at == MONDAY_9 - 30 * DAY
    clocks = Clock.objects.filter(subject_id=ticket.pk)
    assert clocks.exists()
    assert not [clock.promise for clock in clocks if clock.breached_at or clock.started_at < MONDAY_9]


# REQ SD-7
def test_the_response_counts_from_the_weekend_it_happened_on_and_not_from_the_week_before():
    desk = a_desk()

    on_friday, last_week = a_ticket(desk, occurred_at=FRIDAY_16), a_ticket(desk, occurred_at=FRIDAY_16 - DAY)

    assert response_of(on_friday).started_at == FRIDAY_16
    counted = response_of(last_week)
    assert counted.started_at == MONDAY_9
    late_told = a_ticket(desk, at=MONDAY_10, occurred_at=FRIDAY_16 - DAY, reported_at=MONDAY_9)
    assert response_of(late_told).started_at == MONDAY_9
    assert explain_clock(response_of(late_told)).beginning == (
        "自 2026-11-23 09:00 起算，即客户所述的发生时间；若发生后超过 3 天才报告，则为报告时间。",
    )
    with fixed_at(MONDAY_10):
        assert rebuild(check=True) == []


# REQ SD-7 BX-1
def test_of_merged_tickets_neither_takes_a_promise_further_back_than_it_reaches():
    desk: Desk = a_desk()
    first, long_ago = a_ticket(desk, occurred_at=SUNDAY_9), a_ticket(desk, occurred_at=MONDAY_9 - 30 * DAY)

    merge_tickets(absorbed=long_ago, survivor=first, actor=desk.as_agent, at=MONDAY_10)

    first.refresh_from_db()
    assert first.occurred_at == MONDAY_9 - 30 * DAY
    assert response_of(first).started_at == SUNDAY_9
