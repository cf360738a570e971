"""A merge can be taken back until the customer has been told something by the ticket that goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from shouwen.base.journal import facts_of
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import (
    add_note,
    change_contract,
    merge_tickets,
    record_customer_word,
    reply_to_customer,
    resume_ticket,
    suspend_ticket,
    unmerge_tickets,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import UndoTooLate
from tests.capabilities.customers.makers import a_contract
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    SUNDAY_9,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


# REQ BX-1
def test_a_word_to_the_customer_ends_the_undo_and_one_of_his_or_a_note_among_colleagues_does_not():
    desk = a_desk()
    first, second = a_ticket(desk), a_ticket(desk, at=MONDAY_10)
    merge_tickets(absorbed=second, survivor=first, actor=desk.as_agent, at=MONDAY_10)
    soon = MONDAY_10 + MINUTE
    add_note(ticket=first, text="同一件事", actor=desk.as_agent, at=soon)
    record_customer_word(ticket=first, text="好了吗", actor=desk.as_contact, at=soon, channel="portal")
    unmerge_tickets(absorbed=second, actor=desk.as_agent, at=soon)
    merge_tickets(absorbed=second, survivor=first, actor=desk.as_agent, at=soon)
    reply_to_customer(ticket=first, text="两件一起处理", actor=desk.as_agent, at=MONDAY_11)

    with pytest.raises(UndoTooLate):
        unmerge_tickets(absorbed=second, actor=desk.as_agent, at=MONDAY_11)

    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("merged", first.pk)


# REQ BX-1
def test_two_resting_tickets_merged_leave_one_resting_and_its_promises_from_the_first_report():
    desk = a_desk()
    earlier = a_ticket(desk, occurred_at=MONDAY_9)
    later = a_ticket(desk, at=MONDAY_10, occurred_at=MONDAY_10)
    for ticket in (earlier, later):
        suspend_ticket(
            ticket=ticket, reason="waiting_customer", until=MONDAY_11, actor=desk.as_agent, at=MONDAY_10
        )
    begun = dict(_open(earlier).values_list("promise", "started_at"))

    survivor = merge_tickets(absorbed=earlier, survivor=later, actor=desk.as_agent, at=MONDAY_10)

    kept = dict(_open(later).values_list("promise", "started_at"))
    ended = Clock.objects.filter(subject_id=earlier.pk, cancelled_because="ticket.merged")
    assert (survivor.state, _open(earlier).count(), ended.count()) == ("suspended", 0, len(begun))
    assert kept == begun


# REQ BX-1
def test_the_survivor_counts_from_the_earlier_occurrence_report_and_registration_as_each_promise_asks():
    desk = a_desk()
    with fixed_at(MONDAY_9):
        reported_first = a_ticket(desk, occurred_at=SUNDAY_9 + HOUR, reported_at=MONDAY_9 - HOUR)
    with fixed_at(MONDAY_10):
        occurred_first = a_ticket(desk, at=MONDAY_10, occurred_at=SUNDAY_9, reported_at=MONDAY_10)

    with fixed_at(MONDAY_11):
        survivor = merge_tickets(
            absorbed=reported_first, survivor=occurred_first, actor=desk.as_agent, at=MONDAY_11
        )

    assert (survivor.occurred_at, survivor.reported_at) == (SUNDAY_9, MONDAY_9 - HOUR)
    assert facts_of(survivor.pk)[-1].name.startswith("clock.")
    (told,) = [fact for fact in facts_of(survivor.pk) if fact.name == "ticket.absorbed"]
    assert {name: parse_datetime(at) for name, at in told.payload["earliest"].items()} == {
        "": MONDAY_9, "occurred_at": SUNDAY_9, "reported_at": MONDAY_9 - HOUR,
    }  # fmt: skip
    assert {clock.started_at for clock in _open(survivor).filter(promise="response")} == {SUNDAY_9}
    assert rebuild(subject_ids=[survivor.pk, reported_first.pk], at=MONDAY_11) == []


# REQ BX-1
def test_undone_a_merge_gives_back_exactly_what_both_were():
    desk = a_desk()
    gone = a_ticket_in_work(desk, at=MONDAY_10 - 2 * MINUTE, occurred_at=MONDAY_10 - 2 * MINUTE)
    stays = a_ticket(desk, at=MONDAY_10, customer=None, contact=None, occurred_at=None)
    suspend_ticket(
        ticket=gone,
        reason="waiting_customer",
        until=MONDAY_11 + 9 * HOUR,
        actor=desk.as_engineer,
        at=MONDAY_10,
    )
    before = _all_of(gone, stays)

    merge_tickets(absorbed=gone, survivor=stays, actor=desk.as_agent, at=MONDAY_10 + MINUTE)
    assert _all_of(gone, stays) != before
    unmerge_tickets(absorbed=gone, actor=desk.as_agent, at=MONDAY_10 + 2 * MINUTE)

    assert _all_of(gone, stays) == before
    resume_ticket(ticket=gone, actor=desk.as_engineer, at=MONDAY_11 + HOUR)
    gone.refresh_from_db()
    assert gone.state == "in_progress"
    assert rebuild(subject_ids=[gone.pk, stays.pk], at=MONDAY_11 + HOUR) == []


# REQ BX-1
def test_what_people_changed_after_the_merge_stays_when_it_is_undone():
    desk = a_desk()
    gone, stays = a_ticket(desk), a_ticket(desk, at=MONDAY_10, customer=None, contact=None)
    merge_tickets(absorbed=gone, survivor=stays, actor=desk.as_agent, at=MONDAY_10)
    other = a_contract(desk.customer, desk.product, services={"fault": None})
    change_contract(ticket=stays, contract=other, reason="另立合同", actor=desk.as_manager, at=MONDAY_10)

    unmerge_tickets(absorbed=gone, actor=desk.as_agent, at=MONDAY_11)

    stays.refresh_from_db()
    assert (stays.contract, stays.customer) == (other, None)


def _all_of(*tickets: Ticket) -> list[Any]:
    """Every value of these tickets, and of their open clocks whatever is known by their keys."""
    ids = [ticket.pk for ticket in tickets]
    columns = [
        "subject_id", "promise", "begun_by", "status", "started_at", "due_at", "calendar", "calendar_version", "span",
        "position", "running_since", "next_at", "fired", "pauses",
    ]  # fmt: skip
    clocks = Clock.objects.filter(subject_id__in=ids, is_open=True).order_by("subject_id", "promise")
    return [list(Ticket.objects.filter(pk__in=ids).order_by("pk").values()), list(clocks.values(*columns))]


def _open(ticket: Ticket) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_id=ticket.pk, is_open=True)
