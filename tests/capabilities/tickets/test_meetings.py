"""A coordination meeting is called, held and kept on record; nothing that was written is lost, and it can be undone."""

from datetime import timedelta

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotPermitted, NotVisible
from shouwen.base.time import fixed_at
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.commands import keep_meeting, open_meeting, undo
from shouwen.capabilities.tickets.models import Entry, Meeting, Ticket
from shouwen.capabilities.tickets.queries.meetings import meetings_of
from shouwen.capabilities.tickets.refusals import MeetingWaitedFor
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_desk, a_ticket, a_ticket_in_work, told

pytestmark = pytest.mark.django_db
TWENTY_PAST = MONDAY_10 + timedelta(minutes=20)
HALF_PAST = MONDAY_10 + timedelta(minutes=30)
SAID = {"cause": "交换机故障", "remote": "no", "decided": "派王工带备件到现场"}


@pytest.fixture
def desk():
    return a_desk()


# REQ DP-7
def test_a_meeting_is_on_record_with_who_the_cause_and_whether_it_can_be_helped_from_afar(desk):
    ticket = a_ticket_in_work(desk)
    expert = a_person("chen")

    meeting = _opened(desk, ticket, desk.manager, expert)
    _kept(desk, meeting, desk.manager, desk.engineer)

    (found,) = meetings_of(ticket.pk)
    assert (found.invited, set(found.attended)) == (
        tuple(sorted((desk.manager, expert), key=lambda one: one.name)),
        {desk.manager, desk.engineer},
    )
    row = found.meeting
    assert (row.opened_by, row.held_at, row.kept_by) == (desk.engineer, TWENTY_PAST, desk.engineer)
    assert (row.cause, row.remote, row.decided) == tuple(SAID.values())
    assert Ticket.objects.filter(pk=ticket.pk, involvements__person=expert).exists()
    assert told(ticket)[-3:] == [
        "ticket.meeting_opened",
        "ticket.meeting_held",
        "ticket.remote_ruled_out",
    ]
    assert [fact.at for fact in facts_of(ticket.pk)[-2:]] == [TWENTY_PAST, TWENTY_PAST]


# REQ DP-7
def test_a_record_is_corrected_and_what_was_written_before_stays(desk):
    ticket = a_ticket_in_work(desk)
    meeting = _opened(desk, ticket, desk.manager)
    _kept(desk, meeting, desk.manager)

    _kept(desk, meeting, desk.engineer, at=MONDAY_11, cause="电源", remote="yes", decided="远程重启")

    (found,) = meetings_of(ticket.pk)
    written = Entry.objects.filter(ticket=ticket, kind="meeting").order_by("pk")
    assert (found.meeting.cause, found.meeting.remote, found.attended) == ("电源", "yes", (desk.engineer,))
    assert [one.facets["cause"] for one in written] == ["交换机故障", "电源"]
    assert told(ticket)[-2:] == ["ticket.meeting_corrected", "ticket.remote_not_ruled_out"]


# REQ DP-7
def test_what_was_called_or_written_by_mistake_is_undone(desk):
    ticket = a_ticket_in_work(desk)
    meeting = _opened(desk, ticket, desk.manager)
    with fixed_at(HALF_PAST):
        _kept(desk, meeting, desk.manager)
    held = next(fact for fact in facts_of(ticket.pk) if fact.name == "ticket.meeting_held")

    undone = _undone(desk, ticket, held.seq)

    (blank,) = meetings_of(ticket.pk)
    row = blank.meeting
    assert (row.held_at, row.cause, row.remote, row.decided) == (None, "", "unknown", "")
    assert (undone.evidence["meeting"], blank.attended) == ("waited_for", ())


def test_a_meeting_called_by_mistake_is_no_more_and_another_can_be_called(desk):
    ticket = a_ticket_in_work(desk)
    meeting = _opened(desk, ticket, desk.manager)
    seq = facts_of(ticket.pk)[-1].seq

    _undone(desk, ticket, seq, at=MONDAY_10)
    gone = meetings_of(ticket.pk)
    with pytest.raises(NotVisible):
        _kept(desk, meeting, desk.manager)
    _opened(desk, ticket, desk.other_engineer)

    assert gone == []
    assert [one.invited for one in meetings_of(ticket.pk)] == [(desk.other_engineer,)]


def test_a_meeting_of_the_very_minute_of_the_report_can_be_written_down(desk):
    reported = MONDAY_10.replace(minute=0, second=23)
    ticket = a_ticket(desk, at=reported, occurred_at=None)
    meeting = _opened(desk, ticket, desk.manager, by=desk.manager, at=reported)

    _kept(desk, meeting, desk.manager, by=desk.manager, held_at=MONDAY_10)

    assert meetings_of(ticket.pk)[0].meeting.held_at == reported


def test_one_meeting_is_waited_for_at_a_time(desk):
    ticket = a_ticket_in_work(desk)
    _opened(desk, ticket, desk.manager)

    with pytest.raises(MeetingWaitedFor):
        _opened(desk, ticket, desk.other_engineer)


def test_a_record_without_anybody_decision_or_of_the_future_is_refused(desk):
    ticket = a_ticket_in_work(desk)
    with pytest.raises(InvalidInput) as nobody:
        _opened(desk, ticket)
    meeting = _opened(desk, ticket, desk.manager)

    with pytest.raises(InvalidInput) as refused:
        _kept(desk, meeting, decided=" ", held_at=MONDAY_11)

    assert set(nobody.value.errors) == {"invited"}
    assert set(refused.value.errors) == {"attended", "decided", "held_at"}


# REQ DP-7
def test_who_takes_part_keeps_the_record_and_a_stranger_neither_keeps_nor_calls(desk):
    ticket = a_ticket_in_work(desk)
    expert, stranger = a_person("chen", roles=("third_line",)), a_person("liu", roles=("third_line",))
    meeting = _opened(desk, ticket, expert)

    with pytest.raises(NotPermitted):
        _kept(desk, meeting, expert, by=stranger)
    with pytest.raises(NotPermitted):
        _opened(desk, ticket, expert, by=stranger)
    _kept(desk, meeting, expert, by=expert)

    assert meetings_of(ticket.pk)[0].meeting.kept_by == expert


def _opened(desk, ticket, *invited, by=None, at=MONDAY_10):
    return open_meeting(
        ticket=ticket, invited=invited, about="收费停摆", actor=actor_of(by or desk.engineer), at=at
    )


def _kept(desk, meeting, *attended, at=HALF_PAST, by=None, held_at=TWENTY_PAST, **changes):
    return keep_meeting(
        meeting=Meeting.objects.select_related("ticket").get(pk=meeting.pk),
        attended=attended,
        held_at=held_at,
        actor=actor_of(by or desk.engineer),
        at=at,
        **{**SAID, **changes},
    )


def _undone(desk, ticket, seq, *, at=HALF_PAST):
    return undo(ticket=ticket, seq=seq, actor=desk.as_engineer, at=at)
