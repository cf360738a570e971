"""What opens a door: sessions, tokens, links and second factors. Secrets lie here digested or encrypted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from shouwen.capabilities.people.choices import LinkPurpose, SessionStage
from shouwen.capabilities.people.models.persons import Person


class Session(models.Model):
    """One browser of one person. The cookie holds the key, this row its SHA-256; ended means gone at once."""

    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    stage = models.CharField(max_length=15, choices=SessionStage)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"], name="session_of_person")]


class SecondFactor(models.Model):
    """The authenticator app of a person: its secret encrypted, and the last step used: no code serves twice."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """One of the codes that replace the authenticator app, each once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]


class AccountLink(models.Model):
    """A mailed or shown link for one purpose, one use and a limited time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=15, choices=LinkPurpose)
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"], name="link_of_person")]


class ApiToken(models.Model):
    """A key for programs that act as `person`, within `scopes` such as "tickets:read". Shown once, kept as digest."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person"], name="token_of_person")]


class CalendarDoor(models.Model):
    """The secret address at which calendars of other programs read the times of `person`; kept as digest.

    Whoever has the address reads it without signing in; a new one ends the former.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    opened_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
