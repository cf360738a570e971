"""Addresses at which a machine answers."""

from django.db import models
from django.db.models.functions import Now


class SilencedAddress(models.Model):
    """No automatic message goes to `address`, for what last came from it was written by a machine, as `reason` says."""

    address = models.CharField(max_length=254, primary_key=True)
    reason = models.CharField(max_length=20)
    since = models.DateTimeField(db_default=Now())
