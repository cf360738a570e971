"""A closed ticket comes back within the days of the regulation, with a clock of its own; after that it is a new one."""

from datetime import timedelta

import pytest

from shouwen.base.time import pinned
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import close_ticket, complete_ticket, reopen_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import ReopenTooLate
from tests.capabilities.tickets.makers import MONDAY_11, Desk, a_desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

CLOSED_AT = MONDAY_11 + timedelta(minutes=10)


def a_closed_ticket(desk: Desk) -> Ticket:
    ticket = complete_ticket(
        ticket=a_ticket_in_work(desk), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机检查后更换",
        way=Way.ON_SITE, actor=desk.as_engineer, at=MONDAY_11,
    )  # fmt: skip
    return close_ticket(ticket=ticket, override_reason="客户已书面确认", actor=desk.as_manager, at=CLOSED_AT)


def test_after_29_days_it_comes_back_with_a_second_clock_linked_to_the_first():  # REQ SD-15, BX-1
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    later = CLOSED_AT + timedelta(days=29)

    with pinned(later):
        ticket = reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=later)

    first, second = Clock.objects.filter(subject=ticket.pk, promise="resolution").order_by("begun_by")
    assert (first.status, second.status, second.started_at) == ("met", "running", later)
    assert second.follows == first.begun_by
    assert rebuild(subject_ids=[ticket.pk], at=later) == []


def test_after_31_days_it_stays_closed():  # REQ SD-15
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    later = CLOSED_AT + timedelta(days=31)

    with pinned(later), pytest.raises(ReopenTooLate):
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=later)

    assert Clock.objects.filter(subject=ticket.pk, promise="resolution").count() == 1
