"""Two who do the same to one ticket at once: one is taken, the other told why not; facts and clocks stay whole."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from shouwen.base import audit
from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.refusals import Refusal
from shouwen.capabilities.call_backs.commands import rate_ticket
from shouwen.capabilities.call_backs.reactions import open_for
from shouwen.capabilities.regulations.commands import activate_regulation, import_regulation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.service_levels.commands.rebuilding import rebuild
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    link_tickets,
    merge_tickets,
    record_call_back_result,
    refuse_dispatch,
    reopen_ticket,
    split_ticket,
    take_ticket,
    undo,
    unlink_tickets,
    unmerge_tickets,
    verify_ticket,
    withdraw_dispatch,
)
from shouwen.capabilities.tickets.commands.holding import lock_ticket
from shouwen.capabilities.tickets.models import Dispatch, Entry, Ticket
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    Desk,
    a_desk,
    a_request,
    a_ticket,
    a_ticket_in_work,
    told,
)
from tests.hostile.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

DONE = {"cause": "老化", "solution": "换了搓纸轮", "process": "上门"}
ONE_OF_TWO = [201, 409]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return a_desk()


def test_what_two_do_at_once_is_done_once(desk):
    done = complete_ticket(ticket=a_ticket_in_work(desk), **DONE, actor=desk.as_engineer, at=MONDAY_10)
    checked = complete_ticket(ticket=a_ticket_in_work(desk), **DONE, actor=desk.as_engineer, at=MONDAY_10)
    record_call_back_result(
        ticket=checked, rule="completion", purpose="completion", result="solved", said={}, grade=None,
        graded={}, evidence={"first_call_back": "solved"}, actor=desk.as_agent, at=MONDAY_10,
    )  # fmt: skip
    taken, divided, absorbed = a_ticket_in_work(desk), a_ticket(desk), a_ticket(desk)
    split_ticket(ticket=divided, new=a_request(desk), actor=desk.as_agent, at=MONDAY_10)
    merge_tickets(absorbed=absorbed, survivor=a_ticket(desk), actor=desk.as_manager, at=MONDAY_10)

    undone = _twice(taken, undo, seq=_newest(taken, "ticket.taken"), actor=desk.as_engineer)
    whole_again = _twice(divided, undo, seq=_newest(divided, "ticket.split"), actor=desk.as_agent)
    apart = at_once(*[_answer(unmerge_tickets, absorbed=absorbed, actor=desk.as_manager)] * 2)

    assert (
        _twice(_sent(desk), refuse_dispatch, reason="no_skill", text="x", actor=desk.as_engineer)
        == ONE_OF_TWO
    )
    assert _twice(_sent(desk), withdraw_dispatch, reason="派错了", actor=desk.as_agent) == ONE_OF_TWO
    assert _twice(a_ticket_in_work(desk), complete_ticket, **DONE, actor=desk.as_engineer) == ONE_OF_TWO
    assert _twice(done, reopen_ticket, reason="又坏了", actor=desk.as_agent) == ONE_OF_TWO
    assert _twice(checked, verify_ticket, actor=desk.as_agent) == ONE_OF_TWO
    assert (undone, whole_again, sorted(apart)) == (ONE_OF_TWO, ONE_OF_TWO, ONE_OF_TWO)
    assert told(absorbed).count("ticket.unmerged") == told(taken).count("ticket.undone") == 1
    _all_is_whole()


def test_of_acts_that_rule_each_other_out_one_is_done(desk):
    withdrawn, refused, undone = _sent(desk), _sent(desk), _sent(desk)
    taking = {"actor": desk.as_engineer}
    refusing = {"reason": "no_skill", "text": "x", "actor": desk.as_engineer}
    withdrawing = {"reason": "派错了", "actor": desk.as_agent}
    undoing = {"seq": _newest(undone, "ticket.dispatched"), "actor": desk.as_agent}

    answers = [
        at_once(
            _answer(take_ticket, ticket=withdrawn, **taking),
            _answer(withdraw_dispatch, ticket=withdrawn, **withdrawing),
        ),
        at_once(
            _answer(refuse_dispatch, ticket=refused, **refusing),
            _answer(withdraw_dispatch, ticket=refused, **withdrawing),
        ),
        at_once(_answer(refuse_dispatch, ticket=undone, **refusing), _answer(undo, ticket=undone, **undoing)),
    ]

    assert [pair.count(201) for pair in answers] == [1, 1, 1]
    assert {max(pair) for pair in answers} <= {403, 409}  # it may be his no longer, or wait no longer
    assert not Dispatch.objects.filter(outcome="open").exists()
    _all_is_whole()


def test_of_two_who_answer_what_both_have_read_one_reads_again_first(desk):
    ticket = a_ticket_in_work(desk)
    programs = [a_program(desk.agent), a_program(desk.manager)]
    seen = programs[0].get(f"/tickets/{ticket.number}").headers["ETag"]

    def reply(place: int) -> int:
        text, condition = {"text": f"答复{place}"}, {"If-Match": seen}
        return programs[place].post(f"/tickets/{ticket.number}/replies", text, **condition).status_code

    statuses = at_once(lambda: reply(0), lambda: reply(1))

    assert sorted(statuses) == [201, 412]
    written = Entry.objects.filter(ticket=ticket, body__startswith="答复").values_list("body", flat=True)
    assert list(written) == [f"答复{statuses.index(201)}"]
    assert reply(statuses.index(201)) == 201  # his own news is none to him
    _all_is_whole()


def test_a_customer_who_rates_twice_at_once_is_heard_once(desk):
    ticket = complete_ticket(ticket=a_ticket_in_work(desk), **DONE, actor=desk.as_engineer, at=MONDAY_9)
    open_for(next(fact.pk for fact in facts_of(ticket.pk) if fact.name == "ticket.completed"))
    is_held = threading.Event()

    def rate_and_linger() -> int:
        with transaction.atomic():
            answered = _answer(rate_ticket, ticket=ticket, grade="very_satisfied", actor=desk.as_contact)()
            is_held.set()
            time.sleep(0.3)  # the second press comes meanwhile
        return answered

    def rate_again() -> int:
        is_held.wait()
        return _answer(rate_ticket, ticket=ticket, grade="satisfied", actor=desk.as_contact)()

    assert at_once(rate_and_linger, rate_again) == [201, 404]
    assert told(ticket).count("ticket.call_back_recorded") == 1
    _all_is_whole()


def test_a_link_is_taken_off_once(desk):
    ticket, other = a_ticket(desk), a_ticket(desk)
    link = link_tickets(ticket=ticket, other=other, kind=LinkKind.RELATED, actor=desk.as_agent, at=MONDAY_10)

    at_once(*[_answer(unlink_tickets, link=link, actor=desk.as_agent)] * 2)

    assert told(ticket).count("ticket.unlinked") == 1


def test_who_would_part_what_was_merged_anew_meanwhile_is_refused(desk):
    absorbed, first, second = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    merge_tickets(absorbed=absorbed, survivor=first, actor=desk.as_manager, at=MONDAY_10)
    is_held = threading.Event()

    def merge_with_second() -> int:
        with transaction.atomic():
            lock_ticket(absorbed.pk)
            is_held.set()
            time.sleep(0.3)  # the other one asks meanwhile
            unmerge_tickets(absorbed=absorbed, actor=desk.as_manager, at=MONDAY_10)
            merge_tickets(absorbed=absorbed, survivor=second, actor=desk.as_manager, at=MONDAY_10)
        return 201

    def part() -> int:
        is_held.wait()
        return _answer(unmerge_tickets, absorbed=absorbed, actor=desk.as_agent)()

    assert at_once(merge_with_second, part) == [201, 409]
    absorbed.refresh_from_db()
    assert (absorbed.state, absorbed.merged_into) == ("merged", second)
    assert told(first).count("ticket.unmerged") == 1
    _all_is_whole()


def test_of_two_regulations_put_into_force_at_once_one_is(desk):
    drafts = [
        import_regulation(text=preset_text(code), actor=SYSTEM, at=MONDAY_9) for code in ("dealer", "desk")
    ]
    is_held = threading.Event()

    def activate_and_linger() -> int:
        with transaction.atomic():
            answered = _answer(activate_regulation, version=drafts[0], actor=SYSTEM)()
            is_held.set()
            time.sleep(0.3)  # the other one asks meanwhile
        return answered

    def activate_too() -> int:
        is_held.wait()
        return _answer(activate_regulation, version=drafts[1], actor=SYSTEM)()

    assert at_once(activate_and_linger, activate_too) == [201, 412]
    in_force = RegulationVersion.objects.filter(state="active")
    assert [version.pk for version in in_force] == [drafts[0].pk]
    assert audit.verify().is_whole


def _answer(command: Callable[..., Any], **given: Any) -> Callable[[], int]:
    """The act, answered as a face would."""

    def act() -> int:
        try:
            command(**given, at=MONDAY_10)
        except Refusal as refusal:
            return refusal.status
        return 201

    return act


def _twice(ticket: Ticket, command: Callable[..., Any], **given: Any) -> list[int]:
    return sorted(at_once(*[_answer(command, ticket=ticket, **given)] * 2))


def _sent(desk: Desk) -> Ticket:
    return dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)


def _newest(ticket: Ticket, name: str) -> int:
    return next(fact.seq for fact in reversed(list(facts_of(ticket.pk))) if fact.name == name)


def _all_is_whole() -> None:
    """No number of a fact is missing or there twice, none was altered, and all clocks follow from the facts."""
    for ticket in Ticket.objects.select_related("subject"):
        assert [fact.seq for fact in facts_of(ticket.pk)] == list(range(1, ticket.subject.seq + 1))
    assert audit.verify().is_whole
    assert rebuild() == []
