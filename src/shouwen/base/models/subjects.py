"""Subject: the one supertype of everything that has a history, and the one row that commands lock."""

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def new_public_token() -> str:
    """128 random bits, URL-safe: what the outside knows a subject by."""
    return secrets.token_urlsafe(16)


class Subject(models.Model):
    """Something that facts are told about: a ticket, a call-back, a person, a contract…

    `seq` is the number of its newest fact, `last_at` when that happened. `promise_state` is what the fold over its
    facts needs to go on (a cache that `clocks rebuild` can recompute); `next_stage_at` is when the worker must look at
    it next.
    """

    kind = models.CharField(_("kind"), max_length=20)
    public_token = models.CharField(max_length=22, unique=True, default=new_public_token)
    seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    promise_state = models.JSONField(default=dict)
    next_stage_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(
                fields=["next_stage_at", "id"],
                name="subject_due",
                condition=models.Q(next_stage_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}#{self.pk}"
