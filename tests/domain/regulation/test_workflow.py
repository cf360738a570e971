"""The workflow takes the edges its regulation selects, and no others."""

import pytest

from shouwen.domain.regulation.loading import load
from shouwen.domain.workflow import (
    FACT_OF,
    POSSIBLE,
    STAYING,
    TicketState,
    TicketVerb,
    VerbDoesNotApply,
    Workflow,
)

S, V = TicketState, TicketVerb


@pytest.fixture
def flow(desk):
    return Workflow.of(load(desk))


# REQ SD-9, SD-12, SD-15
def test_a_fault_goes_from_new_to_closed(flow):
    state = S.NEW
    for verb in (V.ACCEPT, V.DISPATCH, V.TAKE, V.UPDATE, V.COMPLETE, V.CALL_BACK, V.VERIFY, V.CLOSE):
        state = flow.next(state, verb)

    assert state is S.CLOSED


def test_a_verb_that_does_not_apply_is_refused_with_state_and_verb(flow):
    with pytest.raises(VerbDoesNotApply) as caught:
        flow.next(S.CLOSED, V.DISPATCH)

    assert (caught.value.state, caught.value.verb) == (S.CLOSED, V.DISPATCH)


def test_resuming_goes_back_to_where_it_was(flow):
    assert flow.next(S.SUSPENDED, V.RESUME, before=S.ACCEPTED) is S.ACCEPTED
    assert flow.next(S.SUSPENDED, V.RESUME) is S.IN_PROGRESS


# REQ SD-15
def test_what_does_not_meet_the_need_goes_back_to_work(flow):
    assert [flow.next(state, V.REOPEN) for state in (S.COMPLETED, S.VERIFIED, S.CLOSED)] == [
        S.IN_PROGRESS
    ] * 3


def test_a_merged_ticket_only_takes_notes_and_can_be_unmerged(flow):
    assert flow.verbs_from(S.MERGED) == (V.NOTE, V.UNMERGE)


# REQ SD-8
def test_the_owner_is_changed_by_a_manager_with_a_reason_only(flow):
    assert {str(guard) for guard in flow.guards(S.IN_PROGRESS, V.CHANGE_OWNER)} == {
        "manager_only",
        "reason_required",
    }


def test_every_verb_leaves_a_fact_and_either_stays_or_has_moves():
    assert set(FACT_OF) == set(TicketVerb)
    assert len(set(FACT_OF.values())) == len(TicketVerb)
    assert set(STAYING) | set(POSSIBLE) == set(TicketVerb)
    assert not set(STAYING) & set(POSSIBLE)
