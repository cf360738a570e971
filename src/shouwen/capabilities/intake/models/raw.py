"""Mail as it came: kept before anything is made of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from shouwen.base.models import Blob
from shouwen.capabilities.intake.choices import RawState
from shouwen.capabilities.notifications.models import Mailbox


class IntakeRaw(models.Model):
    """The bytes of one mail, by where they lay: (mailbox, UIDVALIDITY, UID) is there once.

    A mail played from a file has no mailbox, and its digest is there once. `note` says why it is in quarantine: a code,
    and what exceeded what. `is_filed` says that the server knows we have it.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, null=True, related_name="+")
    uidvalidity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=RawState, default=RawState.WAITING)
    note = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())
    is_filed = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uidvalidity", "uid"], name="raw_once", condition=Q(mailbox__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["blob"], name="raw_played_once", condition=Q(mailbox__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["retry_at", "id"], name="raw_waiting", condition=Q(state="waiting"))]
