"""Open subjects on their way to another version of the regulation."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Moving(models.Model):
    """The promises of all open subjects come to count by `regulation`, in batches, from `begins_at`.

    Those with a level it does not know get the one that `levels` has for theirs.
    `after_id` is the last subject looked at in this round, `failed` are those left as they were. It is over at
    `ended_at`, either done or, with `is_superseded`, because another version was chosen meanwhile.
    """

    regulation = models.ForeignKey("regulations.RegulationVersion", models.PROTECT, related_name="+")
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    begins_at = models.DateTimeField(_("begins at"))
    levels = models.JSONField(default=dict)
    after_id = models.BigIntegerField(default=0)
    moved = models.PositiveIntegerField(_("moved"), default=0)
    recalculated = models.PositiveIntegerField(_("recalculated"), default=0)
    started = models.PositiveIntegerField(_("started"), default=0)
    cancelled = models.PositiveIntegerField(_("no longer promised"), default=0)
    failed = ArrayField(models.BigIntegerField(), default=list)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    is_superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_superseded"], name="one_moving_at_a_time", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"to version {self.regulation_id} since {self.begins_at}"
