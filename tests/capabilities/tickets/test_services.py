"""Services of the contract that tickets use: counted when the work is done, put right by hand, undone."""

from datetime import timedelta

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.base.permissions import NotPermitted
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.queries.services import owed_by
from shouwen.capabilities.customers.refusals import UsedUp
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.commands import (
    cancel_ticket,
    complete_ticket,
    count_services,
    grade_ticket,
    merge_tickets,
    override_check,
    reopen_ticket,
    undo,
    unmerge_tickets,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.reactions import REACTIONS, count_services_used
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_11, a_desk, a_ticket, a_ticket_in_work

pytestmark = [pytest.mark.django_db, pytest.mark.req("SA-1")]

DONE = {"cause": "断线", "solution": "接好", "process": "查线"}


@pytest.fixture
def desk():
    return a_desk(services={"fault": 2, "inspection": 1})


def test_completed_work_counts_what_its_request_asked_for_once(desk):
    ticket = a_ticket_in_work(desk)
    _completes(desk, ticket)
    reopen_ticket(ticket=ticket, reason="又坏了", actor=desk.as_agent, at=MONDAY_11)
    _completes(desk, ticket)

    assert _used(desk, ticket) == [("fault", 1, True), ("inspection", 0, False)]
    contract = [fact.name for fact in facts_of(desk.contract.subject_id)]
    assert contract.count("contract.service_used") == 1


def test_used_up_the_next_request_does_not_pass_the_check_and_what_is_done_all_the_same_counts(desk):
    for _ in range(2):
        _completes(desk, a_ticket_in_work(desk))
    third = a_ticket(desk)
    assert third.checks.get().findings == ["used_up"]
    assert "checked" not in third.evidence

    override_check(ticket=third, reason="经理同意", actor=desk.as_manager, at=MONDAY_11)
    _completes(desk, third, actor=desk.as_agent)
    assert _used(desk, third)[0] == ("fault", 3, True)


def test_by_hand_exactly_what_is_named_is_counted_and_undone_in_one_press(desk):
    ticket = a_ticket_in_work(desk)
    _completes(desk, ticket)

    count_services(ticket=ticket, services=["inspection"], actor=desk.as_engineer, at=MONDAY_11)
    assert _used(desk, ticket) == [("fault", 0, False), ("inspection", 1, True)]
    newest = Fact.objects.filter(subject_id=ticket.pk, name="ticket.services_counted").latest("seq")
    undo(ticket=ticket, seq=newest.seq, actor=desk.as_engineer, at=MONDAY_11)

    assert _used(desk, ticket) == [("fault", 1, True), ("inspection", 0, False)]


def test_nothing_left_nothing_owed_and_nobody_without_a_part_in_it_is_refused(desk):
    first, second = a_ticket_in_work(desk), a_ticket_in_work(desk)
    count_services(ticket=first, services=["inspection"], actor=desk.as_engineer, at=MONDAY_11)
    facts = len(facts_of(second.pk))

    for services, refusal, actor in (
        (["inspection"], UsedUp, desk.as_engineer),
        (["upgrade"], InvalidInput, desk.as_engineer),
        (["fault"], NotPermitted, actor_of(a_person("stranger"))),
    ):
        with pytest.raises(refusal):
            count_services(ticket=second, services=services, actor=actor, at=MONDAY_11)
    assert len(facts_of(second.pk)) == facts
    assert _used(desk, second) == [("fault", 0, False), ("inspection", 1, False)]


def test_a_cancelled_ticket_has_used_nothing_until_that_is_undone(desk):
    ticket = a_ticket_in_work(desk)
    count_services(ticket=ticket, services=["fault"], actor=desk.as_engineer, at=MONDAY_11)

    cancel_ticket(ticket=ticket, reason="误报", actor=desk.as_manager, at=MONDAY_11 + timedelta(minutes=1))
    assert _used(desk, ticket)[0] == ("fault", 0, False)
    newest = Fact.objects.filter(subject_id=ticket.pk, name="ticket.cancelled").latest("seq")
    undo(ticket=ticket, seq=newest.seq, actor=desk.as_manager, at=newest.at)

    assert _used(desk, ticket)[0] == ("fault", 1, True)


def test_a_merged_ticket_has_used_nothing_until_that_is_undone_and_the_one_that_goes_on_uses_its_own(desk):
    stays, gone = a_ticket_in_work(desk), a_ticket_in_work(desk)
    _completes(desk, gone)
    reopen_ticket(ticket=gone, reason="又坏了", actor=desk.as_agent, at=MONDAY_11)
    assert _used(desk, gone)[0] == ("fault", 1, True)

    merge_tickets(absorbed=gone, survivor=stays, actor=desk.as_agent, at=MONDAY_11)
    assert _used(desk, gone)[0] == ("fault", 0, False)
    unmerge_tickets(absorbed=gone, actor=desk.as_agent, at=MONDAY_11)
    assert _used(desk, gone)[0] == ("fault", 1, True)
    merge_tickets(absorbed=gone, survivor=stays, actor=desk.as_agent, at=MONDAY_11)
    _completes(desk, stays)

    assert (_used(desk, gone)[0], _used(desk, stays)[0]) == (("fault", 1, False), ("fault", 1, True))


def test_what_somebody_said_stands_when_the_worker_comes_late_or_twice(desk):
    ticket = a_ticket_in_work(desk)
    fact = _completes(desk, ticket)
    count_services(ticket=ticket, services=[], actor=desk.as_engineer, at=MONDAY_11)

    count_services_used(fact.pk)

    assert _used(desk, ticket) == [("fault", 0, False), ("inspection", 0, False)]


def test_what_was_counted_by_hand_before_is_all_when_the_work_is_done(desk):
    ticket = a_ticket_in_work(desk)
    count_services(ticket=ticket, services=["inspection"], actor=desk.as_engineer, at=MONDAY_11)

    _completes(desk, ticket)

    assert _used(desk, ticket) == [("fault", 0, False), ("inspection", 1, True)]


def test_what_was_none_after_all_counts_nothing_however_late_the_worker_comes(desk):
    ticket = a_ticket_in_work(desk)
    complete_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11, **DONE)
    fact = Fact.objects.filter(subject_id=ticket.pk, name="ticket.completed").latest("seq")
    reopen_ticket(ticket=ticket, reason="其实没坏", actor=desk.as_agent, at=MONDAY_11)
    cancel_ticket(ticket=ticket, reason="误报", actor=desk.as_manager, at=MONDAY_11)

    count_services_used(fact.pk)

    assert _used(desk, ticket)[0] == ("fault", 0, False)


def test_what_became_another_class_counts_what_that_class_asks_for():
    desk = a_desk(services={"fault": 2, "consulting": 2})
    ticket = a_ticket_in_work(desk)
    grade_ticket(ticket=ticket, klass="inquiry", reason="只是咨询", actor=desk.as_manager, at=MONDAY_11)

    _completes(desk, ticket)

    assert _used(desk, ticket) == [("fault", 0, False), ("consulting", 1, True)]


def test_what_is_served_at_a_charge_takes_nothing_from_the_contract(desk):
    ticket = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=ticket.pk).update(evidence={"checked": "charged"})

    _completes(desk, ticket)

    assert _used(desk, ticket)[0] == ("fault", 0, False)


def _completes(desk, ticket, *, actor=None):
    """The work is done, and the worker has counted it."""
    complete_ticket(ticket=ticket, actor=actor or desk.as_engineer, at=MONDAY_11, **DONE)
    fact = Fact.objects.filter(subject_id=ticket.pk, name="ticket.completed").latest("seq")
    for reaction in REACTIONS["ticket.completed"]:
        reaction(fact.pk)
    return fact


def _used(desk, ticket):
    return [(one.service, one.used, one.is_counted) for one in owed_by(desk.contract.pk, subject=ticket.pk)]
