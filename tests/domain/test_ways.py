"""Which verbs lead from one state to another, as a regulation allows them."""

from shouwen.domain.workflow import Edge, Workflow
from shouwen.domain.workflow import TicketState as S
from shouwen.domain.workflow import TicketVerb as V

WORKFLOW = Workflow(
    {
        (S.ACCEPTED, V.DISPATCH): Edge(S.DISPATCHED),
        (S.ACCEPTED, V.NOTE): Edge(S.ACCEPTED),
        (S.IN_PROGRESS, V.SUSPEND): Edge(S.SUSPENDED),
        (S.IN_PROGRESS, V.DISPATCH): Edge(S.DISPATCHED),
        (S.IN_PROGRESS, V.HAND_OVER): Edge(S.DISPATCHED),
        (S.SUSPENDED, V.RESUME): Edge(None),
    }
)


def test_the_verbs_that_lead_there_are_those_of_the_workflow_and_no_others():
    assert WORKFLOW.leading(S.IN_PROGRESS, S.DISPATCHED) == (V.DISPATCH, V.HAND_OVER)
    assert WORKFLOW.leading(S.ACCEPTED, S.DISPATCHED) == (V.DISPATCH,)
    assert WORKFLOW.leading(S.ACCEPTED, S.COMPLETED) == ()
    assert WORKFLOW.leading(S.ACCEPTED, S.ACCEPTED) == ()


def test_what_rests_goes_back_where_it_was_and_nowhere_else():
    assert WORKFLOW.leading(S.SUSPENDED, S.ACCEPTED, before=S.ACCEPTED) == (V.RESUME,)
    assert WORKFLOW.leading(S.SUSPENDED, S.IN_PROGRESS, before=S.ACCEPTED) == ()
    assert WORKFLOW.leading(S.SUSPENDED, S.IN_PROGRESS) == (V.RESUME,)
