"""How a clock stands, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("kept")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")
