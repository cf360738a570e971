"""Presence: who has a ticket open right now."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import models

from shouwen.base.models import Subject
from shouwen.capabilities.people.models import Person

SILENCE: Final = timedelta(seconds=20)
"""Whoever says nothing for so long is gone; pages say that they are here every eight seconds."""


class Presence(models.Model):
    """`person` looked at `subject` on a page of his at `seen_at`, and was writing on it or not.

    Whoever is silent is gone. A page that was left stays gone: what it had still under way may arrive later.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.UUIDField(default=UUID(int=0))
    is_writing = models.BooleanField(default=False)
    is_left = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "person", "page"], name="presence_once_a_page")
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.subject_id}"
