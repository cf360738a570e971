"""Rows that make repeats harmless and floods dull."""

from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """The stored answer to one POST of one actor, kept for 24 hours."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    request_digest = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]


class RateLimitHit(models.Model):
    """How often `who` did `what` in the window that began at `window_at`; shared by all processes."""

    what = models.CharField(max_length=40)
    who = models.CharField(max_length=120)
    window_at = models.DateTimeField()
    hits = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "window_at"], name="rate_limit_once")]


class NumberDay(models.Model):
    """Where the sequence of `prefix` stood when `day` began: a label is nextval minus this base."""

    prefix = models.CharField(max_length=8)
    day = models.DateField()
    base = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="number_day_once")]


class Setting(models.Model):
    """A fact of this installation that the desk itself keeps (paused after restore, demo loaded, set up)."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    changed_at = models.DateTimeField(db_default=Now())


class Heartbeat(models.Model):
    """Which part of the desk was alive when, and how it fared: read by the status page and the doctor."""

    part = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="ok")
    note = models.JSONField(default=dict)
