"""Macros: several acts on a ticket under one name."""

from django.db import models

from shouwen.capabilities.workplace.models.shared import Shared, SharedQuerySet


class MacroQuerySet(SharedQuerySet["Macro"]):
    """Macros as their keepers see them."""


class Macro(Shared):
    """`steps` are done one after another, in one transaction: [{"act": "take"}, {"act": "reply", "text": …}, …]."""

    steps = models.JSONField(default=list)

    objects = MacroQuerySet.as_manager()

    class Meta(Shared.Meta):
        pass
