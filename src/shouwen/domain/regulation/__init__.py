"""The regulation 制度: how the desk works, as one typed, versioned document."""

from shouwen.domain.regulation.after import (
    Answer,
    Branch,
    CallBack,
    ClosingRule,
    PointsLedger,
    Question,
    Questionnaire,
    Requirement,
    Script,
    Silence,
)
from shouwen.domain.regulation.classes import Category, Channel, RequestClass
from shouwen.domain.regulation.conditions import ALWAYS, FIELDS, Condition
from shouwen.domain.regulation.desk import Calendar, CalendarDay, Desk, Lane, Period, Role, Team, Weekday
from shouwen.domain.regulation.figures import Kpi, Report, StandardHours
from shouwen.domain.regulation.flow import (
    DispatchRules,
    Finding,
    Move,
    Reason,
    Route,
    Step,
    Weights,
    WorkflowRules,
)
from shouwen.domain.regulation.grading import (
    ClassRow,
    Degree,
    Grading,
    Level,
    MatrixRow,
    RequiredField,
    ServiceLevel,
)
from shouwen.domain.regulation.messages import PLACEHOLDERS, Template
from shouwen.domain.regulation.model import SECTIONS, Regulation
from shouwen.domain.regulation.targets import (
    Ladder,
    LadderStep,
    Limit,
    Point,
    QuietHours,
    Target,
    Within,
)
from shouwen.domain.regulation.words import (
    Code,
    NamedRule,
    Origin,
    Rule,
    Section,
    Span,
    Text,
    span_of,
    span_text,
)

__all__ = [
    "ALWAYS", "FIELDS", "PLACEHOLDERS", "SECTIONS", "Answer", "Branch", "Calendar", "CalendarDay",
    "CallBack", "Category", "Channel", "ClassRow", "ClosingRule", "Code", "Condition", "Degree", "Desk",
    "DispatchRules", "Finding", "Grading", "Kpi", "Ladder", "LadderStep", "Lane", "Level", "Limit",
    "MatrixRow", "Move", "NamedRule", "Origin", "Period", "Point", "PointsLedger", "Question",
    "Questionnaire", "QuietHours", "Reason", "Regulation", "Report", "RequestClass", "RequiredField",
    "Requirement", "Role", "Route", "Rule", "Script", "Section", "ServiceLevel", "Silence", "Span",
    "StandardHours", "Step", "Target", "Team", "Template", "Text", "Weekday", "Weights",
    "Within", "WorkflowRules", "span_of", "span_text",
]  # fmt: skip
