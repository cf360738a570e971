"""Why a job failed: the queue itself keeps only that it did."""

from django.db import models
from django.db.models.functions import Now


class JobFailure(models.Model):
    """The last failed try of one job of the queue; `trace` is for the log's reader, never for a page."""

    job_id = models.BigIntegerField(primary_key=True)
    error = models.CharField(max_length=300)
    trace = models.TextField()
    at = models.DateTimeField(db_default=Now())
