"""The closed sets of saved views."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Who is offered a saved view."""

    PERSONAL = "personal", _("only me")
    TEAM = "team", _("a team")
    DESK = "desk", _("the whole desk")


class Column(models.TextChoices):
    """What a list of tickets can show; number and title are always there."""

    PRIORITY = "priority", _("Priority")
    NUMBER = "number", _("Number")
    TITLE = "title", _("Title")
    CUSTOMER = "customer", _("Customer")
    LEVEL = "level", _("Level")
    KLASS = "klass", _("Class")
    STATE = "state", _("State")
    CLOCK = "clock", _("Promise")
    HANDLER = "handler", _("Handler")
    OWNER = "owner", _("Owner")
    TEAM = "team", _("Team")
    CHANNEL = "channel", _("Channel")
    REPORTED = "reported", _("Reported")
    MOVED = "moved", _("Changed")


USUAL = ("priority", "number", "title", "customer", "state", "clock", "handler", "moved")
ALWAYS = ("number", "title")
NARROWEST, WIDEST = 48, 800
"""Pixels of a column whose width somebody chose."""
