"""Blobs by content, and the attachments that name them."""

from django.db import models
from django.db.models.functions import Now

from shouwen.base.models.subjects import Subject, new_public_token


class Blob(models.Model):
    """Bytes kept once, outside any web root, under their SHA-256 in hex."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())


class Attachment(models.Model):
    """A blob under a name, on a subject. `visibility` is `customer` or `internal`."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    token = models.CharField(max_length=22, unique=True, default=new_public_token)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    visibility = models.CharField(max_length=10, default="customer")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="attachment_of_subject")]
