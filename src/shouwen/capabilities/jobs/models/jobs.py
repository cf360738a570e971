"""The job: one piece of long work, how far it is and what came of it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.models import Blob, Subject
from shouwen.capabilities.jobs.choices import UNDER_WAY, JobState
from shouwen.capabilities.people.models import Person


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; by grant everybody's."""
        if not actor.is_staff:
            return self.none()
        return self if actor.may("jobs.see_all") else self.filter(asked_by=actor.id)

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)


class Job(models.Model):
    """A piece of long work (任务), asked for with `parameters` and perhaps an `upload`.

    `held` are the grants of who asked. The worker that has it writes its `claim` and a beat at least each second; a
    running job without a beat is free for the next worker. `error` is {"message": msgid, "facts": {…}}.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=60)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    held = ArrayField(models.CharField(max_length=80), default=list)
    parameters = models.JSONField(default=dict)
    upload = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    time_zone = models.CharField(max_length=40, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=22, blank=True)
    beat_at = models.DateTimeField(null=True)
    wants_cancel = models.BooleanField(default=False)

    asked_at = models.DateTimeField(_("submitted at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    result = models.JSONField(default=dict)
    file = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    error = models.JSONField(default=dict)
    is_forgotten = models.BooleanField(default=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_ended_has_instant",
                condition=Q(state__in=UNDER_WAY, ended_at=None)
                | (~Q(state__in=UNDER_WAY) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"], name="job_under_way", condition=Q(state__in=("waiting", "running"))
            ),
            models.Index(fields=["asked_by", "-subject"], name="job_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state not in UNDER_WAY
