"""Sections call_backs, questionnaires, scripts, closing: what follows the work until a ticket is closed for
good.
"""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.targets import Within
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

Purpose = Literal["completion", "recurrence", "satisfaction", "acknowledgement", "routine", "implementation"]


class CallBack(NamedRule):
    """A call-back that falls due after a fact."""

    after: Codes
    when: Condition = ALWAYS
    purpose: Purpose = "completion"
    within: Within
    late_after: Span | None = None
    ladder: Code | None = None
    not_before: Within | None = None
    questionnaire: Code | None = None
    script: Code | None = None
    by: Parties = ("owner",)
    tries: int = Field(default=3, ge=1)
    again_after: Span = span_of("4h")
    rank: int = Field(default=1, ge=1)


class Answer(NamedRule):
    """An answer to choose, with its points."""

    points: int = 0
    deduction: int = Field(
        default=0, ge=0, description="Points of the quarter's performance the person graded loses."
    )
    asks_improvement: bool = False
    tells: Parties = ()
    closes: Literal["at_once", "improvement_recorded", "treatment_done"] = "at_once"


class Question(NamedRule):
    """One question of a form."""

    answers: Literal["grade", "yes_no", "text", "choice", "number"] = "grade"
    choices: dict[Code, Text] = {}
    required: bool = True


class Questionnaire(NamedRule):
    """A form: its questions and, where it grades, the grades with their points."""

    about: Text | None = None
    questions: dict[Code, Question]
    grades: dict[Code, Answer] = {}


class Branch(Section):
    """What to say and do next for one answer."""

    answer: Text
    say: Text
    then: Literal["done", "solved", "not_solved", "call_later", "next"] = "next"


class Script(NamedRule):
    """Words to say on a call, with {placeholders} filled from the ticket, and branches on the answer."""

    kind: Literal["answering", "completion", "recurrence", "routine", "engineer_answering", "acknowledgement"]
    say: Text
    branches: tuple[Branch, ...] = ()
    close_with: Text | None = None


Requirement = Literal[
    "answered", "agent_confirmation", "customer_agreed", "grade_at_least", "first_call_back",
    "second_call_back", "business_back_to_normal", "acknowledgement", "sheet_signed", "sheet_settled",
    "cause_and_solution", "manager_treatment", "told_what_became",
]  # fmt: skip


class Silence(Section):
    """What happens when the customer can't be reached: after so many tries and days."""

    tries: int = Field(default=3, ge=1)
    days: int = Field(default=3, ge=0)
    then: Literal["stay", "close_unconfirmed", "manager"] = "stay"


class ClosingRule(NamedRule):
    """What must be true before a ticket closes, from which states, and what silence does."""

    requires: tuple[Requirement, ...]
    grade_at_least: int | None = Field(default=None, ge=0, le=10)
    low_grades_close_after: bool = True
    silence: Silence = Silence()
    closes_by: Parties = ("owner", "desk_manager")
    when: Condition = ALWAYS
    customer_may_confirm: bool = True
    shows_summary: bool = True
    override_by: Parties = ("desk_manager",)


class PointsLedger(Rule):
    """Where deductions of grades and rewards are kept: one account per person and period."""

    period: Literal["month", "quarter"] = "quarter"
    appeal_within: Span = span_of("7d")
    decided_by: Parties = ("desk_manager",)
