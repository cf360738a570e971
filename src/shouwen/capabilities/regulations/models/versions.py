"""Versions of the regulation: whole documents, of which at most one is in force at any instant."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.choices import Review, VersionState


class RegulationVersionQuerySet(models.QuerySet["RegulationVersion"]):
    def newest_first(self) -> Self:
        return self.order_by("-subject_id")


class RegulationVersion(models.Model):
    """One document, kept as text for ever once it was in force. `author_id` is the pk of the person who saved it.

    In force are the versions from `active_from` to before `active_to` (open when null); a version that waits for its
    day is active with an `active_from` ahead. `base` is the version a draft was made from.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    number = models.PositiveIntegerField(_("version"), unique=True)
    code = models.CharField(max_length=60)
    document = models.TextField(_("document"))
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=VersionState, default=VersionState.DRAFT)
    active_from = models.DateTimeField(_("in force from"), null=True)
    active_to = models.DateTimeField(_("in force until"), null=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    review = models.CharField(_("review"), max_length=8, choices=Review, default=Review.NONE, blank=True)
    author_id = models.BigIntegerField(null=True)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    objects = RegulationVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], name="one_regulation_active", condition=Q(state=VersionState.ACTIVE)
            ),
            models.CheckConstraint(
                name="draft_was_never_in_force",
                condition=Q(state=VersionState.DRAFT, active_from=None, active_to=None)
                | Q(state=VersionState.ACTIVE, active_from__isnull=False, active_to=None)
                | Q(state=VersionState.RETIRED, active_from__isnull=False, active_to__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["active_from"], name="regulation_active_from")]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Remark(models.Model):
    """Why something was done to a version, in the words of who did it; the fact holds only its id."""

    version = models.ForeignKey(RegulationVersion, models.CASCADE, related_name="+")
    body = models.CharField(_("reason"), max_length=500)
    author_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.body[:40]
