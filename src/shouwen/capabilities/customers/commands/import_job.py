"""A large workbook is read by the worker: the same import, as a job, with the wrong rows as the file it makes."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base import files
from shouwen.base.sheets import EXCEL
from shouwen.capabilities.customers.commands.import_workbook import import_workbook
from shouwen.capabilities.customers.permissions import IMPORT
from shouwen.capabilities.customers.queries.workbooks import error_workbook
from shouwen.capabilities.customers.workbook.reading import count_rows
from shouwen.capabilities.customers.workbook.report import as_result
from shouwen.capabilities.jobs.ports import Kind, MadeFile, Outcome, Work, register_kind

IMPORT_CUSTOMERS: Final = "customers.import"
AT_ONCE: Final = 200
"""A workbook of at most so many rows is read while one waits; a larger one is a job."""
EVERY_ROW: Final = 1_000_000


def register_import() -> None:
    """From now on a workbook of customers can be imported as a job."""
    register_kind(Kind(IMPORT_CUSTOMERS, _("Import of customers"), import_as_job, IMPORT))


def import_as_job(work: Work) -> Outcome:
    """The workbook is imported, or tried; the result is its report, the file its wrong rows with their reasons."""
    content = files.read(work.upload)
    total = count_rows(content, up_to=EVERY_ROW)
    work.step(0, total)
    report = import_workbook(
        content=content,
        actor=work.actor,
        at=work.at,
        dry_run=bool(work.parameters["dry_run"]),
        step=lambda done: work.step(done, total),
    )
    if report.is_clean:
        return Outcome(as_result(report))
    path = work.folder / "wrong.xlsx"
    path.write_bytes(error_workbook(content=content, report=report))
    return Outcome(as_result(report), MadeFile(path, f"{gettext('Rows to correct')}.xlsx", EXCEL))
