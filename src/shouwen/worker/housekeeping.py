"""Tidying that nobody waits for: stale jobs back into the queue, old rows away, the journal's head written out."""

from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from shouwen.base import audit, idempotency
from shouwen.base.models import RateLimitHit
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import forget_old_jobs
from shouwen.worker.models import JobFailure
from shouwen.worker.tasks import SETTLED_AFTER, at_work

DEAD_AFTER = 15.0  # seconds without a heartbeat after which a worker counts as dead: five beats
LONGEST_JOB = timedelta(minutes=15)
MOST_TRIES = 5
FAILED_KEPT = timedelta(days=90)
HITS_KEPT = timedelta(days=2)

LOST_JOBS = """
SELECT job.id, job.attempts, is_dead
  FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id,
       LATERAL (SELECT max(event.at) AS at FROM procrastinate_events event
                 WHERE event.job_id = job.id AND event.type = 'started') AS started,
       LATERAL (SELECT worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(silent)s)
                       OR started.at < now() - %(longest)s AS is_dead) AS judged
 WHERE job.status = 'doing'
   AND (is_dead OR (job.worker_id = ANY(%(mine)s::bigint[])
                    AND started.at < now() - make_interval(secs => %(settled)s)))
"""


def sweep_stale_jobs() -> int:
    """Jobs that nobody does any more go back into the queue: their worker died or lost them with its database, or they
    take longer than LONGEST_JOB.

    One that was tried MOST_TRIES times becomes failed instead: a job may not kill its worker for ever.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"silent": DEAD_AFTER, "longest": LONGEST_JOB, "settled": SETTLED_AFTER}
        cursor.execute(LOST_JOBS, {**values, "mine": list(at_work.workers)})
        lost = [(pk, tries) for pk, tries, is_dead in cursor.fetchall() if is_dead or not at_work.still(pk)]
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
