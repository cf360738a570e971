"""Sections workflow, routes and dispatch: the way of a ticket through the desk."""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.words import (
    Code,
    Codes,
    NamedRule,
    Parties,
    Rule,
    Section,
    Span,
    Text,
    span_of,
)
from shouwen.domain.workflow import Guard, TicketState, TicketVerb

States = tuple[TicketState, ...]
Guards = tuple[Guard, ...]


class Move(Rule):
    """A verb from some states: where to ("same": stays, "before": back to the state it came from) and under
    which guards.
    """

    start: States = Field(alias="from", min_length=1)
    to: TicketState | Literal["same", "before"] = "same"
    guards: Guards = ()

    def target(self, state: TicketState) -> TicketState | None:
        """The state reached from `state`; None for the one it had before."""
        if self.to == "before":
            return None
        return state if self.to == "same" else TicketState(self.to)


class Step(NamedRule):
    """A named division of a state (e.g. "waiting for parts" within suspended)."""

    state: TicketState
    rank: int = Field(default=1, ge=1)


class SuspensionReason(NamedRule):
    """A reason to suspend; whether it `waits_for_customer`, whose word then ends it. Unsaid, its code says it."""

    waits_for_customer: bool | None = None


class WorkflowRules(Rule):
    """The edges chosen, and what this desk calls every state and verb."""

    edges: dict[TicketVerb, tuple[Move, ...]]
    states: dict[TicketState, Text]
    verbs: dict[TicketVerb, Text]
    steps: dict[Code, Step] = {}
    suspension_reasons: dict[Code, SuspensionReason] = {}
    owner_binding: Literal["first_agent", "leader_chosen", "until_accepted", "duty_shift"] = "first_agent"
    responsible_binding: Literal["handler", "leader_chosen"] = "handler"

    def waits_for_customer(self, code: str) -> bool:
        """Whether a ticket suspended for the reason `code` waits for its customer; of none it does not."""
        reason = self.suspension_reasons.get(code)
        said = reason.waits_for_customer if reason else None
        return "customer" in code if said is None else said


Finding = Literal[
    "prospect", "not_in_contract", "not_in_force", "expired", "unpaid", "product_not_covered",
    "service_not_covered", "used_up", "project_phase", "presales", "new_need", "suggestion", "cooperation",
    "not_our_product", "not_about_a_product", "innovation_project", "customer_own_part", "out_of_scope",
]  # fmt: skip
"""What the check of a request can find; `valid` is the absence of all of them."""


class Route(NamedRule):
    """Where a request goes that is not ours to serve, what is recorded, and what its sender is told."""

    findings: tuple[Finding, ...] = ()
    when: Condition = ALWAYS
    team: Code | None = None
    role: Code | None = None
    template: Code | None = None
    record: tuple[Literal["name", "contact", "company", "project", "need"], ...] = ()
    serve_anyway: bool = False
    rank: int = Field(default=1, ge=1)
    advice: Text | None = None


class Weights(Section):
    """How much each reason counts in the ranked suggestion; 0 leaves it out."""

    skill: int = Field(default=40, ge=0)
    duty: int = Field(default=30, ge=0)
    load: int = Field(default=20, ge=0)
    site: int = Field(default=10, ge=0)


class Reason(NamedRule):
    """A reason to choose from; `counts` says whether it counts in the figures it belongs to."""

    counts: bool = True
    asks_text: bool = False


class DispatchRules(Rule):
    """Who dispatches, how soon, by which reasons, and what refusing and correcting are called."""

    by: Parties
    falls_to: Parties = ()
    answer_span: Span = span_of("5m")
    only_on_duty: bool = True
    prefer_incident_manager: bool = True
    weights: Weights = Weights()
    most_open: int = Field(default=8, ge=1)
    refusal_reasons: dict[Code, Reason] = {}
    wrong_reasons: dict[Code, Reason] = {}
    hand_over_reasons: dict[Code, Reason] = {}
    agents_solve: tuple[Literal["phone", "remote"], ...] = ("phone", "remote")
    lines: Codes = Field(
        default=(), description="Teams in the order work goes up: first, second, third line."
    )
