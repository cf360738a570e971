"""A screen on a wall: figures without names, without anybody signed in."""

from django.db import models
from django.db.models.functions import Now


class WallScreen(models.Model):
    """A screen (大屏) that opens with a secret address; of the secret a digest is kept.

    Ended, it shows nothing.
    """

    name = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
