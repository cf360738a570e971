"""Sections kpi, reports and standard_hours: what is counted, who is sent what, how long a repair takes as a
rule.
"""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.targets import Within
from shouwen.domain.regulation.words import WANTED, Code, NamedRule, Parties, Rule, Span


class Kpi(NamedRule):
    """A figure and what is wanted of it; the arithmetic of each `figure` is code."""

    figure: Code
    per: Literal["person", "team", "desk", "customer"] = "desk"
    period: Literal["day", "week", "month", "quarter", "year"] = "month"
    roles: Parties = ()
    wanted: str = Field(default="", pattern=WANTED)
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


FIGURES: frozenset[str] = frozenset({
    "average_grade", "calls_returned", "deductions", "dispatch_accuracy", "dispatch_refusals", "dispatch_success",
    "dispatched_after_fifteen_minutes", "dispatched_in_ten_minutes", "efficiency_excellent", "efficiency_good",
    "efficiency_pass", "entitlements_used", "first_line_share", "forms_in_time", "kept_promises",
    "knowledge_from_tickets", "late_call_backs", "late_final_call_backs", "late_first_call_backs",
    "late_month_call_backs", "late_routine_call_backs", "qualified_reports", "repair_success", "repeat_repairs",
    "reports_in_time", "rewards", "scores_in_time", "sheets_signed", "solved_remotely", "within_standard_hours",
    "work_share", "workarounds_told",
})  # fmt: skip
"""Every figure a document may want; the arithmetic of each is code."""

REPORTS: frozenset[str] = frozenset({
    "agreement", "capa_review", "complaint_summary", "daily_report", "data_taken_away", "day_sign_off",
    "first_after_implementation", "handed_over_documents", "inspection_report", "kpi_sheets", "master_table",
    "month_after_implementation", "needs_of_the_day", "open_issues_review", "post_mortem", "problem_counts",
    "problem_records", "problem_trends", "quality_analysis", "report_scores", "routine_call_backs", "routine_visit",
    "service_plan", "service_sheet", "site_ranking", "submission_times", "summary_and_plan", "training_plan",
    "work_reports",
})  # fmt: skip
"""Every report a document may ask for."""
