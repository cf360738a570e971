"""Carrying work out: the worker takes the oldest, does it in one transaction, and keeps what came of it."""

import contextlib
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from shouwen.base import files, journal, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.refusals import Refusal
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.jobs import facts
from shouwen.capabilities.jobs.choices import JobState
from shouwen.capabilities.jobs.commands.asking import topic_of
from shouwen.capabilities.jobs.commands.watching import LOST_AFTER, Stopped, Watch
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import KINDS, Outcome
from shouwen.capabilities.jobs.refusals import WorkerLost
from shouwen.capabilities.people.queries import actor_of

log = logging.getLogger(__name__)

MOST_TRIES: Final = 3
FAULT = gettext_noop("Something went wrong in the desk itself. The log has it under job %(job)s.")

CLAIM = """
UPDATE jobs_job
   SET state = 'running', claim = %(claim)s, tries = tries + 1, beat_at = clock_timestamp(), done = 0, total = NULL,
       started_at = coalesce(started_at, clock_timestamp())
 WHERE subject_id = (
       SELECT subject_id FROM jobs_job
        WHERE state = 'waiting'
           OR (state = 'running' AND beat_at < clock_timestamp() - make_interval(secs => %(silent)s::float8))
        ORDER BY subject_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING subject_id
"""
PATIENCE = (
    "SET LOCAL idle_in_transaction_session_timeout = '15min'"  # a large workbook takes its time to close
)


@dataclass(slots=True)
class _Work:
    """One piece of work under the eyes of its watch; see `ports.Work`."""

    job_id: int
    actor: Actor
    at: datetime
    parameters: Mapping[str, Any]
    upload: str
    folder: Path
    step: Callable[..., None]


def carry_out_next(*, alive: Callable[[], None] = lambda: None) -> int:
    """The oldest job that waits, or whose worker is gone, is done; how many there were (1 or 0).

    Any number of workers may call this at once. `alive` is called twice a second while the work goes on.
    """
    job = _claimed()
    if job is None:
        return 0
    if job.tries > MOST_TRIES:
        _end(job, JobState.FAILED, error=_told(WorkerLost(tries=MOST_TRIES)))
    elif job.wants_cancel:
        _end(job, JobState.CANCELLED)
    else:
        live.ring(topic_of(job.asked_by_id))
        _carry_out(job, alive)
    return 1


def _claimed() -> Job | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"claim": secrets.token_urlsafe(16), "silent": LOST_AFTER.total_seconds()})
        row = cursor.fetchone()
    return Job.objects.select_related("asked_by").get(pk=row[0]) if row else None


def _carry_out(job: Job, alive: Callable[[], None]) -> None:
    watch = Watch(job, alive)
    watch.start()
    try:
        with (
            _as_asked(job) as actor,
            TemporaryDirectory(prefix="shouwen-work-") as name,
            _transaction_of(job),
        ):
            upload, folder = job.upload_id or "", Path(name)
            work = _Work(job.pk, actor, database_now(), job.parameters, upload, folder, watch.step)
            outcome = KINDS[job.kind].run(work)
            watch.end()
            if watch.reason:
                raise Stopped
            _keep(job, outcome, watch.reached)
    except Stopped:
        watch.end()
        if watch.is_cancelled:
            _end(job, JobState.CANCELLED)
    except Refusal as refusal:
        watch.end()
        _end(job, JobState.FAILED, error=_told(refusal))
    except (OperationalError, InterfaceError):
        watch.end()
        if not watch.is_cancelled:
            raise  # the database was away: the job is taken again once its beat is old
        _end(job, JobState.CANCELLED)
    except Exception:
        watch.end()
        log.exception("a job failed", extra={"job": job.pk, "kind": job.kind})
        _end(job, JobState.FAILED, error={"message": FAULT, "facts": {"job": job.pk}})


@contextlib.contextmanager
def _transaction_of(job: Job) -> Iterator[None]:
    """One transaction for all of the work, but for work that goes in steps."""
    if KINDS[job.kind].in_steps:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        yield


@contextlib.contextmanager
def _as_asked(job: Job) -> Iterator[Actor]:
    """Under one present, in the language and the zone of who asked, with no more rights than he had and has."""
    actor = actor_of(job.asked_by, via="worker")
    actor = replace(actor, grants=actor.grants & frozenset(job.held))
    zone = ZoneInfo(job.time_zone or settings.TIME_ZONE)
    with fixed_at(database_now()), translation.override(job.language), timezone.override(zone):
        yield actor


def _keep(job: Job, outcome: Outcome, reached: tuple[int, int | None]) -> None:
    """The outcome is part of the work's own transaction; the file lies on disk before its row is written."""
    made: dict[str, Any] = {"result": dict(outcome.result), "done": reached[0], "total": reached[1]}
    if outcome.file is not None:
        made["file_id"] = files.keep_file(outcome.file.path)
        made["file_name"], made["file_type"] = outcome.file.name, outcome.file.media_type
    if not _end(job, JobState.SUCCEEDED, **made):
        raise Stopped


@transaction.atomic
def _end(job: Job, state: JobState, **columns: Any) -> bool:
    """The job is over; False if another worker has it by now."""
    at = database_now()
    subject = journal.lock(job.pk)
    ours = Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    if not ours.update(state=state, ended_at=at, **columns):
        return False
    name = {JobState.SUCCEEDED: facts.JOB_SUCCEEDED, JobState.FAILED: facts.JOB_FAILED}.get(
        state, facts.JOB_CANCELLED
    )
    journal.record(subject, name, actor=SYSTEM, at=at, kind=job.kind)
    live.ring(topic_of(job.asked_by_id), "work")
    return True


def _told(refusal: Refusal) -> dict[str, Any]:
    return {
        "message": refusal.message,
        "facts": {
            name: value if isinstance(value, int) else str(value) for name, value in refusal.facts.items()
        },
    }
