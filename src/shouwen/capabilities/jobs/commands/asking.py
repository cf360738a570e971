"""Asking for long work, and changing one's mind."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from shouwen.base import files, journal, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.permissions import require
from shouwen.base.time import now
from shouwen.capabilities.jobs import facts
from shouwen.capabilities.jobs.choices import DAYS_KEPT, JobState
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.permissions import can_cancel, can_open, can_repeat
from shouwen.capabilities.jobs.ports import KINDS
from shouwen.capabilities.jobs.refusals import AskAnew, JobIsOver, NothingKept, TooMuchAtOnce

MOST_AT_ONCE = 5


def topic_of(person_id: int | None) -> str:
    """Rings when a job of this person begins or ends."""
    return f"jobs/{person_id}"


@transaction.atomic
def ask_for(
    *, kind: str, parameters: Mapping[str, Any], actor: Actor, upload: bytes | None = None, blob: str = ""
) -> Job:
    """The worker will do this work; a file for it comes as `upload`, or as the digest of one that is kept (`blob`).

    Raises NotPermitted without the kind's grant and TooMuchAtOnce when MOST_AT_ONCE of this person are under way.
    """
    known = KINDS[kind]
    person = actor.id if actor.is_staff else None
    require(person is not None and (not known.grant or actor.may(known.grant)), grant=known.grant)
    assert person is not None
    under_way = Job.objects.under_way().filter(asked_by=person).count()
    if under_way >= MOST_AT_ONCE:
        raise TooMuchAtOnce(count=under_way)

    subject = journal.open_subject("job")
    job = Job.objects.create(
        subject=subject,
        kind=kind,
        asked_by_id=person,
        held=sorted(actor.grants),
        parameters=dict(parameters),
        upload_id=files.keep_bytes(upload) if upload is not None else blob or None,
        language=actor.language or get_language() or "zh-hans",
        time_zone=str(actor.extras.get("time_zone") or ""),
        asked_at=now(),
    )
    journal.record(subject, facts.JOB_ASKED, actor=actor, at=job.asked_at, kind=kind)
    live.ring("work", topic_of(actor.id))
    return job


@transaction.atomic
def cancel_job(*, job: Job, actor: Actor) -> Job:
    """A waiting job is over at once; a running one stops within two seconds. Raises NotPermitted, JobIsOver."""
    require(can_cancel(actor, job))
    subject = journal.lock(job.pk)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_over:
        raise JobIsOver(job=job.pk)
    job.wants_cancel = True
    if job.state == JobState.WAITING:
        job.state, job.ended_at = JobState.CANCELLED, now()
    job.save(update_fields=["wants_cancel", "state", "ended_at"])
    journal.record(subject, facts.JOB_CANCEL_ASKED, actor=actor, at=now())
    if job.is_over:
        journal.record(subject, facts.JOB_CANCELLED, actor=SYSTEM, at=now())
    live.ring(topic_of(job.asked_by_id))
    return job


def repeat_job(*, job: Job, actor: Actor, changes: Mapping[str, Any] | None = None) -> Job:
    """The same is asked for again, with some parameters changed.

    Raises NothingKept when the file for it is gone, AskAnew where parameters alone are not enough.
    """
    require(can_open(actor, job))
    if job.is_forgotten:
        raise NothingKept(days=DAYS_KEPT)
    if not can_repeat(actor, job):
        raise AskAnew()
    return ask_for(
        kind=job.kind,
        parameters={**job.parameters, **(changes or {})},
        actor=actor,
        blob=job.upload_id or "",
    )
