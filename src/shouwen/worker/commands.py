"""What a person may do to the queue: let a failed reaction try again."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

from shouwen.base.time import now
from shouwen.worker.models import JobFailure


@transaction.atomic
def retry_job(*, job_id: int) -> bool:
    """The failed job goes back into the queue and is tried at once; False when it is not failed any more."""
    try:
        with transaction.atomic():  # a refusal of the database must not take the caller's transaction with it
            app.job_manager.retry_job_by_id(job_id=job_id, retry_at=now())
    except ProcrastinateException:
        return False
    JobFailure.objects.filter(job_id=job_id).delete()
    return True
