"""The sections of the document as sentences that can be changed: what stands where, and what can be chosen there."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.web.regulations.editing.shapes.after import call_back, closing, points, questionnaire, script
from shouwen.web.regulations.editing.shapes.calendars import calendar
from shouwen.web.regulations.editing.shapes.classes import category, request_class, required_field
from shouwen.web.regulations.editing.shapes.dispatch import dispatch, route
from shouwen.web.regulations.editing.shapes.editor import Editor
from shouwen.web.regulations.editing.shapes.figures import kpi, report, standard_hours
from shouwen.web.regulations.editing.shapes.grades import degrees, grading, levels, service_levels
from shouwen.web.regulations.editing.shapes.messages import template
from shouwen.web.regulations.editing.shapes.promises import ladder, target
from shouwen.web.regulations.editing.shapes.staff import desk, role, team, text
from shouwen.web.regulations.editing.shapes.workflow import workflow

EDITORS: Final[Mapping[str, Editor]] = {
    "name": Editor(text(_("Name of the regulation")), "desk", whole=True),
    "about": Editor(text(_("Description")), "desk", whole=True),
    "desk": Editor(desk, "desk", whole=True),
    "calendars": Editor(
        calendar, "calendars", _("New calendar"), {"name": {}, "time_zone": "Asia/Shanghai", "holidays": "cn"},
        example=True,
    ),
    "roles": Editor(role, "roles", _("New role"), {"name": {}}),
    "teams": Editor(team, "roles", _("New team"), {"name": {}, "kind": "line", "lane": "other"}),
    "classes": Editor(
        request_class, "classes", _("New class"),
        {"name": {}, "flow": "answer", "needs_check": "yes", "knowledge_first": "yes", "rank": "1"}, example=True,
    ),
    "categories": Editor(category, "classes", _("New category"), {"name": {}}),
    "levels": Editor(levels, "classes", whole=True, example=True),
    "impacts": Editor(degrees(_("Impact")), "classes", whole=True, example=True),
    "urgencies": Editor(degrees(_("Urgency")), "classes", whole=True, example=True),
    "difficulties": Editor(degrees(_("Difficulty")), "classes", whole=True, example=True),
    "grading": Editor(grading, "classes", whole=True, example=True),
    "service_levels": Editor(service_levels, "classes", whole=True, example=True),
    "required_fields": Editor(
        required_field, "classes", _("New required field"), {"name": {}, "on": ["register"], "ask": "value"},
    ),
    "routes": Editor(route, "dispatch", _("New route"), {"name": {}, "rank": "1"}),
    "workflow": Editor(workflow, "workflow", whole=True),
    "dispatch": Editor(dispatch, "dispatch", whole=True),
    "targets": Editor(
        target, "promises", _("New promise"),
        {
            "name": {}, "promise": "sla", "kind": "other", "starts_on": ["ticket.registered"], "meets_on": [],
            "limits": [{"within": {"working": "1h"}}], "calendar": "contract", "shown_to_customer": "yes",
            "people_only": "yes", "cancels_on": ["ticket.cancelled", "ticket.merged", "ticket.routed_away"],
        },
        example=True,
    ),
    "ladders": Editor(
        ladder, "promises", _("New ladder"),
        {"name": {}, "steps": [{"at": "due", "to": ["desk_manager"], "channels": ["inbox"]}]}, example=True,
    ),
    "call_backs": Editor(
        call_back, "after", _("New call-back"),
        {
            "name": {}, "after": ["ticket.completed"], "purpose": "completion", "within": {"working": "2h"},
            "by": ["owner"], "tries": "3", "again_after": "4h",
        },
        example=True,
    ),
    "questionnaires": Editor(questionnaire, "after", _("New questionnaire"), {"name": {}}),
    "scripts": Editor(script, "after", _("New script"), {"name": {}, "kind": "answering", "say": {}}),
    "templates": Editor(
        template, "messages", _("New message"),
        {"name": {}, "on": [], "to": ["contact"], "channels": ["mail"], "subject": {}, "body": {}},
    ),
    "closing": Editor(
        closing, "after", _("New closing rule"),
        {
            "name": {}, "requires": [], "closes_by": ["owner", "desk_manager"], "override_by": ["desk_manager"],
            "customer_may_confirm": "yes", "shows_summary": "yes",
            "silence": {"tries": "3", "days": "3", "then": "stay"},
        },
    ),
    "points": Editor(points, "desk", whole=True),
    "kpi": Editor(kpi, "figures", _("New figure"), {"name": {}, "per": "desk", "period": "month"}),
    "reports": Editor(report, "figures", _("New report"), {"name": {}, "every": "month", "times": "1"}),
    "standard_hours": Editor(standard_hours, "figures", whole=True),
}  # fmt: skip

__all__ = ["EDITORS", "Editor"]
