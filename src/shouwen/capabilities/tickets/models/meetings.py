"""Coordination meetings: what is on record of the talk that a grave fault calls for at once (DP-7)."""

from typing import Final

from django.db import models
from django.db.models import Q

from shouwen.capabilities.tickets.choices import Remote

WAITED_FOR: Final = "waited_for"
HELD: Final = "held"
"""How the newest meeting stands, as the evidence of the ticket has it."""


class Meeting(models.Model):
    """A coordination meeting about a ticket (协调会): who, the cause, whether it can be helped remotely, the decision.

    The row holds the record as it reads now; every wording it had is an entry of the ticket. One that a ladder opened
    has no opener but the `stage` of it. While `held_at` is null it has been called and is waited for.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="meetings")
    about = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    stage = models.CharField(max_length=80, blank=True)
    held_at = models.DateTimeField(null=True)
    cause = models.TextField(blank=True)
    remote = models.CharField(max_length=10, choices=Remote, default=Remote.UNKNOWN)
    decided = models.TextField(blank=True)
    kept_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="meeting_of_ticket")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_meeting_waited_for",
                condition=Q(held_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]


class MeetingPart(models.Model):
    """Somebody's part in a meeting: invited, there, or both."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="parts", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    invited = models.BooleanField(default=False)
    attended = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_part_in_a_meeting")]
