"""Sections levels, impacts, urgencies, difficulties, grading, service_levels: how grave, how soon, for
whom.
"""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.words import Code, Codes, NamedRule, Parties, Rule, Section, Text


class Level(NamedRule):
    """A level of the regime's own scale; rank orders and compares it with other regimes (1 is gravest)."""

    definition: Text
    rank: int = Field(ge=1, le=4)
    priority: int = Field(ge=1, le=4)
    major: bool = False
    tone: Literal["critical", "urgent", "normal", "low"] = "normal"
    on_site_before_approval: bool = False


class Degree(NamedRule):
    """One step of a scale of judgement: impact, urgency or difficulty (rank 1 is the strongest)."""

    definition: Text
    rank: int = Field(ge=1, le=9)
    question: Text | None = None


class MatrixRow(Section):
    """A cell, or several: impact x urgency (x difficulty, any when unnamed) -> level."""

    impact: Codes
    urgency: Codes
    difficulty: Codes = ()
    level: Code


class ClassRow(Section):
    """A class graded without the matrix."""

    klass: Code = Field(alias="class")
    level: Code


class Grading(Rule):
    """The matrix; rows are read from the top, the first that fits decides."""

    matrix: tuple[MatrixRow, ...]
    classes: tuple[ClassRow, ...] = ()
    fixed_by: Parties = ()
    reason_to_change: bool = True


class ServiceLevel(NamedRule):
    """What a customer or user is entitled to beyond the standard (VIP, standard…)."""

    definition: Text
    rank: int = Field(ge=1, le=9)
    raises_priority_by: int = Field(default=0, ge=0, le=3)
    standard: bool = False


class RequiredField(NamedRule):
    """A field that must be filled before a verb goes through, or the reason why it is not."""

    field: Code
    on: Codes
    when: Condition = ALWAYS
    ask: Literal["value", "file", "yes_no_file"] = "value"
    or_reason: bool = False
