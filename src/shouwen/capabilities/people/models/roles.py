"""Roles are rows that hold grants; who plays them, and where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from shouwen.base.models import Subject
from shouwen.capabilities.people.models.persons import Person
from shouwen.capabilities.people.models.teams import Team


class Role(models.Model):
    """Grants under a name people use. `shipped` is the digest of what the product brought, "" for own roles."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField()
    grants = ArrayField(models.CharField(max_length=60), default=list)
    landing = models.CharField(max_length=30, default="today")
    shipped = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class PersonRole(models.Model):
    """`person` plays `role`: everywhere, or for `team` and the teams below it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "team"], name="person_role_once", nulls_distinct=False
            )
        ]
