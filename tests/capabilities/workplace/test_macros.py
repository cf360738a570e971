"""Macros: shown before they are run, done as one, taken back as one."""

from datetime import timedelta

import pytest

from shouwen.base.models import Fact
from shouwen.base.refusals import InvalidInput, NotPermitted, StaleView
from shouwen.base.time import fixed_at
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.commands import add_note, undo
from shouwen.capabilities.tickets.refusals import UndoTooLate
from shouwen.capabilities.workplace.commands.macros import (
    drop_macro,
    foresee_macro,
    is_final,
    keep_macro,
    run_macro,
)
from shouwen.capabilities.workplace.models import Macro
from shouwen.capabilities.workplace.refusals import StepRefused
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_ticket, told

pytestmark = pytest.mark.django_db

WAIT = {"act": "suspend", "reason": "customer", "days": 2}
STEPS = [{"act": "reply", "text": "请提供照片。"}, {"act": "take"}, {"act": "note", "text": "等照片"}]


@pytest.fixture
def desk():
    return a_desk()


def a_macro(desk, steps=None, **details):
    reason = next(iter(_reasons(desk)))
    steps = [*STEPS, {**WAIT, "reason": reason}] if steps is None else steps
    values = {"name": "要照片", "team": None, "actor": desk.as_agent, "at": MONDAY_9, **details}
    return keep_macro(steps=steps, **values)


def _reasons(desk):
    return active_regulation(MONDAY_9).document.workflow.suspension_reasons


def run(desk, macro, ticket, **details):
    return run_macro(macro=macro, ticket=ticket, texts={}, actor=desk.as_agent, at=MONDAY_9, **details)


# REQ SD-9
def test_all_steps_happen_in_their_order_and_are_undone_at_once(desk):
    ticket = a_ticket(desk)
    before = (ticket.state, ticket.handler_id)

    with fixed_at(MONDAY_9):  # one request
        outcome = run(desk, a_macro(desk), ticket)
    done = [
        name
        for name in told(ticket)
        if name in ("ticket.taken", "ticket.noted", "ticket.replied", "ticket.suspended")
    ]
    undone = undo(ticket=ticket, seq=outcome.first_seq, actor=desk.as_agent, at=MONDAY_9)

    assert done == ["ticket.taken", "ticket.noted", "ticket.replied", "ticket.suspended"]
    assert outcome.ticket.state == "suspended"
    assert outcome.ticket.suspended_until == MONDAY_9 + timedelta(days=2)
    assert (undone.state, undone.handler_id, undone.suspended_until) == (*before, None)
    assert not ticket.entries.filter(visibility="customer", kind="reply").exists()


# REQ SD-9
def test_what_a_macro_would_do_is_shown_and_nothing_happens(desk):
    ticket = a_ticket(desk)
    facts = Fact.objects.count()

    foreseen = foresee_macro(macro=a_macro(desk), ticket=ticket, texts={}, actor=desk.as_agent, at=MONDAY_9)

    ticket.refresh_from_db()
    assert (foreseen.ticket.state, ticket.state) == ("suspended", "accepted")
    assert Fact.objects.count() == facts


def test_a_step_that_cannot_be_done_leaves_nothing_of_the_others(desk):
    ticket = a_ticket(desk)
    macro = a_macro(desk, [{"act": "note", "text": "先记"}, {"act": "reply", "text": "{until} 到"}])

    with pytest.raises(StepRefused):
        run(desk, macro, ticket)

    assert "ticket.noted" not in told(ticket)


# REQ SD-9 SD-30
def test_a_macro_that_hands_over_says_so_before_and_is_not_undone(desk):
    ticket = a_ticket(desk)
    reason = next(iter(active_regulation(MONDAY_9).document.dispatch.hand_over_reasons))
    package = {"act": "hand_over", "team": desk.second_line.code, "reason": reason, "text": "已重启 {number}"}
    macro = a_macro(desk, [{"act": "take"}, package])

    with pytest.raises(StepRefused):
        run(desk, macro, ticket)  # a place that is not filled stops all of it
    with fixed_at(MONDAY_9):  # one request
        outcome = run_macro(
            macro=macro, ticket=ticket, texts={"hand_over": "已重启"}, actor=desk.as_agent, at=MONDAY_9
        )

    assert (outcome.ticket.team, outcome.first_seq, is_final(macro)) == (desk.second_line, 0, True)
    assert [name for name in told(ticket) if name in ("ticket.taken", "ticket.handed_over")] == [
        "ticket.taken",
        "ticket.handed_over",
    ]
    taken = Fact.objects.get(subject_id=ticket.pk, name="ticket.taken")
    with pytest.raises(UndoTooLate):
        undo(ticket=ticket, seq=taken.seq, actor=desk.as_agent, at=MONDAY_9)
    with pytest.raises(InvalidInput):
        a_macro(desk, [package, {**WAIT, "reason": next(iter(_reasons(desk)))}])


def test_whom_a_macros_note_names_may_see_the_ticket(desk):
    ticket = a_ticket(desk)

    run(desk, a_macro(desk, [{"act": "note", "text": f"@{desk.other_engineer.name} 请看"}]), ticket)

    noted = Fact.objects.get(subject_id=ticket.pk, name="ticket.noted")
    assert noted.payload["mentions"] == [desk.other_engineer.pk]


def test_a_macro_is_not_run_over_unseen_news(desk):
    ticket = a_ticket(desk)
    seen = ticket.subject.seq
    add_note(ticket=ticket, text="客户改约", actor=desk.as_manager, at=MONDAY_9)

    with pytest.raises(StaleView):
        run(desk, a_macro(desk), ticket, seen=seen)


def test_a_teams_macro_is_its_members_to_use_and_its_authors_to_change(desk):
    team = Team.objects.get(pk__in=desk.as_agent.team_ids)
    macro = a_macro(desk, team=team)

    visible = {
        person: Macro.objects.visible_to(actor).exists()
        for person, actor in (("manager", desk.as_manager), ("engineer", desk.as_engineer))
    }
    with pytest.raises(NotPermitted):
        drop_macro(macro=macro, actor=desk.as_manager)

    assert visible == {"manager": True, "engineer": False}


def test_nobody_keeps_a_macro_for_a_team_he_is_not_in(desk):
    with pytest.raises(NotPermitted):
        a_macro(desk, team=desk.second_line)
