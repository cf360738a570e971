"""How a job stands, and how long what it made is kept."""

from django.db import models
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "waiting")
    RUNNING = "running", pgettext_lazy("job", "running")
    SUCCEEDED = "succeeded", pgettext_lazy("job", "done")
    FAILED = "failed", pgettext_lazy("job", "failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")


DAYS_KEPT = 30
"""What a job made is kept for so many days after its end."""

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
