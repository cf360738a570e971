"""Notices: what a colleague is told inside the house."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.models import Fact, Subject
from shouwen.capabilities.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees his own inbox and nobody else's."""
        return self.filter(person_id=actor.id) if actor.is_staff else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line in the inbox of `person`: told because of `fact`, in the words of the template `kind`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    path = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person", "subject"], name="notice_unread", condition=Q(read_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "person", "kind"],
                name="notice_once_per_fact",
                condition=Q(fact__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title
