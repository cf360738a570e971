"""Duty keeps the desk's holidays and make-up days, unless a plan, or the desk, never closes."""

from datetime import UTC, date, datetime, time

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.queries import actor_of, is_on_duty
from shouwen.capabilities.tickets.commands import dispatch_ticket
from shouwen.capabilities.tickets.refusals import EngineerOffDuty
from tests.capabilities.tickets.makers import FOUNDING_DAY, a_desk, a_ticket

pytestmark = pytest.mark.django_db

NATIONAL_DAY = datetime(2026, 10, 1, 2, tzinfo=UTC)  # a Thursday, 10:00 in Shanghai
MAKE_UP_SATURDAY = datetime(2026, 10, 10, 2, tzinfo=UTC)
PLAIN_SATURDAY = datetime(2026, 10, 17, 2, tzinfo=UTC)


# REQ SD-3 RS-13
def test_nobody_is_on_duty_on_a_public_holiday_and_everybody_on_a_make_up_saturday():
    desk = a_desk()

    present = [is_on_duty(desk.engineer, at=at) for at in (NATIONAL_DAY, MAKE_UP_SATURDAY, PLAIN_SATURDAY)]

    assert present == [False, True, False]


# REQ RS-13
def test_a_plan_may_go_on_over_holidays():
    desk = a_desk()
    week = [Shift(day, time(9), time(17)) for day in range(1, 6)]
    set_weekly_plan(
        person=desk.engineer, shifts=week, valid_from=date(2026, 1, 1), actor=SYSTEM, at=FOUNDING_DAY, on_holidays=True
    )  # fmt: skip

    present = [is_on_duty(desk.engineer, at=at) for at in (NATIONAL_DAY, MAKE_UP_SATURDAY, PLAIN_SATURDAY)]

    assert present == [True, False, False]


# REQ RS-13
def test_a_desk_that_never_closes_keeps_its_weekly_plans():
    desk = a_desk("always-on")

    assert is_on_duty(desk.engineer, at=NATIONAL_DAY)


# REQ RS-13 RS-4
def test_a_ticket_is_not_dispatched_to_somebody_who_is_free_on_a_holiday():
    desk = a_desk()
    ticket = a_ticket(desk, at=NATIONAL_DAY, occurred_at=None)

    with pytest.raises(EngineerOffDuty):
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=actor_of(desk.agent), at=NATIONAL_DAY)
