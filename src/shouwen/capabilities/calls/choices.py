"""The closed sets of calls."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ending(models.TextChoices):
    """How a call ended; empty while it goes on."""

    ANSWERED = "answered", _("answered")
    MISSED = "missed", _("not answered")
    ABANDONED = "abandoned", _("hung up while waiting")
