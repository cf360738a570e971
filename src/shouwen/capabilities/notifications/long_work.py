"""Whoever asked for long work and went on finds in his inbox that it is done."""

from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from shouwen.base import live
from shouwen.base.models import Fact
from shouwen.capabilities.jobs.choices import JobState
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.queries import title_of
from shouwen.capabilities.notifications.models import Notice

WAITED_FOR: Final = timedelta(seconds=5)
"""Who got his result within that time has seen it come and needs no notice."""


def tell_of_job(fact_id: int) -> None:
    """The asker of a job that ended is told, unless it was done at once. Safe to repeat."""
    fact = Fact.objects.get(pk=fact_id)
    job = Job.objects.select_related("asked_by").get(pk=fact.subject_id)
    if job.ended_at is None or (job.state == JobState.SUCCEEDED and job.ended_at - job.asked_at < WAITED_FOR):
        return
    with translation.override(job.asked_by.language):
        words = gettext("%(work)s: done") if job.state == JobState.SUCCEEDED else gettext("%(work)s: failed")
        title = words % {"work": title_of(job)}
    notice = Notice(
        person=job.asked_by,
        subject_id=job.pk,
        fact=fact,
        kind=fact.name,
        title=title,
        path=f"/jobs/{job.pk}",
        at=fact.at,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    live.ring(f"inbox/{job.asked_by_id}")
