"""One job as the job centre shows it: what it is, how far, and what one may do about it."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwen.base.actors import Actor
from shouwen.capabilities.jobs.choices import JobState
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.permissions import can_cancel, can_open, can_repeat
from shouwen.capabilities.jobs.queries import error_of, title_of
from shouwen.ui.components import badge, progress
from shouwen.ui.components.marks import Tone

LOOKS: dict[str, tuple[Tone, str]] = {
    JobState.WAITING: ("", "wait"),
    JobState.RUNNING: ("blue", "progress"),
    JobState.SUCCEEDED: ("good", "check"),
    JobState.FAILED: ("bad", "alert"),
    JobState.CANCELLED: ("", "close"),
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job, ready to draw."""

    job: Job
    title: str
    mark: SafeString
    bar: SafeString | str
    reached: str
    told: str
    url: str
    file_url: str
    size: str
    may_cancel: bool
    may_repeat: bool


def line_of(job: Job, actor: Actor) -> JobLine:
    """No statement: `job` comes with its file and who asked."""
    tone, sign = LOOKS[job.state]
    word = _("stopping") if job.wants_cancel and not job.is_over else job.get_state_display()
    is_running = job.state == JobState.RUNNING
    can_have = can_open(actor, job)
    return JobLine(
        job=job,
        title=title_of(job),
        mark=badge(word, tone=tone, icon_name=sign),
        bar=progress(job.done, job.total, label=title_of(job)) if is_running and job.total else "",
        reached=reached_words(job) if is_running else "",
        told=told_words(job),
        url=f"/jobs/{job.pk}",
        file_url=f"/jobs/{job.pk}/file" if job.file_id and can_have else "",
        size=filesizeformat(job.file.size) if job.file else "",
        may_cancel=not job.is_over and not job.wants_cancel and can_cancel(actor, job),
        may_repeat=job.state in (JobState.FAILED, JobState.CANCELLED) and can_repeat(actor, job),
    )


def reached_words(job: Job) -> str:
    """How far it is: `1,200 of 5,000`; only the first where nobody knows how much it will be."""
    if job.total:
        return _("%(done)s of %(total)s") % {"done": f"{job.done:,}", "total": f"{job.total:,}"}
    return f"{job.done:,}" if job.done else ""


def told_words(job: Job) -> str:
    """What came of it in a few words: how many rows, or why it failed."""
    if job.is_forgotten:
        return _("The result was kept for a month and is gone.")
    if job.state == JobState.SUCCEEDED and "rows" in job.result:
        rows = int(job.result["rows"])
        return ngettext("%(rows)s row", "%(rows)s rows", rows) % {"rows": f"{rows:,}"}
    return error_of(job)
