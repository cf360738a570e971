"""Drafts: what somebody has begun to write and not sent."""

from typing import Self

from django.db import models

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.people.models import Person


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees his own drafts and nobody else's."""
        return self.filter(person_id=actor.id) if actor.is_staff else self.none()


class Draft(models.Model):
    """The `texts` of a form's fields, and what was picked beside them, as `person` left them at `place`.

    `subject` is the ticket it will be said on, if it is one.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    place = models.CharField(max_length=120)
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="+")
    texts = models.JSONField(default=dict)
    picks = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_once_per_place")]

    def __str__(self) -> str:
        return self.place


def answer_place(ticket_id: int) -> str:
    """Where the draft of an answer on this ticket is kept."""
    return f"ticket/{ticket_id}/answer"
