"""Undone, every undoable act leaves the ticket and all that hangs on it as they were before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shouwen.base.journal import facts_of
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.customers.queries.services import used_by
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import (
    accept_ticket,
    add_note,
    cancel_ticket,
    change_owner,
    close_ticket,
    complete_ticket,
    count_services,
    dispatch_ticket,
    grade_ticket,
    mark_major,
    reply_to_customer,
    resume_ticket,
    route_away,
    set_parent,
    suspend_ticket,
    take_ticket,
    undo,
)
from shouwen.capabilities.tickets.models import Dispatch, HandOver, Involvement, Task, Ticket, TicketLink
from shouwen.capabilities.tickets.refusals import UndoTooLate
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, Desk, a_desk, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db
SOON = MONDAY_10 + timedelta(minutes=1)


def _new(desk: Desk) -> Ticket:
    return a_ticket(desk, actor=desk.as_contact, channel="portal", impact="", urgency="")


def _dispatched(desk: Desk) -> Ticket:
    return dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_10)


def _resting(desk: Desk) -> Ticket:
    return suspend_ticket(
        ticket=a_ticket_in_work(desk), reason="waiting_parts", until=MONDAY_11, text="等配件", actor=desk.as_engineer,
        at=MONDAY_10,
    )  # fmt: skip


def _completed(desk: Desk) -> Ticket:
    return complete_ticket(
        ticket=a_ticket_in_work(desk), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机检查后更换",
        actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip


ACTS: dict[str, tuple[Callable[[Desk], Ticket], str, Callable[..., Any]]] = {
    "ticket.accepted": (_new, "as_agent", lambda desk, **on: accept_ticket(**on)),
    "ticket.graded": (
        a_ticket,
        "as_manager",
        lambda desk, **on: grade_ticket(impact="organisation", urgency="blocked", reason="全院停摆", **on),
    ),
    "ticket.mark_changed": (
        a_ticket,
        "as_manager",
        lambda desk, **on: mark_major(is_major=True, reason="院长来电", **on),
    ),
    "ticket.dispatched": (
        _dispatched,
        "as_agent",
        lambda desk, **on: dispatch_ticket(engineer=desk.other_engineer, **on),
    ),
    "ticket.taken": (
        _dispatched,
        "as_engineer",
        lambda desk, **on: take_ticket(no_contact_reason="已通过电话", **on),
    ),
    "ticket.noted": (
        a_ticket,
        "as_agent",
        lambda desk, **on: add_note(text="记一笔", mentions=(desk.other_engineer,), **on),
    ),
    "ticket.replied": (
        a_ticket_in_work,
        "as_engineer",
        lambda desk, **on: reply_to_customer(
            text="请重启一次", answers=True, suspend_reason="waiting_customer", suspend_until=MONDAY_11, **on
        ),
    ),
    "ticket.suspended": (
        a_ticket_in_work,
        "as_engineer",
        lambda desk, **on: suspend_ticket(reason="waiting_parts", until=MONDAY_11, text="等配件", **on),
    ),
    "ticket.resumed": (_resting, "as_engineer", lambda desk, **on: resume_ticket(**on)),
    "ticket.routed_away": (
        _dispatched,
        "as_agent",
        lambda desk, **on: route_away(route="presales", reason="售前咨询", **on),
    ),
    "ticket.cancelled": (_dispatched, "as_manager", lambda desk, **on: cancel_ticket(reason="误报", **on)),
    "ticket.closed": (
        _completed,
        "as_manager",
        lambda desk, **on: close_ticket(override_reason="客户撤回", **on),
    ),
    "ticket.owner_changed": (
        a_ticket,
        "as_manager",
        lambda desk, **on: change_owner(owner=desk.manager, reason="换人", **on),
    ),
    "ticket.parent_set": (
        a_ticket,
        "as_agent",
        lambda desk, **on: set_parent(parent=a_ticket(desk, at=MONDAY_10), **on),
    ),
    "ticket.services_counted": (
        a_ticket_in_work,
        "as_engineer",
        lambda desk, **on: count_services(services=["fault"], **on),
    ),
}


def _all_of(ticket: Ticket) -> dict[str, Any]:
    clocks = Clock.objects.filter(subject_id=ticket.pk, is_open=True).order_by("promise")
    kept = {
        "ticket": Ticket.objects.values().get(pk=ticket.pk),
        "clocks": list(
            clocks.values("promise", "status", "started_at", "due_at", "span", "position", "pauses")
        ),
        "dispatches": list(
            Dispatch.objects.filter(ticket=ticket).exclude(outcome_reason="undone").order_by("pk").values()
        ),
    }
    kept["services"] = [(use.entitlement.pk, use.pk) for use in used_by(ticket.pk)]
    for model in (HandOver, Task, Involvement, TicketLink, CallBack):
        kept[model.__name__] = list(model.objects.filter(ticket=ticket).order_by("pk").values())
    return kept


# REQ BX-1
@pytest.mark.parametrize("fact", ACTS)
def test_undone_an_act_leaves_the_ticket_and_all_that_hangs_on_it_as_it_was(fact: str):
    desk = a_desk()
    ticket_in, who, act = ACTS[fact]
    ticket, actor = ticket_in(desk), getattr(desk, who)
    before = _all_of(ticket)

    act(desk, ticket=ticket, actor=actor, at=SOON)
    assert _all_of(ticket) != before
    undo(ticket=ticket, seq=_seq(ticket, fact), actor=actor, at=SOON)

    assert _all_of(ticket) == before
    assert rebuild(subject_ids=[ticket.pk], at=SOON) == []
    act(desk, ticket=ticket, actor=actor, at=SOON)


# REQ BX-1
@pytest.mark.parametrize("fact", ACTS)
def test_an_act_is_undone_by_nobody_else_not_later_and_not_once_somebody_went_on(fact: str):
    desk = a_desk()
    ticket_in, who, act = ACTS[fact]
    ticket, actor = ticket_in(desk), getattr(desk, who)
    act(desk, ticket=ticket, actor=actor, at=SOON)
    seq, after = _seq(ticket, fact), _all_of(ticket)
    stranger = desk.as_other_engineer

    for tried, at in ((stranger, SOON), (actor, SOON + timedelta(minutes=5))):
        with pytest.raises(UndoTooLate):
            undo(ticket=ticket, seq=seq, actor=tried, at=at)
    assert _all_of(ticket) == after
    add_note(ticket=ticket, text="接着处理", actor=desk.as_manager, at=SOON)
    with pytest.raises(UndoTooLate):
        undo(ticket=ticket, seq=seq, actor=actor, at=SOON)


def _seq(ticket: Ticket, name: str) -> int:
    return [fact.seq for fact in facts_of(ticket.pk) if fact.name == name][-1]
