"""A saved view, and how one person arranged a list."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from shouwen.capabilities.views.choices import Scope


class SavedView(models.Model):
    """A list under a name (视图): a view of the desk's own, narrowed by `filters`, and how it is laid out.

    `filters` holds names and values as the address of the list writes them. Empty columns, order or density leave
    them as they usually are, and so do columns without `widths` (pixels by code). A removed view stays, so that it can
    be taken back.
    """

    name = models.CharField(max_length=40)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.PERSONAL)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, related_name="+")
    view = models.CharField(max_length=20)
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    ordering = models.CharField(max_length=10, blank=True)
    density = models.CharField(max_length=10, blank=True)
    widths = models.JSONField(default=dict, db_default={})
    is_removed = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person"], name="view_of_person", condition=Q(is_removed=False))]
        constraints = [
            models.CheckConstraint(name="view_scope_is_known", condition=Q(scope__in=Scope.values)),
            models.CheckConstraint(
                name="view_of_team_names_it",
                condition=Q(scope="team", team__isnull=False) | (~Q(scope="team") & Q(team__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Arrangement(models.Model):
    """How `person` laid out the list `place` (a view's code, or `saved/12`): it goes before what the view says.

    `widths` holds pixels by the code of a column, of those that are not as wide as usual.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)
    columns = models.JSONField(default=list)
    ordering = models.CharField(max_length=10, blank=True)
    density = models.CharField(max_length=10, blank=True)
    widths = models.JSONField(default=dict, db_default={})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="arrangement_once_a_place")]
