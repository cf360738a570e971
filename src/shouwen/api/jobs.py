"""Long work: lists of tickets as files, how far it is, what came of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Id, Line, Nothing, OneOf, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas.shared import NEXT
from shouwen.base import files
from shouwen.base.actors import Actor
from shouwen.capabilities.jobs.commands import ask_for, cancel_job, repeat_job
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.permissions import can_open
from shouwen.capabilities.jobs.queries import error_of, file_of, job_of, jobs_of, title_of
from shouwen.capabilities.tickets.queries.exporting import COLUMNS, EXPORT_TICKETS, export_parameters
from shouwen.capabilities.tickets.queries.lists import ORDERINGS, Filters
from shouwen.capabilities.tickets.queries.views import VIEWS

router = Router(tags=["Long work"])
READS = Rule("jobs")
WRITES = Rule("jobs", writes=True)
EXPORTS = Rule("tickets", writes=True, grants=("tickets.export",))

ViewCode = Annotated[str, OneOf(tuple(VIEWS))]
ColumnCode = Annotated[str, OneOf(tuple(COLUMNS))]
OrderingCode = Annotated[str, OneOf(tuple(ORDERINGS))]


class JobShown(Shown):
    """One piece of long work."""

    id: int
    kind: str
    title: str
    state: Literal["waiting", "running", "succeeded", "failed", "cancelled"]
    done: int = Field(description="How far it is.")
    total: int | None = Field(description="Of how much; null while nobody knows.")
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    rows: int | None = Field(description="How many rows came of it.")
    counts: dict[str, int] = Field(
        description="What came of it, in numbers: `rows`, `moved`, `left`\u2026; empty until it is over."
    )
    error: str = Field(description="Why it failed; empty where it did not.")
    url: str
    file_url: str | None = Field(description="What it made, for thirty days; null where there is no file.")


class JobPage(Shown):
    items: list[JobShown]
    next: str | None = NEXT


class TicketExportGiven(Given):
    """A list of tickets as the queue shows it; what is left out narrows nothing."""

    view: ViewCode = "open"
    format: Literal["xlsx", "csv"] = "xlsx"
    columns: list[ColumnCode] = Field(default_factory=list, max_length=30, description="Empty: all of them.")
    order: OrderingCode | None = Field(None, description="Left out: as the view has it.")
    klass: Code = Field("", alias="class")
    level: Code = ""
    state: Code = ""
    channel: Code = ""
    lane: Code = ""
    category: Code = ""
    customer: Id | None = None
    product: Id | None = None
    team: Id | None = None
    handler: Id | None = None
    owner: Id | None = None
    text: Line = ""


@reading(router, "/jobs", name="list_jobs", answer=JobPage, rule=READS, query=Page)
def list_jobs(request: ApiRequest, page: Query[Page]) -> JobPage:
    """List your long work, newest first."""
    found = jobs_of(actor=_actor(request))
    place = unpacked(page.cursor, (int,))
    if place:
        found = found.filter(pk__lt=place[0])
    rows, goes_on = cut(list(found[: page.limit + 1]), page.limit)
    cursor = packed(rows[-1].pk) if goes_on else None
    return JobPage.of(items=[shown(request, row) for row in rows], next=next_url(request, cursor))


@reading(router, "/jobs/{job}", name="get_job", answer=JobShown, rule=READS)
def get_job(request: ApiRequest, job: finding.PathId) -> JobShown:
    """Ask how far a piece of long work is. Once a second is often enough."""
    return shown(request, job_of(job_id=job, actor=_actor(request)))


@acting(router, "/jobs/{job}/cancellation", name="cancel_job", answer=JobShown, rule=WRITES)
def cancel(request: ApiRequest, job: finding.PathId, body: Nothing) -> JobShown:
    """Cancel a piece of long work; a running one stops within two seconds. Raises JobIsOver."""
    actor = _actor(request)
    return shown(request, cancel_job(job=job_of(job_id=job, actor=actor), actor=actor))


@acting(router, "/jobs/{job}/repeats", name="repeat_job", answer=JobShown, rule=WRITES)
def repeat(request: ApiRequest, job: finding.PathId, body: Nothing) -> JobShown:
    """Ask for the same work again. Raises NothingKept, AskAnew."""
    actor = _actor(request)
    return shown(request, repeat_job(job=job_of(job_id=job, actor=actor), actor=actor))


@reading(router, "/jobs/{job}/file", name="get_job_file", answer=bytes, rule=READS)
def get_file(request: ApiRequest, job: finding.PathId) -> StreamingHttpResponse:
    """Fetch what it made; only who asked for it may."""
    kept = file_of(job_id=job, actor=_actor(request))
    headers = {
        "Content-Length": str(kept.size),
        "Content-Disposition": content_disposition_header(True, kept.name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(
        files.chunks(kept.digest), content_type="application/octet-stream", headers=headers
    )


@acting(router, "/tickets/exports", name="export_tickets", answer=JobShown, rule=EXPORTS)
def export_tickets(request: ApiRequest, body: TicketExportGiven) -> JobShown:
    """Ask for a list of tickets as a file.

    Any number of rows, in the order of the queue; look at the job's `url` until its `file_url` is there.
    """
    narrowing = body.model_dump(exclude={"view", "format", "columns", "order"})
    parameters = export_parameters(
        view=body.view,
        filters=Filters(**narrowing),
        columns=body.columns,
        ordering=body.order or "",
        excel=body.format == "xlsx",
    )
    return shown(request, ask_for(kind=EXPORT_TICKETS, parameters=parameters, actor=_actor(request)))


def shown(request: ApiRequest, job: Job) -> JobShown:
    """No statement where the job came with its file."""
    rows = job.result.get("rows")
    url = reverse("api:get_job", args=[job.pk])
    has_file = job.file_id is not None and can_open(_actor(request), job)
    return JobShown.of(
        id=job.pk,
        kind=job.kind,
        title=title_of(job),
        state=str(job.state),
        done=job.done,
        total=job.total,
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        rows=rows if isinstance(rows, int) else None,
        counts={name: n for name, n in job.result.items() if type(n) is int},
        error=error_of(job),
        url=request.build_absolute_uri(url),
        file_url=request.build_absolute_uri(reverse("api:get_job_file", args=[job.pk])) if has_file else None,
    )


def _actor(request: Any) -> Actor:
    actor: Actor = request.actor
    return actor
