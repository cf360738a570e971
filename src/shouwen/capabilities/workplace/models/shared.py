"""What is kept by one person for himself or for a team of his."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.people.models import Person, Team

Kept = TypeVar("Kept", bound=models.Model)


class SharedQuerySet(models.QuerySet[Kept]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and what was kept for one's teams."""
        if not actor.is_staff:
            return self.none()
        return self.filter(Q(author_id=actor.id, team=None) | Q(team_id__in=actor.team_ids))


class Shared(models.Model):
    """`author` keeps it for himself, or for `team`. `lookup` is what it is found by, pinyin initials included."""

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    lookup = models.TextField(blank=True)
    used = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["author", "-used"], name="%(class)s_of_author"),
            models.Index(fields=["team", "-used"], name="%(class)s_of_team"),
        ]

    def __str__(self) -> str:
        return self.name
