"""Clocks as rows: a cache of what the fold over facts gives, for lists, figures and the worker."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.models import Subject
from shouwen.capabilities.service_levels.choices import Status


class ClockQuerySet(models.QuerySet["Clock"]):
    def counting(self) -> Self:
        """Clocks of promises still to be kept: running or paused, late ones included."""
        return self.filter(status__in=(Status.RUNNING, Status.PAUSED), span__isnull=False)

    def breached(self) -> Self:
        """Clocks whose breach stands: one that a late fact disproved does not count."""
        return self.filter(breached_at__isnull=False, breach_withdrawn_at__isnull=True)


class Clock(models.Model):
    """One running of one target on one subject; the names are those of `domain.clocks.records.Clock`.

    `begun_by` is the `seq` of the fact that began it. `regulation_id` and `engine` say by which rules it was computed.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    promise = models.CharField(_("promise"), max_length=70)
    begun_by = models.PositiveIntegerField()
    period = models.PositiveIntegerField(default=0)
    terms = models.CharField(max_length=80)
    kind = models.CharField(max_length=4)
    regulation_id = models.BigIntegerField()
    engine = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(default=5)
    shown_to_customer = models.BooleanField(default=True)

    status = models.CharField(_("state"), max_length=10, choices=Status)
    is_open = models.BooleanField()
    started_at = models.DateTimeField(_("started at"))
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due at"), null=True)
    is_provisional = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    span = models.DurationField(null=True)
    position = models.DurationField()
    running_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=60)
    calendar_version = models.PositiveIntegerField()
    counts_from = models.DateTimeField(null=True)
    turns = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    fired = models.JSONField(default=list)

    met_at = models.DateTimeField(_("met at"), null=True)
    met_by = models.PositiveIntegerField(null=True)
    breached_at = models.DateTimeField(_("breached at"), null=True)
    breach_withdrawn_at = models.DateTimeField(null=True)
    breach_withdrawn_by = models.PositiveIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.PositiveIntegerField(null=True)
    cancelled_because = models.CharField(max_length=60, blank=True)
    follows = models.PositiveIntegerField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "promise", "begun_by", "period"], name="clock_once"),
            models.CheckConstraint(
                name="clock_met_has_instant",
                condition=Q(status="met", met_at__isnull=False) | (~Q(status="met") & Q(met_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="clock_cancelled_says_why",
                condition=~Q(status="cancelled") | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="clock_open", condition=Q(is_open=True)),
            models.Index(fields=["promise", "started_at"], name="clock_promise_started"),
            models.Index(
                fields=["due_at"], name="clock_due", condition=Q(is_open=True, due_at__isnull=False)
            ),
            models.Index(
                fields=["breached_at"], name="clock_breached", condition=Q(breached_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of subject {self.subject_id}"
