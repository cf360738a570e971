"""What long work made is kept for a month; that it was done is kept for ever."""

from datetime import datetime, timedelta

from django.db import transaction

from shouwen.base import files
from shouwen.base.models import Attachment, Blob
from shouwen.capabilities.jobs.choices import DAYS_KEPT, UNDER_WAY
from shouwen.capabilities.jobs.models import Job


@transaction.atomic
def forget_old_jobs(*, at: datetime) -> int:
    """Files, results and parameters of jobs that ended DAYS_KEPT days before `at` are gone; how many jobs it was."""
    old = Job.objects.filter(ended_at__lt=at - timedelta(days=DAYS_KEPT), is_forgotten=False).exclude(
        state__in=UNDER_WAY
    )
    ids, kept = [], set()
    for pk, file, upload in old.values_list("pk", "file_id", "upload_id"):
        ids.append(pk)
        kept |= {digest for digest in (file, upload) if digest}
    count = Job.objects.filter(pk__in=ids).update(
        is_forgotten=True, file=None, upload=None, result={}, parameters={}
    )
    for digest in kept:
        _forget_bytes(digest)
    return count


def _forget_bytes(digest: str) -> None:
    """The bytes go with their last name."""
    named = (
        Job.objects.filter(file=digest).exists()
        or Job.objects.filter(upload=digest).exists()
        or Attachment.objects.filter(blob=digest).exists()
    )
    if not named:
        Blob.objects.filter(pk=digest).delete()
        transaction.on_commit(lambda: files.path_of(digest).unlink(missing_ok=True))
