"""Sections kpi, reports and standard_hours: what is counted, who is sent what, how long a repair takes as a
rule.
"""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.targets import Within
from shouwen.domain.regulation.words import Code, NamedRule, Parties, Rule, Span


class Kpi(NamedRule):
    """A figure and what is wanted of it; the arithmetic of each `figure` is code."""

    figure: Code
    per: Literal["person", "team", "desk", "customer"] = "desk"
    period: Literal["day", "week", "month", "quarter", "year"] = "month"
    roles: Parties = ()
    wanted: str = Field(default="", pattern=r"^(|(>=|<=)\d+(\.\d+)?%?)$")
    when: Condition = ALWAYS


class Report(NamedRule):
    """A report that is due: from whom, to whom, when."""

    report: Code
    every: Literal["day", "week", "month", "quarter", "year", "case"] = "month"
    times: int = Field(default=1, ge=1)
    due: Within | None = None
    sender: Parties = ()
    receiver: Parties = ()


class StandardHours(Rule):
    """How long a repair of one fault kind takes as a rule, counted from start to done."""

    category: Code
    level: Code | None = None
    span: Span
