"""Persons: everybody of the company who works with the desk."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.people.choices import Density, Language, Theme


def desk_time_zone() -> str:
    """The zone of this installation, for whoever names none."""
    return settings.TIME_ZONE


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see their colleagues; customers learn names only from what is written to them."""
        if actor.may("people.see"):
            return self
        if not actor.is_staff:
            return self.none()
        teams = actor.teams_where("people.see")
        return self.filter(Q(pk=actor.id) | Q(pk__in=_members(teams))) if teams else self.filter(pk=actor.id)

    def within(self, actor: Actor, grant: str) -> Self:
        """Those for whom `actor` holds `grant`: everybody, or the members of teams he holds it for."""
        if actor.may(grant):
            return self
        teams = actor.teams_where(grant)
        return self.filter(pk__in=_members(teams)) if teams else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)


def _members(team_ids: frozenset[int]) -> models.QuerySet[Any, Any]:
    """Who belongs to one of these teams, by id; found by name, for teams are made of persons."""
    memberships = apps.get_model("people", "Membership").objects
    found: models.QuerySet[Any, Any] = memberships.filter(team_id__in=team_ids).values("person_id")
    return found


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # built at run time
    def get_by_natural_key(self, username: str | None) -> "Person":
        """By user name or e-mail address, in any case of letters."""
        name = (username or "").strip().lower()
        person: Person = self.get(Q(user_name=name) | Q(email=name))
        return person


class Person(AbstractBaseUser):
    """A colleague: an agent, an engineer, a manager, an outsider with an account (人员).

    `is_demo` marks the persons of the demo story, who need no second factor. `subject` is the person's history.
    `mails_mentions` says whether an @ reaches him by mail too, besides his inbox.
    `own_keys` are the keys he moved, by their usual places; `tours_taken` the tours that are not offered any more.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=60, unique=True)
    email = models.EmailField(max_length=254, unique=True, null=True)  # noqa: DJ001  # unique, and not all have one
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    post = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, choices=Language, default=Language.CHINESE)
    time_zone = models.CharField(max_length=50, default=desk_time_zone)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=10, choices=Density, default=Density.STANDARD)
    has_shortcuts = models.BooleanField(default=True)
    mails_mentions = models.BooleanField(default=True)
    own_keys = models.JSONField(default=dict, blank=True)
    tours_taken = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "user_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_user_name_is_lower", condition=Q(user_name=Lower("user_name"))
            ),
            models.CheckConstraint(
                name="person_email_is_lower", condition=Q(email=None) | Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
