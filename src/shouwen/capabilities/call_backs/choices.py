"""The closed sets of call-backs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    COMPLETION = "completion", _("after completion")
    RECURRENCE = "recurrence", _("has it come back")
    SATISFACTION = "satisfaction", _("satisfaction")
    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
    ROUTINE = "routine", _("routine")
    IMPLEMENTATION = "implementation", _("after implementation")


class CallBackState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    GIVEN_UP = "given_up", _("not reached")


class Result(models.TextChoices):
    """What a try brought."""

    SOLVED = "solved", _("solved")
    NOT_SOLVED = "not_solved", _("not solved")
    UNREACHED = "unreached", _("not reached")
    LATER = "later", _("call later")
