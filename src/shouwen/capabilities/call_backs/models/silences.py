"""Silences: tickets that are done and on which the customer does not answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.tickets.models import Ticket


class SilenceOutcome(models.TextChoices):
    """What became of it."""

    CLOSED = "closed", _("closed unconfirmed")
    TOLD = "told", _("handed to the desk manager")
    BROKEN = "broken", _("the customer spoke after all")


class Silence(models.Model):
    """The customer has been silent about `ticket` since fact number `seq`; at `due_at` the closing rule says what then.

    One per ticket: a later answer or call-back moves it. It is settled once, at any lateness.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="+")
    seq = models.PositiveIntegerField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    then = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=SilenceOutcome, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="silence_settled_has_outcome",
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="silence_due", condition=Q(settled_at=None))]
