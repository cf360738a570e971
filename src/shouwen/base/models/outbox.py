"""The transactional outbox: what must leave the house, written with what caused it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwen.base.models.journal import Fact
from shouwen.base.models.subjects import Subject


class MessageState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("message", "waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    WITHDRAWN = "withdrawn", pgettext_lazy("message", "held back")


class Message(models.Model):
    """One message to one address on one channel, with its final `message_id` before the first try.

    A sender claims it by `lease_until` and `lease_token`, and writes a result only while the lease is its own.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=60, blank=True)
    to_kind = models.CharField(max_length=10, blank=True)
    to_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=254)
    message_id = models.CharField(max_length=200, unique=True)
    subject_line = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    automatic = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    not_before = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=22, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="message_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["subject", "id"], name="message_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "channel", "address", "template"],
                name="message_once_per_fact",
                condition=models.Q(fact__isnull=False),
            )
        ]
