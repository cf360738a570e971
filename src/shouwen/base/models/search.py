"""One row per findable subject: its words as a positioned bigram vector."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from shouwen.base.models.subjects import Subject


class SearchRow(models.Model):
    """What a subject can be found by; written by the worker after the commit."""

    subject = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=20)
    words = SearchVectorField()
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words", fastupdate=True)]


class WordCount(models.Model):
    """How many search rows hold a lexeme: decides which way a search walks. Refreshed by the worker."""

    lexeme = models.CharField(max_length=64, primary_key=True)
    rows = models.PositiveIntegerField()
