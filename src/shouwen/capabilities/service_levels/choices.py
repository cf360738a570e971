"""How a clock stands, in words for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("kept")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


RECOUNT: Final = "service_levels.recount"
"""The kind of long work that counts what is under way by new holidays."""
