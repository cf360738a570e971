"""Teams and who belongs to them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from shouwen.base.models import Subject
from shouwen.capabilities.people.choices import TeamLine
from shouwen.capabilities.people.models.persons import Person


class Team(models.Model):
    """A line of the desk or a department that work is handed to (班组). `names` is {"zh": …, "en": …}."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField()
    line = models.CharField(max_length=10, choices=TeamLine, default=TeamLine.OTHER)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_is_not_its_own_parent", condition=~Q(parent=F("pk")))
        ]

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """`person` works in `team`; a person may belong to several."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="membership_once")]
