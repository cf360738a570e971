"""A closed ticket comes back within the days of the regulation, with a clock of its own; after that it is a new one."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from shouwen.base.actors import SYSTEM
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.commands import (
    import_holidays,
    left_behind,
    move_next,
    put_into_force,
    rebuild,
    recount,
)
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import cancel_ticket, close_ticket, complete_ticket, reopen_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import ReopenTooLate
from tests.capabilities.tickets.makers import MONDAY_11, Desk, a_desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

LONGER = preset_text("desk").replace(
    "level: medium}, within: {working: 8h}", "level: medium}, within: {working: 9h}"
)
CLOSED_AT = MONDAY_11 + timedelta(minutes=10)


def a_closed_ticket(desk: Desk) -> Ticket:
    ticket = complete_ticket(
        ticket=a_ticket_in_work(desk), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机检查后更换",
        way=Way.ON_SITE, actor=desk.as_engineer, at=MONDAY_11,
    )  # fmt: skip
    return close_ticket(ticket=ticket, override_reason="客户已书面确认", actor=desk.as_manager, at=CLOSED_AT)


def a_cancelled_ticket(desk: Desk) -> Ticket:
    """One of which nothing is promised any more, not even a call-back."""
    ticket = a_ticket_in_work(desk)
    return cancel_ticket(ticket=ticket, reason="误报", actor=desk.as_manager, at=CLOSED_AT)


def test_to_the_last_instant_of_its_30_days_it_comes_back():  # REQ SD-15
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    last = CLOSED_AT + timedelta(days=30)

    assert (
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=last).state == "in_progress"
    )


def test_what_was_shown_of_the_result_is_forgotten_and_what_was_checked_before_the_work_stays():
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    before = {"checked": "valid", "backup": True, "charge": "agreed", "change_approved": "x"}
    Ticket.objects.filter(pk=ticket.pk).update(evidence=before | {"answered": True, "customer_agreed": "x"})

    assert (
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=CLOSED_AT).evidence == before
    )


def test_after_29_days_it_comes_back_with_a_second_clock_linked_to_the_first():  # REQ SD-15, BX-1
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    later = CLOSED_AT + timedelta(days=29)

    with fixed_at(later):
        ticket = reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=later)

    first, second = Clock.objects.filter(subject=ticket.pk, promise="resolution").order_by("begun_by")
    assert (first.status, second.status, second.started_at) == ("met", "running", later)
    assert second.follows == first.begun_by
    assert rebuild(subject_ids=[ticket.pk], at=later) == []


def test_it_comes_back_under_the_version_to_which_all_that_was_open_has_moved():  # REQ SD-15, BX-3, BX-4
    desk = a_desk()
    ticket = a_cancelled_ticket(desk)
    moved_at = CLOSED_AT + timedelta(days=1)
    with fixed_at(moved_at):
        draft = import_regulation(text=LONGER, actor=SYSTEM, at=moved_at)
        version = put_into_force(version=draft, actor=SYSTEM, at=moved_at, for_open=True).activation.version
        assert move_next() == 0  # what is over stays as it was

    with fixed_at(moved_at + timedelta(days=1)):
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=moved_at + timedelta(days=1))

    first, second = Clock.objects.filter(subject=ticket.pk, promise="resolution").order_by("begun_by")
    assert (second.regulation_id, second.span - first.span) == (version.pk, timedelta(hours=1))
    assert rebuild(subject_ids=[ticket.pk], at=moved_at + timedelta(days=2)) == []


@fixed_at(CLOSED_AT)
def test_it_comes_back_with_the_holidays_that_became_known_meanwhile():  # REQ SD-15, BX-4
    desk = a_desk()
    ticket = a_cancelled_ticket(desk)
    learned_at = CLOSED_AT + timedelta(hours=1)
    back_at = CLOSED_AT + timedelta(hours=2)
    day_off = [{"on": "2026-11-24", "is": "closed", "name": "停电"}]
    with fixed_at(learned_at):
        import_holidays(
            region="cn", year=2026, days=day_off, source="", regulation=active_regulation(), actor=SYSTEM,
            at=learned_at,
        )  # fmt: skip
        assert sum(recount(at=learned_at)) == 0

    with fixed_at(back_at):
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=back_at)
        assert left_behind(at=back_at) == 0

    again = Clock.objects.get(subject=ticket.pk, promise="resolution", status="running")
    assert localdate(again.due_at) == date(2026, 11, 25)
    assert rebuild(subject_ids=[ticket.pk], at=back_at) == []


def test_after_31_days_it_stays_closed():  # REQ SD-15
    desk = a_desk()
    ticket = a_closed_ticket(desk)
    later = CLOSED_AT + timedelta(days=31)

    with fixed_at(later), pytest.raises(ReopenTooLate):
        reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=later)

    assert Clock.objects.filter(subject=ticket.pk, promise="resolution").count() == 1
