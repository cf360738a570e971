"""The job centre: what runs with its progress, what is done with its result, what failed and why."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base import files
from shouwen.base.asked import whole
from shouwen.capabilities.jobs.permissions import SEE_ALL
from shouwen.capabilities.jobs.queries import file_of, job_of, jobs_of, running_count
from shouwen.ui.components import Tab
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.jobs.lines import line_of
from shouwen.web.jobs.results import result_of

PAGE = 50


@staff_only
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """One's own jobs, newest first; with the grant everybody's by the second tab."""
    sees_all = request.actor.may(SEE_ALL)
    everybody = sees_all and request.GET.get("of") == "all"
    before = request.GET.get("before", "")
    found = jobs_of(actor=request.actor, everybody=everybody)
    if whole(before) is not None:
        found = found.filter(pk__lt=whole(before))
    jobs = list(found[: PAGE + 1])
    of = "&of=all" if everybody else ""
    facts = {
        "lines": [line_of(job, request.actor) for job in jobs[:PAGE]],
        "next_url": f"/jobs?before={jobs[PAGE - 1].pk}{of}" if len(jobs) > PAGE else "",
        "tabs": [
            Tab(_("Mine"), "/jobs", not everybody),
            Tab(_("Everybody's"), "/jobs?of=all", everybody),
        ]
        if sees_all
        else [],
        "everybody": everybody,
        "heads": [
            _("Job"),
            _("State"),
            _("Progress"),
            _("Submitted at"),
            *([_("Submitted by")] if everybody else []),
            _("Result"),
            "",
        ],
    }
    return render(request, "web/jobs/list.html", facts)


@staff_only
@require_safe
def count(request: DeskRequest) -> HttpResponse:
    """How many of mine are under way, for the sign in the bar; nothing for none."""
    running = running_count(actor=request.actor)
    return HttpResponse(str(running) if running else "")


@staff_only
@require_safe
def show(request: DeskRequest, pk: int) -> HttpResponse:
    """One job: its progress while it runs, its result when it is done."""
    job = job_of(job_id=pk, actor=request.actor)
    facts = {
        "line": line_of(job, request.actor),
        "job": job,
        "result": result_of(job, request.actor),
        "crumbs": [(_("Job centre"), reverse("web:jobs"))],
    }
    return render(request, "web/jobs/job.html", facts)


@staff_only
@require_safe
def file(request: DeskRequest, pk: int) -> HttpResponseBase:
    """What the job made, to who asked for it; only ever downloaded."""
    kept = file_of(job_id=pk, actor=request.actor)
    response = StreamingHttpResponse(files.chunks(kept.digest), content_type=kept.media_type)
    response.headers["Content-Length"] = str(kept.size)
    response.headers["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
