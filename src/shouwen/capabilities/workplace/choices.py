"""The closed set of what a macro may do: only what can be taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """One step of a macro, in the order in which steps are done."""

    ACCEPT = "accept", _("Accept the request")
    TAKE = "take", _("Take the ticket")
    MARK_MAJOR = "mark_major", _("Mark as major")
    NOTE = "note", _("Write a note")
    REPLY = "reply", _("Reply to the customer")
    SUSPEND = "suspend", _("Suspend")
