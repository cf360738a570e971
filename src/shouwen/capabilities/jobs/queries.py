"""Long work as a page or a program asks for it."""

from dataclasses import dataclass

from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.jobs.choices import DAYS_KEPT, JobState
from shouwen.capabilities.jobs.models import Job, JobQuerySet
from shouwen.capabilities.jobs.permissions import can_open
from shouwen.capabilities.jobs.ports import KINDS
from shouwen.capabilities.jobs.refusals import NothingKept


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a job made, as it is given out."""

    digest: str
    name: str
    media_type: str
    size: int


def jobs_of(*, actor: Actor, everybody: bool = False) -> JobQuerySet:
    """The actor's jobs (or all he may see), newest first, with who asked."""
    found = Job.objects.visible_to(actor)
    found = found if everybody else found.filter(asked_by=actor.id or 0)
    return found.select_related("asked_by", "file").order_by("-subject_id")


def job_of(*, job_id: int, actor: Actor) -> Job:
    """One job; raises NotVisible if this actor has none of that number."""
    found = Job.objects.visible_to(actor).select_related("asked_by", "file").filter(pk=job_id).first()
    if found is None:
        raise NotVisible(job=job_id)
    return found


def file_of(*, job_id: int, actor: Actor) -> KeptFile:
    """The file of a job, to who asked for it. Raises NotVisible; NothingKept once its time is over."""
    job = job_of(job_id=job_id, actor=actor)
    if not can_open(actor, job):
        raise NotVisible(job=job_id)
    if job.file is None:
        if job.is_forgotten:
            raise NothingKept(days=DAYS_KEPT)
        raise NotVisible(job=job_id)
    return KeptFile(job.file.pk, job.file_name, job.file_type, job.file.size)


def running_count(*, actor: Actor) -> int:
    """How many of the actor's jobs are under way."""
    return Job.objects.under_way().filter(asked_by=actor.id or 0).count()


def title_of(job: Job) -> str:
    """What kind of work it is, in the reader's language; the bare code where the kind is not known any more."""
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind


def error_of(job: Job) -> str:
    """Why it failed, in the reader's language; empty where it did not."""
    if job.state != JobState.FAILED or not job.error:
        return ""
    msgid: str = job.error["message"]
    facts: dict[str, object] = job.error["facts"]
    return gettext(msgid) % facts
