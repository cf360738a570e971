"""Presence: who has a ticket open right now."""

from django.db import models

from shouwen.base.models import Subject
from shouwen.capabilities.people.models import Person


class Presence(models.Model):
    """`person` looked at `subject` at `seen_at`, and was writing on it or not. Whoever is silent is gone."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.subject_id}"
