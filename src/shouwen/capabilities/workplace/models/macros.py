"""Macros: several acts on a ticket under one name."""

from typing import ClassVar

from django.db import models

from shouwen.capabilities.workplace.models.shared import Shared, SharedQuerySet


class Macro(Shared):
    """`steps` are done one after another, in one transaction: [{"act": "take"}, {"act": "reply", "text": …}, …]."""

    steps = models.JSONField(default=list)

    objects: ClassVar = SharedQuerySet.as_manager()

    class Meta(Shared.Meta):
        pass
