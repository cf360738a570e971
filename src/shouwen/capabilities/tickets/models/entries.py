"""Entries: what people wrote and said on a ticket; the texts that facts only point to."""

from django.db import models
from django.db.models.functions import Now

from shouwen.capabilities.tickets.choices import EntryKind, Visibility, Way


class Entry(models.Model):
    """One text on a ticket, told by its fact number `seq`. `facets` keeps the parts of a form (found, done, next…)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="entries", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    author_kind = models.CharField(max_length=10)
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    body = models.TextField()
    html = models.TextField(blank=True)
    facets = models.JSONField(default=dict)
    reference = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["ticket", "seq"], name="entry_of_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.seq}"
