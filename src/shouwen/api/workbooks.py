"""Customers as an Excel workbook: taken in whole, tried before, given out in the same shape."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Shown
from shouwen.api.operations import acting, reading
from shouwen.base.actors import Actor
from shouwen.base.sheets import EXCEL
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.import_job import AT_ONCE, IMPORT_CUSTOMERS
from shouwen.capabilities.customers.commands.import_workbook import import_workbook
from shouwen.capabilities.customers.queries.workbooks import customers_workbook, template_workbook
from shouwen.capabilities.customers.workbook.reading import count_rows
from shouwen.capabilities.customers.workbook.report import MOST_ERRORS_SHOWN, as_result
from shouwen.capabilities.jobs.commands import ask_for

router = Router(tags=["Customers"])
IMPORTS = Rule("customers", writes=True, grants=("customers.import",))
EXPORTS = Rule("customers", grants=("customers.export",))


class SheetShown(Shown):
    sheet: str
    new: int
    changed: int
    same: int
    wrong: int


class RowErrorShown(Shown):
    sheet: str
    row: int = Field(description="As Excel counts it.")
    column: str = Field(description="Empty: the row as a whole.")
    reason: str


class ImportShown(Shown):
    """What the import did, or would do; or where the worker's report will be."""

    is_dry_run: bool
    sheets: list[SheetShown]
    errors: list[RowErrorShown] = Field(description="The first 200 of them.")
    error_count: int
    job: str | None = Field(description="The job that reads a large workbook; null where it is done already.")


@acting(router, "/customer-imports", name="import_customers", answer=ImportShown, rule=IMPORTS)
def take_in(request: ApiRequest, file: File[UploadedFile], dry_run: Form[bool] = False) -> Any:
    """Take a workbook of customers in.

    Rows that are right are kept under their codes, others are told with their reason. With `dry_run` nothing is kept.
    """
    actor, content = _actor(request), file.read()
    if count_rows(content, up_to=AT_ONCE + 1) > AT_ONCE:
        job = ask_for(kind=IMPORT_CUSTOMERS, parameters={"dry_run": dry_run}, upload=content, actor=actor)
        url = request.build_absolute_uri(reverse("api:get_job", args=[job.pk]))
        return ImportShown.of(is_dry_run=dry_run, sheets=[], errors=[], error_count=0, job=url)
    told = as_result(import_workbook(content=content, actor=actor, at=now(), dry_run=dry_run))
    return ImportShown.of(
        is_dry_run=dry_run,
        sheets=[SheetShown.of(**row) for row in told["sheets"]],
        errors=[RowErrorShown.of(**row) for row in told["errors"][:MOST_ERRORS_SHOWN]],
        error_count=told["error_count"],
        job=None,
    )


@reading(router, "/customer-workbook", name="export_customers", answer=bytes, rule=EXPORTS)
def give_out(request: ApiRequest) -> HttpResponse:
    """Fetch all customers as a workbook; sent back unchanged it changes nothing."""
    return _workbook(customers_workbook(actor=_actor(request)))


@reading(router, "/customer-template", name="customers_template", answer=bytes, rule=Rule("customers"))
def give_template(request: ApiRequest) -> HttpResponse:
    """Fetch the empty workbook: heads with their notes, lists to choose from."""
    return _workbook(template_workbook())


def _workbook(content: bytes) -> HttpResponse:
    headers = {
        "Content-Disposition": 'attachment; filename="customers.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=EXCEL, headers=headers)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
