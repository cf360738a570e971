"""Codes of all regulations ever in force, in one table, so that the database checks what subjects refer to."""

from django.db import models

from shouwen.base.languages import name_in
from shouwen.capabilities.regulations.choices import CodeKind


class Code(models.Model):
    """A code such as "level/S1" with its names. Rows are never deleted: one that fell away keeps its last version."""

    id = models.CharField(max_length=90, primary_key=True)
    kind = models.CharField(max_length=20, choices=CodeKind)
    code = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(default=1)
    names = models.JSONField()
    first_version = models.ForeignKey(
        "regulations.RegulationVersion", models.PROTECT, related_name="+", db_column="first_version"
    )
    last_version = models.ForeignKey(
        "regulations.RegulationVersion", models.PROTECT, related_name="+", db_column="last_version"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="code_once_a_kind")]

    def __str__(self) -> str:
        return self.id

    def name(self, language: str) -> str:
        """The name for a language tag such as "zh-hans" or "en"; Chinese unless it is English."""
        return name_in(self.names, language)
