"""A merge can be taken back until the customer has been told something by the ticket that goes on."""

import pytest
from django.db.models import QuerySet

from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import (
    add_note,
    merge_tickets,
    reply_to_customer,
    suspend_ticket,
    unmerge_tickets,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import UndoTooLate
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_desk, a_ticket

pytestmark = pytest.mark.django_db


# REQ BX-1
def test_a_word_to_the_customer_ends_the_undo_and_a_note_among_colleagues_does_not():
    desk = a_desk()
    first, second = a_ticket(desk), a_ticket(desk, at=MONDAY_10)
    merge_tickets(absorbed=second, survivor=first, actor=desk.as_agent, at=MONDAY_10)
    add_note(ticket=first, text="同一件事", actor=desk.as_agent, at=MONDAY_10)
    unmerge_tickets(absorbed=second, actor=desk.as_agent, at=MONDAY_10)
    merge_tickets(absorbed=second, survivor=first, actor=desk.as_agent, at=MONDAY_10)
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


def _open(ticket: Ticket) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_id=ticket.pk, is_open=True)
