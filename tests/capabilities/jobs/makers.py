"""Long work done on the spot, without a worker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import translation

from shouwen.base import files, journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.time import fixed_at
from shouwen.capabilities.jobs.facts import JOB_SUCCEEDED
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import KINDS, Outcome, Work
from shouwen.capabilities.notifications.long_work import tell_of_job
from shouwen.capabilities.people.queries import actor_of


@dataclass
class OnTheSpot:
    """Work without a watch; what was told of its progress is remembered."""

    actor: Actor
    at: datetime
    parameters: Mapping[str, Any]
    folder: Path
    upload: str = ""
    job_id: int = 0
    told: tuple[int, int | None] = (0, None)

    def step(self, done: int, total: int | None = None) -> None:
        self.told = (done, total)


def carried_out(
    run: Callable[[Work], Outcome], actor: Actor, parameters: Mapping[str, Any], *, at: datetime | None = None
) -> tuple[Outcome, bytes]:
    """What `run` makes of these parameters, and the bytes of its file."""
    from tests.capabilities.tickets.makers import MONDAY_9

    at = at or MONDAY_9
    with TemporaryDirectory() as name, fixed_at(at), translation.override("zh-hans"):
        outcome = run(OnTheSpot(actor, at, parameters, Path(name)))
        return outcome, outcome.file.path.read_bytes() if outcome.file else b""


def finish(job: Job, *, later: timedelta = timedelta(0)) -> None:
    """The job was done, in this transaction; its asker is told as the worker would tell him."""
    at = job.asked_at + later
    with TemporaryDirectory() as name, fixed_at(at), translation.override(job.language):
        work = OnTheSpot(
            actor_of(job.asked_by), at, job.parameters, Path(name), job.upload_id or "", job_id=job.pk
        )
        outcome = KINDS[job.kind].run(work)
        made: dict[str, Any] = {"result": dict(outcome.result)}
        if outcome.file:
            made |= {
                "file_id": files.keep_file(outcome.file.path),
                "file_name": outcome.file.name,
                "file_type": outcome.file.media_type,
            }
        Job.objects.filter(pk=job.pk).update(state="succeeded", ended_at=at, **made)
        fact = journal.record(journal.lock(job.pk), JOB_SUCCEEDED, actor=SYSTEM, at=at, kind=job.kind)
    tell_of_job(fact.pk)
