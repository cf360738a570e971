"""A workbook of customers becomes customers: tried first, row by row, with what is wrong in which cell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.capabilities.customers.commands.rows import KEEP, Known, Outcome
from shouwen.capabilities.customers.permissions import can_import
from shouwen.capabilities.customers.refusals import WorkbookUnreadable
from shouwen.capabilities.customers.workbook.cells import read_cell
from shouwen.capabilities.customers.workbook.naming import Named
from shouwen.capabilities.customers.workbook.reading import heads_of, open_sent, page_of, rows_in_page
from shouwen.capabilities.customers.workbook.report import ImportReport, RowError, SheetReport
from shouwen.capabilities.customers.workbook.sheets import SHEETS, Column, Sheet

MOST_ROWS = 20_000


def import_workbook(
    *,
    content: bytes,
    actor: Actor,
    at: datetime,
    dry_run: bool,
    step: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """Every row that is right is kept under its code, every other is reported and left out; a dry run keeps nothing.

    Of two rows about one thing the second is reported, too. A dry run carries the rows out and takes them back, so that
    it can't promise what the import would not do. The same workbook again changes nothing. `step` is told after each
    row how many were read. Raises WorkbookUnreadable for what is no workbook of ours or too large.
    """
    require(can_import(actor))
    book = open_sent(content)
    report = ImportReport(is_dry_run=dry_run)
    importing = _Import(report, actor, at, step)
    with transaction.atomic():
        for sheet in SHEETS:
            page = page_of(book, sheet)
            if page is not None:
                importing.read(page, sheet)
        if dry_run:
            transaction.set_rollback(True)
    if not report.sheets:
        titles = gettext(", ").join(str(sheet.title) for sheet in SHEETS)
        raise WorkbookUnreadable(
            reason=gettext("none of the sheets %(titles)s is in it") % {"titles": titles}
        )
    return report


class _Import:
    """One import on its way through the sheets."""

    def __init__(self, report: ImportReport, actor: Actor, at: datetime, step: Callable[[int], None]) -> None:
        self.report, self.actor, self.at, self.step = report, actor, at, step
        self.named = Named()
        self.known = Known(self.named)
        self.done = 0

    def read(self, page: Any, sheet: Sheet) -> None:
        """Every row of the page is kept or reported."""
        counts = SheetReport(sheet.key)
        self.report.sheets.append(counts)
        rows = rows_in_page(page)
        columns = _columns_of(next(rows, ()), sheet, self.report)
        if columns is None:
            counts.wrong += 1
            return
        for number, cells in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                reason = gettext("More than %(count)s rows: split the sheet.") % {"count": MOST_ROWS}
                self.report.errors.append(RowError(sheet.key, number, "", reason))
                counts.wrong += 1
                return
            if all(cell.value is None for cell in cells):
                continue
            values, errors = _read_row(cells, columns, sheet, number)
            errors.extend(self._repeated(values, sheet, number))
            outcome = None if errors else self._keep(values, sheet, number, errors)
            if outcome is None and sheet.key == "customers" and values.get("code"):
                self.named.wrong_customer(values["code"], number)
            self.report.errors.extend(errors)
            _count(counts, outcome)
            self.done += 1
            self.step(self.done)

    def _repeated(self, values: dict[str, Any], sheet: Sheet, number: int) -> list[RowError]:
        """What is wrong with a row that is about the same thing as a row above it."""
        earlier = self.named.earlier(sheet.key, values, number)
        if earlier is None:
            return []
        column, row = earlier
        if column == "name":
            reason = gettext("Row %(row)s has this contact already: keep one of them, or give each a code.")
        else:
            reason = gettext("Row %(row)s has this already: keep one of them.")
        return [RowError(sheet.key, number, column, reason % {"row": row})]

    def _keep(
        self, values: dict[str, Any], sheet: Sheet, number: int, errors: list[RowError]
    ) -> Outcome | None:
        """Make the row true in a savepoint; a refusal is reported against the column it names."""
        columns = {column.key for column in sheet.columns}
        try:
            with transaction.atomic():
                return KEEP[sheet.key](values, self.actor, self.at, self.known)
        except InvalidInput as refusal:
            for key, reason in refusal.errors.items():
                errors.append(RowError(sheet.key, number, key if key in columns else "", reason))
        except Refusal as refusal:
            errors.append(RowError(sheet.key, number, "", refusal.sentence()))
        return None


def _read_row(
    cells: Any, columns: dict[int, Column], sheet: Sheet, number: int
) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else None
        try:
            if cell is not None and cell.data_type == "f":
                raise ValueError(gettext("Formulas are not read: paste the value."))
            values[column.key] = read_cell(column, cell.value if cell is not None else None)
        except ValueError as problem:
            errors.append(RowError(sheet.key, number, column.key, str(problem)))
    return values, errors


def _count(counts: SheetReport, outcome: Outcome | None) -> None:
    name = outcome or "wrong"
    setattr(counts, name, getattr(counts, name) + 1)


def _columns_of(head: Any, sheet: Sheet, report: ImportReport) -> dict[int, Column] | None:
    """Which column stands where; None, with errors, if one is unknown, doubled, or a required one is missing."""
    by_word = {word: column for column in sheet.columns for word in heads_of(column)}
    found: dict[int, Column] = {}
    errors = []
    for place, cell in enumerate(head):
        word = str(cell.value or "").strip().rstrip("*").strip()
        if not word or word == gettext("Reason"):
            continue
        column = by_word.get(word.lower())
        if column is None or column in found.values():
            reason = gettext("The column %(word)s is unknown or appears twice.") % {"word": word}
            errors.append(RowError(sheet.key, 1, "", reason))
        else:
            found[place] = column
    for column in sheet.columns:
        if column.is_required and column not in found.values():
            reason = gettext("The column %(word)s is missing.") % {"word": column.head}
            errors.append(RowError(sheet.key, 1, column.key, reason))
    report.errors.extend(errors)
    return None if errors else found
