"""The regulation: one typed document that says how the desk works."""

from typing import Literal

from shouwen.domain.regulation.after import CallBack, ClosingRule, PointsLedger, Questionnaire, Script
from shouwen.domain.regulation.classes import Category, RequestClass
from shouwen.domain.regulation.desk import Calendar, Desk, Role, Team
from shouwen.domain.regulation.figures import Kpi, Report, StandardHours
from shouwen.domain.regulation.flow import DispatchRules, Route, WorkflowRules
from shouwen.domain.regulation.grading import Degree, Grading, Level, RequiredField, ServiceLevel
from shouwen.domain.regulation.messages import Template
from shouwen.domain.regulation.targets import Ladder, Target
from shouwen.domain.regulation.words import Code, Section, Text


class Regulation(Section):
    """How one desk works, whole and frozen. Sections are keyed by stable codes; the order written is kept."""

    format: Literal["1"]
    code: Code
    name: Text
    about: Text | None = None
    desk: Desk
    calendars: dict[Code, Calendar]
    roles: dict[Code, Role] = {}
    teams: dict[Code, Team] = {}
    classes: dict[Code, RequestClass]
    categories: dict[Code, Category] = {}
    levels: dict[Code, Level]
    impacts: dict[Code, Degree]
    urgencies: dict[Code, Degree]
    difficulties: dict[Code, Degree] = {}
    grading: Grading
    service_levels: dict[Code, ServiceLevel] = {}
    required_fields: dict[Code, RequiredField] = {}
    routes: dict[Code, Route] = {}
    workflow: WorkflowRules
    dispatch: DispatchRules
    targets: dict[Code, Target] = {}
    ladders: dict[Code, Ladder] = {}
    call_backs: dict[Code, CallBack] = {}
    questionnaires: dict[Code, Questionnaire] = {}
    scripts: dict[Code, Script] = {}
    templates: dict[Code, Template] = {}
    closing: dict[Code, ClosingRule]
    points: PointsLedger = PointsLedger()
    kpi: dict[Code, Kpi] = {}
    reports: dict[Code, Report] = {}
    standard_hours: dict[Code, StandardHours] = {}


SECTIONS: tuple[str, ...] = tuple(
    name for name in Regulation.model_fields if name not in ("format", "code", "name", "about")
)
"""The sections in the order of the document."""
