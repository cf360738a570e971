"""Dead letters: reactions that failed for good, and another try for them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shouwen.capabilities.tickets.models import Ticket
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.worker.commands import retry_job
from shouwen.worker.queries import failed_jobs

MOST_AT_ONCE = 200


@granted("status.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """What failed five times, the newest first, with the ticket it is about."""
    found = failed_jobs(limit=MOST_AT_ONCE)
    tickets = Ticket.objects.visible_to(request.actor).filter(
        pk__in={job.subject_id for job in found if job.subject_id}
    )
    numbers = dict(tickets.values_list("pk", "number"))
    facts = {
        "jobs": [
            (job, job.handler.rpartition(":")[2], numbers.get(job.subject_id or 0, "")) for job in found
        ],
        "heads": [_("Reaction"), _("Fact"), _("About"), (_("Tries"), "number"), _("Error"), _("Failed"), ""],
        "crumbs": [(_("System status"), reverse("web:status"))],
        "may_repair": request.actor.may("status.repair"),
    }
    return render(request, "web/status/jobs.html", facts)


@granted("status.repair")
@require_POST
def retry(request: DeskRequest, job_id: int) -> HttpResponseBase:
    said = _("The job will be tried again") if retry_job(job_id=job_id) else _("The job is no longer failed")
    shell.flash(request, said)
    return shell.see_other(request, reverse("web:status-jobs"))


@granted("status.repair")
@require_POST
def retry_all(request: DeskRequest) -> HttpResponseBase:
    count = sum(retry_job(job_id=job.id) for job in failed_jobs(limit=MOST_AT_ONCE))
    shell.flash(
        request,
        ngettext("%(count)d job will be tried again", "%(count)d jobs will be tried again", count)
        % {"count": count},
    )
    return shell.see_other(request, reverse("web:status-jobs"))
