"""Calendars as they were published, and the tables of public holidays they follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayTable(models.Model):
    """The public holidays and make-up workdays of one region and year; a correction is a further version.

    `days` is a list of {"on": date, "is": "closed" | "make_up", "name": …, "weekday": 0-6 for a make-up day's hours}.
    """

    region = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(default=1)
    days = models.JSONField()
    source = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "version"], name="holidays_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year} v{self.version}"


class CalendarVersion(models.Model):
    """One calendar with its exceptions worked out, immutable; it counts for subjects new since `published_at`.

    One that is not `is_for_new` counts for open subjects that are told of it: what their own regulation says, with
    holidays that were not known before. `definition` is all that the arithmetic needs; `digest` tells whether a
    regulation brings anything new.
    """

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    is_for_new = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="calendar_once_a_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
