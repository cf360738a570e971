"""Snoozes: what somebody put off until an instant, for himself alone."""

from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from shouwen.base.actors import Actor
from shouwen.base.models import Fact, Subject
from shouwen.capabilities.people.models import Person

ROUSING: Final = ("ticket.customer_spoke", "ticket.urged", "ticket.reopened", "clock.breached")
"""What brings a matter back at once: the customer's news, and a promise that is missed."""


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees what he put off himself and nothing else."""
        return self.filter(person_id=actor.id) if actor.is_staff else self.none()

    def over(self, at: datetime) -> Self:
        """Those whose time has come, or whose matter has been roused since."""
        return self.filter(Q(until__lte=at) | _is_roused())

    def asleep(self, at: datetime) -> Self:
        """Those that are still put off."""
        return self.filter(~_is_roused(), until__gt=at)


def _is_roused() -> Exists:
    since = Fact.objects.filter(subject_id=OuterRef("subject_id"), seq__gt=OuterRef("seq"))
    return Exists(since.filter(name__in=ROUSING))


class Snooze(models.Model):
    """`person` put off what waits for him under `key` until `until`; `seq` is the newest fact its `subject` had then.

    It hides one line from one person. No clock and nobody else knows of it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    until = models.DateTimeField()

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="snoozed_once"),
            models.CheckConstraint(name="snoozed_ahead", condition=Q(until__gt=F("at"))),
        ]
        indexes = [models.Index(fields=["until"], name="snoozed_until")]

    def __str__(self) -> str:
        return f"{self.key} until {self.until:%Y-%m-%d %H:%M}"
