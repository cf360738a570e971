"""What the sections of the document are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, Promise | str]] = {
    "code": _("Code"),
    "name": _("Name of the regulation"),
    "about": _("Description"),
    "document": _("Document"),
    "desk": _("Desk"),
    "calendars": _("Calendars"),
    "roles": _("Roles"),
    "teams": _("Teams"),
    "classes": _("Classes"),
    "categories": _("Categories"),
    "levels": _("Levels"),
    "impacts": _("Impact"),
    "urgencies": _("Urgency"),
    "difficulties": _("Difficulty"),
    "grading": _("Grading"),
    "service_levels": _("Service levels"),
    "required_fields": _("Required fields"),
    "routes": _("Routes away"),
    "workflow": _("Workflow"),
    "dispatch": _("Dispatch"),
    "targets": _("Promises"),
    "ladders": _("Escalation ladders"),
    "call_backs": _("Call-backs"),
    "questionnaires": _("Questionnaires"),
    "scripts": _("Scripts"),
    "templates": _("Message templates"),
    "closing": _("Closing rules"),
    "points": _("Points"),
    "kpi": _("Figures"),
    "reports": _("Reports"),
    "standard_hours": _("Standard hours"),
    "based_on": _("Base"),
    "without": _("Left out"),
}


def section_title(section: str) -> str:
    return str(TITLES.get(section, section))
