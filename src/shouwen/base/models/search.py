"""Rows that subjects are found by: their words as positioned bigram vectors."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from shouwen.base.models.subjects import Subject


class SearchRow(models.Model):
    """What a subject can be found by, as of its fact number `seq`; a long text has several parts.

    Written by the worker after the commit.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    part = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20)
    words = SearchVectorField()
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "part"], name="search_row_once")]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["kind", "-subject"], name="search_newest"),
        ]
