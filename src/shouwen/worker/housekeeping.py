"""Tidying that nobody waits for: stale jobs back into the queue, old rows away, the journal's head written out."""

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from shouwen.base import audit, idempotency
from shouwen.base.models import RateLimitHit
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import forget_old_jobs
from shouwen.worker.models import JobFailure

SILENT_AFTER = 30.0  # seconds without a heartbeat after which a worker counts as dead
LONGEST_JOB = timedelta(minutes=15)
MOST_TRIES = 5
FAILED_KEPT = timedelta(days=90)
HITS_KEPT = timedelta(days=2)

LOST_JOBS = """
SELECT job.id, job.attempts
  FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
 WHERE job.status = 'doing'
   AND (worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => %(silent)s)
        OR (SELECT max(event.at) FROM procrastinate_events event
             WHERE event.job_id = job.id AND event.type = 'started') < now() - %(longest)s)
"""


def sweep_stale_jobs() -> int:
    """Jobs whose worker died or that take longer than LONGEST_JOB go back into the queue; how many.

    One that was tried MOST_TRIES times becomes failed instead: a job may not kill its worker for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOST_JOBS, {"silent": SILENT_AFTER, "longest": LONGEST_JOB})
        lost = cursor.fetchall()
    for job_id, attempts in lost:
        if attempts < MOST_TRIES:
            async_to_sync(app.job_manager.retry_job_by_id_async)(job_id=job_id, retry_at=now())
        else:
            _give_up(job_id)
    return 0


def tidy() -> int:
    """Remove what has had its time and export the journal's head of the day."""
    at = now()
    idempotency.forget_old()
    RateLimitHit.objects.filter(window_at__lt=at - HITS_KEPT).delete()
    _forget_failures(at - FAILED_KEPT)
    forget_old_jobs(at=at)
    audit.export_head(settings.DATA_FOLDER / "heads", at=at)
    return 0


def _give_up(job_id: int) -> None:
    JobFailure.objects.update_or_create(
        job_id=job_id, defaults={"error": "WorkerLost", "trace": "", "at": now()}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])


def _forget_failures(before: datetime) -> None:
    JobFailure.objects.filter(at__lt=before).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs job WHERE job.status IN ('failed', 'cancelled', 'aborted')"
            " AND (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) < %s",
            [before],
        )
