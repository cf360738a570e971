"""Facts, and the hash chain of blocks that seals them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from shouwen.base.models.subjects import Subject


class Fact(models.Model):
    """One thing that happened: append-only, holding codes, ids and digests, never names or free text.

    `at` is when it happened, `recorded_at` when the desk learned of it. `digest` covers every other column.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=10)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    regulation_id = models.BigIntegerField(null=True)
    payload = models.JSONField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="fact_once_per_seq")]
        indexes = [models.Index(fields=["recorded_at"], name="fact_recorded")]

    def __str__(self) -> str:
        return f"{self.name} #{self.seq} of subject {self.subject_id}"


class JournalUnsealed(models.Model):
    """Ids of facts that no block holds yet."""

    fact = models.OneToOneField(Fact, models.PROTECT, primary_key=True, related_name="+")


class JournalBlock(models.Model):
    """Facts sealed together: `digest = sha256(previous || digests of the facts in the order of fact_ids)`."""

    no = models.BigIntegerField(primary_key=True)
    fact_ids = ArrayField(models.BigIntegerField())
    previous = models.BinaryField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())
