"""What became of a promise, as it was and as it would have been."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Ending(models.TextChoices):
    """What became of one promise about one ticket."""

    MET = "met", pgettext_lazy("promise", "met")
    BREACHED = "breached", pgettext_lazy("promise", "breached")
    OPEN = "open", pgettext_lazy("promise", "still running")
    CANCELLED = "cancelled", pgettext_lazy("promise", "cancelled")
    NONE = "none", pgettext_lazy("promise", "not given")


class Which(models.TextChoices):
    """The lists that a simulation offers for each promise."""

    MET = "met", pgettext_lazy("promise", "Met")
    BREACHED = "breached", pgettext_lazy("promise", "Breached")
    NEWLY_BREACHED = "newly_breached", pgettext_lazy("promise", "Newly breached")
    NEWLY_MET = "newly_met", pgettext_lazy("promise", "Newly met")
