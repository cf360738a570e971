"""States and verbs of a ticket: the closed set, and the edges a regulation selects from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from shouwen.domain.errors import DomainError

if TYPE_CHECKING:
    from shouwen.domain.regulation import Regulation


class TicketState(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    VERIFIED = "verified"
    CLOSED = "closed"
    ROUTED_AWAY = "routed_away"
    CANCELLED = "cancelled"
    MERGED = "merged"


class TicketVerb(StrEnum):
    """What can be done to a ticket."""

    ACCEPT = "accept"
    GRADE = "grade"
    ROUTE_AWAY = "route_away"
    DISPATCH = "dispatch"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    TAKE = "take"
    NOTE = "note"
    UPDATE = "update"
    REPLY = "reply"
    CONTACT = "contact"
    ESTIMATE = "estimate"
    HEAR = "hear"
    URGE = "urge"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_IN = "ask_in"
    FINISH_TASK = "finish_task"
    HAND_OVER = "hand_over"
    ACCEPT_HAND_OVER = "accept_hand_over"
    RETURN_HAND_OVER = "return_hand_over"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    WORKAROUND = "workaround"
    COMPLETE = "complete"
    CALL_BACK = "call_back"
    VERIFY = "verify"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    MERGE = "merge"
    UNMERGE = "unmerge"
    ABSORB = "absorb"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"
    PARENT = "parent"
    CHANGE_OWNER = "change_owner"
    CHANGE_CONTRACT = "change_contract"
    MARK = "mark"
    ATTACH = "attach"


class Guard(StrEnum):
    """What a command must find true before it takes an edge; each is checked by the command of that verb."""

    CAUSE_AND_SOLUTION_REQUIRED = "cause_and_solution_required"
    PROCESS_AND_RESULT_REQUIRED = "process_and_result_required"
    LEVEL_REQUIRED = "level_required"
    REQUEST_CHECKED = "request_checked"
    HANDLER_ON_DUTY = "handler_on_duty"
    REASON_REQUIRED = "reason_required"
    UNTIL_REQUIRED = "until_required"
    TRIED_AND_WHY_REQUIRED = "tried_and_why_required"
    SOLUTION_CONFIRMED = "solution_confirmed"
    BACKUP_ASKED = "backup_asked"
    CHARGE_AGREED = "charge_agreed"
    CHANGE_APPROVED = "change_approved"
    TASKS_FINISHED = "tasks_finished"
    CALL_BACK_DONE = "call_back_done"
    SECOND_CALL_BACK_DONE = "second_call_back_done"
    GRADE_OK = "grade_ok"
    CUSTOMER_AGREED = "customer_agreed"
    AGENT_CONFIRMED = "agent_confirmed"
    ACKNOWLEDGED = "acknowledged"
    BUSINESS_BACK_TO_NORMAL = "business_back_to_normal"
    SHEET_SIGNED = "sheet_signed"
    CLOSING_RULE_MET = "closing_rule_met"
    MANAGER_ONLY = "manager_only"


S, V = TicketState, TicketVerb
OPEN_STATES: Final = frozenset(
    {S.NEW, S.ACCEPTED, S.DISPATCHED, S.IN_PROGRESS, S.SUSPENDED, S.COMPLETED, S.VERIFIED}
)
WORKING_STATES: Final = frozenset({S.ACCEPTED, S.DISPATCHED, S.IN_PROGRESS, S.SUSPENDED})
FINAL_STATES: Final = frozenset(S) - OPEN_STATES
STAYING: Final = frozenset({
    V.GRADE, V.NOTE, V.UPDATE, V.REPLY, V.CONTACT, V.ESTIMATE, V.HEAR, V.URGE, V.ASK_IN, V.FINISH_TASK,
    V.PROPOSE, V.CONFIRM, V.WORKAROUND, V.CALL_BACK, V.ABSORB, V.SPLIT, V.LINK, V.UNLINK, V.PARENT,
    V.CHANGE_OWNER, V.CHANGE_CONTRACT, V.MARK, V.ATTACH,
})  # fmt: skip
"""Verbs that never move a ticket; a regulation may allow them in any state."""

POSSIBLE: Final[Mapping[TicketVerb, Mapping[TicketState, frozenset[TicketState]]]] = {
    V.ACCEPT: {S.NEW: frozenset({S.ACCEPTED})},
    V.ROUTE_AWAY: {state: frozenset({S.ROUTED_AWAY}) for state in (S.NEW, *sorted(WORKING_STATES))},
    V.DISPATCH: {state: frozenset({S.DISPATCHED}) for state in (S.NEW, *sorted(WORKING_STATES))},
    V.REFUSE: {S.DISPATCHED: frozenset({S.ACCEPTED})},
    V.WITHDRAW: {S.DISPATCHED: frozenset({S.ACCEPTED})},
    V.TAKE: {state: frozenset({S.IN_PROGRESS}) for state in (S.NEW, S.ACCEPTED, S.DISPATCHED, S.IN_PROGRESS)},
    V.SUSPEND: {state: frozenset({S.SUSPENDED}) for state in (S.ACCEPTED, S.DISPATCHED, S.IN_PROGRESS)},
    V.RESUME: {S.SUSPENDED: frozenset({S.ACCEPTED, S.DISPATCHED, S.IN_PROGRESS})},
    V.HAND_OVER: {state: frozenset({S.DISPATCHED}) for state in sorted(WORKING_STATES)},
    V.ACCEPT_HAND_OVER: {S.DISPATCHED: frozenset({S.IN_PROGRESS})},
    V.RETURN_HAND_OVER: {S.DISPATCHED: frozenset({S.IN_PROGRESS, S.ACCEPTED})},
    V.COMPLETE: {state: frozenset({S.COMPLETED}) for state in (S.ACCEPTED, S.IN_PROGRESS)},
    V.VERIFY: {S.COMPLETED: frozenset({S.VERIFIED})},
    V.CLOSE: {state: frozenset({S.CLOSED}) for state in (*sorted(OPEN_STATES), S.ROUTED_AWAY)},
    V.REOPEN: {state: frozenset({S.IN_PROGRESS, S.ACCEPTED})
               for state in (S.COMPLETED, S.VERIFIED, S.CLOSED, S.ROUTED_AWAY, S.CANCELLED)},
    V.CANCEL: {state: frozenset({S.CANCELLED}) for state in sorted(OPEN_STATES)},
    V.MERGE: {state: frozenset({S.MERGED}) for state in sorted(OPEN_STATES)},
    V.UNMERGE: {S.MERGED: OPEN_STATES},
}  # fmt: skip
"""Every move there can be; a regulation selects from it and can't add to it."""

FACT_OF: Final[Mapping[TicketVerb, str]] = {
    V.ACCEPT: "ticket.accepted", V.GRADE: "ticket.graded", V.ROUTE_AWAY: "ticket.routed_away",
    V.DISPATCH: "ticket.dispatched", V.REFUSE: "ticket.dispatch_refused",
    V.WITHDRAW: "ticket.dispatch_withdrawn", V.TAKE: "ticket.taken", V.NOTE: "ticket.noted",
    V.UPDATE: "ticket.progress_updated", V.REPLY: "ticket.replied", V.CONTACT: "ticket.contacted",
    V.ESTIMATE: "ticket.estimate_given", V.HEAR: "ticket.customer_spoke", V.URGE: "ticket.urged",
    V.SUSPEND: "ticket.suspended", V.RESUME: "ticket.resumed", V.ASK_IN: "ticket.helper_asked",
    V.FINISH_TASK: "ticket.task_finished", V.HAND_OVER: "ticket.handed_over",
    V.ACCEPT_HAND_OVER: "ticket.hand_over_accepted", V.RETURN_HAND_OVER: "ticket.hand_over_returned",
    V.PROPOSE: "ticket.solution_proposed", V.CONFIRM: "ticket.solution_confirmed",
    V.WORKAROUND: "ticket.workaround_recorded", V.COMPLETE: "ticket.completed",
    V.CALL_BACK: "ticket.call_back_recorded", V.VERIFY: "ticket.verified", V.CLOSE: "ticket.closed",
    V.REOPEN: "ticket.reopened", V.CANCEL: "ticket.cancelled", V.MERGE: "ticket.merged",
    V.UNMERGE: "ticket.unmerged", V.ABSORB: "ticket.absorbed", V.SPLIT: "ticket.split",
    V.LINK: "ticket.linked", V.UNLINK: "ticket.unlinked", V.PARENT: "ticket.parent_set",
    V.CHANGE_OWNER: "ticket.owner_changed", V.CHANGE_CONTRACT: "ticket.contract_changed", V.MARK: "ticket.mark_changed",
    V.ATTACH: "ticket.file_attached",
}  # fmt: skip
"""The fact each verb leaves in the journal."""


class VerbDoesNotApply(DomainError):
    """The regulation knows no edge for this verb from this state; nothing was changed."""

    def __init__(self, state: TicketState, verb: TicketVerb) -> None:
        super().__init__(f"{verb} does not apply to a ticket that is {state}")
        self.state, self.verb = state, verb


@dataclass(frozen=True, slots=True)
class Edge:
    """One move allowed; `to` None means back to the state the ticket had before (resume, unmerge)."""

    to: TicketState | None
    guards: frozenset[Guard] = frozenset()
    origin: str = "default"


@dataclass(frozen=True, slots=True)
class Workflow:
    """The edges one regulation allows, ready to be asked."""

    edges: Mapping[tuple[TicketState, TicketVerb], Edge]
    by_state: Mapping[TicketState, tuple[TicketVerb, ...]] = field(init=False)

    def __post_init__(self) -> None:
        found = {
            state: tuple(verb for verb in TicketVerb if (state, verb) in self.edges) for state in TicketState
        }
        object.__setattr__(self, "by_state", found)

    @classmethod
    def of(cls, document: "Regulation") -> "Workflow":
        """The workflow that `document` lays down."""
        return cls(
            {
                (state, verb): Edge(to=move.target(state), guards=frozenset(move.guards), origin=move.origin)
                for verb, moves in document.workflow.edges.items()
                for move in moves
                for state in move.start
            }
        )

    def edge(self, state: TicketState, verb: TicketVerb) -> Edge:
        """The move `verb` makes from `state`; raises VerbDoesNotApply."""
        found = self.edges.get((state, verb))
        if found is None:
            raise VerbDoesNotApply(state, verb)
        return found

    def next(self, state: TicketState, verb: TicketVerb, *, before: TicketState | None = None) -> TicketState:
        """The state after `verb`; `before` is the state a suspended or merged ticket came from (in work if
        unknown).

        Raises VerbDoesNotApply.
        """
        to = self.edge(state, verb).to
        return to if to is not None else before or TicketState.IN_PROGRESS

    def leading(
        self, state: TicketState, to: TicketState, *, before: TicketState | None = None
    ) -> tuple[TicketVerb, ...]:
        """The verbs that move a ticket from `state` to `to`, in the order of the closed set; `before` as in `next`."""
        if state == to:
            return ()
        return tuple(
            verb
            for verb in self.verbs_from(state)
            if verb not in STAYING and self.next(state, verb, before=before) == to
        )

    def guards(self, state: TicketState, verb: TicketVerb) -> frozenset[Guard]:
        """What must be true before `verb` may be done from `state`; raises VerbDoesNotApply."""
        return self.edge(state, verb).guards

    def verbs_from(self, state: TicketState) -> tuple[TicketVerb, ...]:
        """The verbs allowed from `state`, in the order of the closed set."""
        return self.by_state[state]

    def applies(self, state: TicketState, verb: TicketVerb) -> bool:
        """Whether `verb` may be tried from `state`."""
        return (state, verb) in self.edges
