"""The closed sets of words that figures are asked for in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureCode(models.TextChoices):
    """A figure, called as regulations call it; its arithmetic is code."""

    DISPATCH_ACCURACY = "dispatch_accuracy", _("Dispatch accuracy")
    FIRST_LINE_SHARE = "first_line_share", _("Solved at first line")


class Which(models.TextChoices):
    """Which of the records behind a figure: all it counts, those that make it good, or the others."""

    ALL = "all", _("All")
    PART = "part", _("Counted for it")
    REST = "rest", _("The others")


class Span(models.TextChoices):
    """Of which days a figure is told."""

    THIS_MONTH = "this_month", _("This month")
    LAST_MONTH = "last_month", _("Last month")
    DAYS = "days", _("Days")


class Split(models.TextChoices):
    """By what a figure is taken apart."""

    TEAM = "team", _("Team")
    PERSON = "person", _("Person")
    REASON = "reason", _("Reason")
