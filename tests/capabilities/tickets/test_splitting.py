"""A split is taken back as long as nobody has gone on from it: nothing of the new ticket is lost, nothing is left to do."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest

from shouwen.base.files import Upload
from shouwen.base.journal import facts_of
from shouwen.base.models import Attachment, Message
from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.notifications.commands.outbox import claim_messages, mark_sent
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.notifications.reactions import tell_facts
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import (
    add_note,
    attach_file,
    dispatch_ticket,
    reopen_ticket,
    reply_to_customer,
    split_ticket,
    undo,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import UndoTooLate
from tests.capabilities.tickets.makers import MONDAY_10, Desk, a_desk, a_request, a_ticket, told

pytestmark = pytest.mark.django_db

SOON = timedelta(seconds=5)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def split(desk: Desk, ticket: Ticket, *, at: datetime = MONDAY_10) -> Ticket:
    with fixed_at(at):
        return split_ticket(
            ticket=ticket, new=a_request(desk, description="另：扫描仪也坏了"), actor=desk.as_agent, at=at
        )


def take_back(desk: Desk, ticket: Ticket, *, at: datetime = MONDAY_10 + SOON) -> None:
    seq = next(fact.seq for fact in facts_of(ticket.pk) if fact.name == "ticket.split")
    undo(ticket=ticket, seq=seq, actor=desk.as_agent, at=at)


def tell_all(ticket: Ticket) -> None:
    tell_facts([fact.pk for fact in facts_of(ticket.pk)])


# REQ BX-1
def test_a_split_taken_back_ends_the_new_ticket_and_both_tell_it(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)

    take_back(desk, ticket)

    child.refresh_from_db()
    ticket.refresh_from_db()
    assert (child.state, child.close_kind, child.closed_at) == (
        "cancelled",
        "split_taken_back",
        MONDAY_10 + SOON,
    )
    assert told(child) == ["ticket.registered", "ticket.accepted", "ticket.cancelled"]
    assert told(ticket)[-2:] == ["ticket.split", "ticket.undone"]
    assert ticket.state == "accepted"
    assert child.number.startswith("SD-")
    assert [(link.other_id, link.kind) for link in child.links.all()] == [(ticket.pk, "split_from")]
    assert child.entries.get(kind="description").body == "另：扫描仪也坏了"


# REQ BX-1
def test_its_clocks_end_with_the_reason_and_counting_anew_finds_no_difference(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    live = Clock.objects.filter(subject_id=child.pk, status="running").count()

    take_back(desk, ticket)

    clocks = Clock.objects.filter(subject_id=child.pk).exclude(status="met")
    assert live > 0
    assert set(clocks.values_list("status", "cancelled_because")) == {("cancelled", "ticket.cancelled")}
    assert rebuild(subject_ids=[child.pk, ticket.pk], at=MONDAY_10 + SOON) == []


def test_the_customer_is_told_nothing_of_a_ticket_that_was_a_slip(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    tell_all(child)
    waiting = Message.objects.filter(subject_id=child.pk, state="waiting")
    earliest = min(waiting.values_list("not_before", flat=True))
    n = waiting.count()

    take_back(desk, ticket)
    tell_all(child)

    assert n > 0
    assert earliest - facts_of(child.pk)[0].recorded_at > timedelta(seconds=10)
    assert set(Message.objects.filter(subject_id=child.pk).values_list("state", "last_error")) == {
        ("withdrawn", "undone")
    }
    assert Message.objects.filter(subject_id=child.pk).count() == n
    assert not Notice.objects.unread().filter(subject_id=child.pk).exists()


def test_what_was_about_to_be_written_while_it_was_taken_back_does_not_leave_either(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    tell_all(child)
    written = list(Message.objects.filter(subject_id=child.pk))
    Message.objects.filter(subject_id=child.pk).delete()
    take_back(desk, ticket)
    Message.objects.bulk_create(written)  # a reaction that had read the ticket before

    claim = claim_messages(limit=100, at=MONDAY_10 + timedelta(hours=1))

    assert child.pk not in {message.subject_id for message in claim.messages}


# REQ BX-1
@pytest.mark.parametrize(
    "act",
    [
        lambda desk, child: dispatch_ticket(
            ticket=child, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_10
        ),
        lambda desk, child: add_note(ticket=child, text="我来看看", actor=desk.as_agent, at=MONDAY_10),
        lambda desk, child: reply_to_customer(ticket=child, text="收到", actor=desk.as_agent, at=MONDAY_10),
    ],
)
def test_once_somebody_has_gone_on_from_it_it_stays(desk, act):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    act(desk, child)
    before = facts_of(ticket.pk)[-1].seq

    with pytest.raises(UndoTooLate) as refused:
        take_back(desk, ticket)

    child.refresh_from_db()
    assert child.number in refused.value.sentence()
    assert child.state in ("accepted", "dispatched")
    assert facts_of(ticket.pk)[-1].seq == before


def test_once_a_message_about_it_has_left_it_stays(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    tell_all(child)
    claim = claim_messages(limit=100, at=MONDAY_10 + timedelta(hours=1))
    (letter, *_) = [message for message in claim.messages if message.subject_id == child.pk]
    mark_sent(message=letter, token=claim.token, at=MONDAY_10)

    with pytest.raises(UndoTooLate):
        take_back(desk, ticket)

    child.refresh_from_db()
    assert child.state == "accepted"


def test_what_promises_tell_of_themselves_and_files_given_with_the_request_are_nobodys_act(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    with fixed_at(MONDAY_10):  # the same request
        scan = Upload(BytesIO(b"scan"), "scan.txt", "text/plain")
        attach_file(ticket=child, upload=scan, actor=desk.as_agent, at=MONDAY_10)

    take_back(desk, ticket)

    child.refresh_from_db()
    assert any(fact.name.startswith("clock.") for fact in facts_of(child.pk))
    assert child.state == "cancelled"
    assert Attachment.objects.filter(subject_id=child.pk).count() == 1


def test_after_the_undo_window_and_by_somebody_else_it_stays(desk):
    ticket = a_ticket(desk)
    split(desk, ticket)
    (seq,) = [fact.seq for fact in facts_of(ticket.pk) if fact.name == "ticket.split"]

    for actor, at in ((desk.as_manager, MONDAY_10 + SOON), (desk.as_agent, MONDAY_10 + timedelta(minutes=1))):
        with pytest.raises(UndoTooLate):
            undo(ticket=ticket, seq=seq, actor=actor, at=at)


def test_taking_back_is_not_undone_in_turn_but_the_ticket_may_be_reopened(desk):
    ticket = a_ticket(desk)
    child = split(desk, ticket)
    take_back(desk, ticket)
    (cancelled,) = [fact.seq for fact in facts_of(child.pk) if fact.name == "ticket.cancelled"]

    with pytest.raises(UndoTooLate):
        undo(ticket=child, seq=cancelled, actor=desk.as_agent, at=MONDAY_10 + SOON)
    again = reopen_ticket(
        ticket=child, reason="确实是另一件事", actor=desk.as_manager, at=MONDAY_10 + timedelta(minutes=5)
    )

    assert (again.state, again.close_kind) == ("accepted", "")
    assert rebuild(subject_ids=[child.pk, ticket.pk], at=MONDAY_10 + timedelta(minutes=5)) == []
    assert not CallBack.objects.waiting().filter(ticket=child).exists()
