"""How the worker stands: for the status page, the dead-letter page, the doctor and /readyz."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from shouwen.base.models import Heartbeat
from shouwen.base.time import now
from shouwen.worker.schedule import LOOPS

MISSED_AFTER = timedelta(seconds=30)
"""So long beyond its turn a loop may be, as it is while a worker starts anew, before the pages call it silent."""

FAILED = """
SELECT job.id, job.args ->> 'handler', coalesce(job.args ->> 'fact', job.args -> 'facts' ->> 0)::bigint, fact.name,
       fact.subject_id, job.attempts,
       failure.error, failure.at
  FROM procrastinate_jobs job
  LEFT JOIN worker_jobfailure failure ON failure.job_id = job.id
  LEFT JOIN base_fact fact ON fact.id = coalesce(job.args ->> 'fact', job.args -> 'facts' ->> 0)::bigint
 WHERE job.status = 'failed'
 ORDER BY job.id DESC
 LIMIT %s
"""

BACKLOG = """
SELECT (SELECT count(*) FROM base_journalunsealed),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
       (SELECT min(fact.recorded_at) FROM base_journalunsealed JOIN base_fact fact ON fact.id = fact_id),
       (SELECT min(coalesce(job.scheduled_at, event.at)) FROM procrastinate_jobs job
          JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
         WHERE job.status = 'todo')
"""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A reaction that failed for good and waits for somebody to look."""

    id: int
    handler: str
    fact_id: int
    fact_name: str | None
    subject_id: int | None
    attempts: int
    error: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: facts to be sealed, jobs to be done, jobs that failed; and since when the oldest waits."""

    unsealed: int
    waiting: int
    failed: int
    oldest_at: datetime | None

    def age(self, at: datetime) -> timedelta:
        return max(timedelta(0), at - self.oldest_at) if self.oldest_at else timedelta(0)


@dataclass(frozen=True, slots=True)
class LoopState:
    """One loop as its heartbeat tells it; `state` is ok, failing or silent."""

    name: str
    state: str
    beat_at: datetime | None
    error: str


def failed_jobs(*, limit: int = 200) -> list[FailedJob]:
    """The dead letters, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED, [limit])
        return [FailedJob(*row) for row in cursor.fetchall()]


def backlog() -> Backlog:
    """What the queue holds now; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG)
        unsealed, waiting, failed, *oldest = cursor.fetchone()
    return Backlog(unsealed, waiting, failed, min((each for each in oldest if each), default=None))


def loop_states() -> list[LoopState]:
    """Every loop of the schedule, in its order; one that never beat or not lately is silent."""
    beats = {beat.part: beat for beat in Heartbeat.objects.filter(part__startswith="worker.")}
    at = now()
    return [_state(loop.name, loop.seconds, beats.get(f"worker.{loop.name}"), at) for loop in LOOPS]


def _state(name: str, seconds: float, beat: Heartbeat | None, at: datetime) -> LoopState:
    if beat is None or at - beat.beat_at > MISSED_AFTER + timedelta(seconds=seconds):
        return LoopState(name, "silent", beat.beat_at if beat else None, "")
    return LoopState(name, beat.state, beat.beat_at, str(beat.note.get("error", "")))
