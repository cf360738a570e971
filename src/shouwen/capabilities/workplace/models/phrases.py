"""Phrases: good words kept for the next time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.workplace.models.shared import Shared, SharedQuerySet


class PhraseQuerySet(SharedQuerySet["Phrase"]):
    """Phrases as their keepers see them."""


class Phrase(Shared):
    """A text for the answer box (话术); its places, such as {contact}, are filled from the ticket."""

    body = models.TextField(_("text"))

    objects = PhraseQuerySet.as_manager()

    class Meta(Shared.Meta):
        pass
