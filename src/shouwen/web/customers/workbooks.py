"""Excel in and out: the template, the trial with its errors, the import, the export."""

import base64
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.refusals import Refusal
from shouwen.base.sheets import EXCEL
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.import_job import AT_ONCE, IMPORT_CUSTOMERS
from shouwen.capabilities.customers.commands.import_workbook import import_workbook
from shouwen.capabilities.customers.queries.workbooks import (
    customers_workbook,
    error_workbook,
    template_workbook,
)
from shouwen.capabilities.customers.workbook.reading import count_rows
from shouwen.capabilities.customers.workbook.report import ImportReport, report_of
from shouwen.capabilities.customers.workbook.sheets import SHEETS
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.web.access import DeskRequest, granted
from shouwen.web.customers.forms import WorkbookForm
from shouwen.web.jobs.acts import begun
from shouwen.web.jobs.results import CHANGES, RESULTS, Result

MOST_SHOWN = 200
MOST_KEPT = 1024 * 1024
"""How large a workbook that was tried may be, in bytes, for the page to hold it until it is imported."""


@granted("customers.import")
@require_http_methods(["GET", "POST"])
def importing(request: DeskRequest) -> HttpResponseBase:
    """First a trial that keeps nothing, then the same file for good; rows that are wrong are shown by cell.

    The page of the trial holds the file, so that it is chosen once. A large workbook is read by the worker.
    """
    form = WorkbookForm(request.POST or None, request.FILES or None)
    facts: dict[str, object] = {"form": form, "may_export": request.actor.may("customers.export")}
    if not form.is_valid():
        return render(request, "web/customers/import.html", facts, status=422 if request.POST else 200)
    dry_run = form.cleaned_data["dry_run"] != "no"
    content = form.content
    try:
        if count_rows(content, up_to=AT_ONCE + 1) > AT_ONCE:
            asked = {"dry_run": dry_run}
            return begun(
                request,
                ask_for(kind=IMPORT_CUSTOMERS, parameters=asked, upload=content, actor=request.actor),
            )
        report = import_workbook(content=content, actor=request.actor, at=now(), dry_run=dry_run)
    except Refusal as refusal:
        form.add_error("workbook", refusal.sentence())
        return render(request, "web/customers/import.html", facts, status=refusal.status)
    again = (
        base64.b64encode(content).decode() if len(content) <= MOST_KEPT and (dry_run or report.errors) else ""
    )
    return render(request, "web/customers/import.html", {**facts, **_told(report), "again": again})


@granted("customers.import")
@require_POST
def errors(request: DeskRequest) -> HttpResponseBase:
    """The wrong rows of the workbook sent, with the reasons beside them, as a workbook."""
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "web/customers/import.html", {"form": form}, status=422)
    content = form.content
    report = import_workbook(content=content, actor=request.actor, at=now(), dry_run=True)
    return _download(error_workbook(content=content, report=report), _("Rows to correct"), now())


@granted("customers.import")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    return _download(template_workbook(), _("Customers - template"), now())


@granted("customers.export")
@require_safe
def export(request: DeskRequest) -> HttpResponse:
    return _download(customers_workbook(actor=request.actor), _("Customers"), now())


def _shown(job: Job) -> Result:
    """The report of an import that the worker did; a trial can be followed by the import itself."""
    report = report_of(job.result)
    facts = _told(report)
    facts["hidden_errors"] = max(0, job.result["error_count"] - len(report.errors))
    facts["for_good_url"] = f"/jobs/{job.pk}/repeats" if report.is_dry_run else ""
    return Result("web/customers/_imported.html", facts)


RESULTS[IMPORT_CUSTOMERS] = _shown
CHANGES[IMPORT_CUSTOMERS, "for_good"] = {"dry_run": False}


def _told(report: ImportReport) -> dict[str, object]:
    titles = {sheet.key: str(sheet.title) for sheet in SHEETS}
    heads = {(sheet.key, column.key): str(column.head) for sheet in SHEETS for column in sheet.columns}
    return {
        "report": report,
        "is_nothing": not any(found.new or found.changed or found.same for found in report.sheets),
        "counts": [(titles[found.sheet], found) for found in report.sheets],
        "count_heads": [
            _("Sheet"),
            (_("New"), "number"),
            (_("Changed"), "number"),
            (_("Unchanged"), "number"),
            (_("Errors"), "number"),
        ],
        "errors": [
            (titles[error.sheet], error.row, heads.get((error.sheet, error.column), "--"), error.reason)
            for error in report.errors[:MOST_SHOWN]
        ],
        "error_heads": [_("Sheet"), (_("Row"), "number"), _("Column"), _("Reason")],
        "hidden_errors": max(0, len(report.errors) - MOST_SHOWN),
    }


def _download(content: bytes, name: str, at: datetime) -> HttpResponse:
    response = HttpResponse(content, content_type=EXCEL)
    file_name = f"{name} {timezone.localdate(at):%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
