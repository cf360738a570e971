"""Ending a job, and asking for the same again."""

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.capabilities.jobs.commands import cancel_job, repeat_job
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.queries import job_of
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.jobs.results import CHANGES


@staff_only
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponseBase:
    job = cancel_job(job=job_of(job_id=pk, actor=request.actor), actor=request.actor)
    shell.flash(request, _("Cancelled") if job.is_over else _("It stops in a moment"))
    return shell.see_other(request, reverse("web:job", args=[pk]))


@staff_only
@require_POST
def repeat(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The same once more; `change` names what this kind of work allows to be otherwise (a trial, now for good)."""
    job = job_of(job_id=pk, actor=request.actor)
    changes = CHANGES.get((job.kind, request.POST.get("change", "")), {})
    return begun(request, repeat_job(job=job, actor=request.actor, changes=changes))


def begun(request: DeskRequest, job: Job) -> HttpResponseBase:
    """Long work was begun: its page shows how far it is."""
    return shell.see_other(request, reverse("web:job", args=[job.pk]))
