"""The closed sets of the regulation's capability."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


class Review(models.TextChoices):
    """How far a draft has been read by others; any change of its words begins it anew."""

    NONE = "", _("Not reviewed")
    ASKED = "asked", _("Review asked for")
    PASSED = "passed", _("Reviewed")
    RETURNED = "returned", _("Sent back")


class CodeKind(models.TextChoices):
    """The sections whose codes subjects may refer to."""

    CLASS = "class", _("Class")
    CATEGORY = "category", _("Category")
    LEVEL = "level", _("Level")
    IMPACT = "impact", _("Impact")
    URGENCY = "urgency", _("Urgency")
    DIFFICULTY = "difficulty", _("Difficulty")
    SERVICE_LEVEL = "service_level", _("Service level")
    ROUTE = "route", _("Route")
    CALENDAR = "calendar", _("Calendar")
    TEAM = "team", _("Team")
    ROLE = "role", _("Role")
    STEP = "step", _("Step")
    SUSPENSION_REASON = "suspension_reason", _("Reason to suspend")
    REFUSAL_REASON = "refusal_reason", _("Reason to refuse")
    WRONG_REASON = "wrong_reason", _("Reason for a wrong dispatch")
    HAND_OVER_REASON = "hand_over_reason", _("Reason to hand over")
    TARGET = "target", _("Promise")
    CALL_BACK = "call_back", _("Call-back")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    GRADE = "grade", _("Satisfaction")
    SCRIPT = "script", _("Script")
    TEMPLATE = "template", _("Message template")
    CLOSING = "closing", _("Closing rule")
    FIGURE = "figure", _("Figure")
    REPORT = "report", _("Report")
