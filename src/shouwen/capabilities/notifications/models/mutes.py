"""What somebody does not want to hear of."""

from django.db import models
from django.db.models.functions import Now

from shouwen.base.models import Subject
from shouwen.capabilities.people.models import Person


class Mute(models.Model):
    """`person` wants no bell for what happens about `subject`; what calls for him by name still rings."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="mute_once")]
