"""Duty: the weekly plan of each person, and when he is away."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from shouwen.capabilities.people.choices import LeaveReason, Weekday
from shouwen.capabilities.people.models.persons import Person


class ShiftPattern(models.Model):
    """On every `weekday` from `valid_from` to `valid_until` (included) `person` works from `starts_at` to `ends_at`.

    On public holidays only with `on_holidays`; a make-up workday is worked like the weekday it follows. Times are local
    to `time_zone`. An end at or before the start lies on the next day; equal times mean 24 hours.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    time_zone = models.CharField(max_length=50)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    on_holidays = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "weekday"], name="shift_of_person")]
        constraints = [
            models.CheckConstraint(name="shift_weekday_iso", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(
                name="shift_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]


class Leave(models.Model):
    """`person` is away from `starts_at` to before `ends_at`, whatever his plan says."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=LeaveReason, default=LeaveReason.OTHER)
    note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"], name="leave_of_person")]
        constraints = [
            models.CheckConstraint(name="leave_has_length", condition=Q(ends_at__gt=F("starts_at")))
        ]
