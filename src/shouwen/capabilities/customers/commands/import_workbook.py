"""A workbook of customers becomes customers: tried first, row by row, with what is wrong in which cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.sheets import NotAWorkbook, open_workbook, rows_in
from shouwen.capabilities.customers.commands.sheets import SHEETS, Column, Known, Outcome, Sheet, read_cell
from shouwen.capabilities.customers.permissions import can_import
from shouwen.capabilities.customers.refusals import WorkbookUnreadable

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 20_000
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong: the sheet's key, the row as Excel counts it, the column's key ("" for the row), why."""

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(slots=True)
class SheetReport:
    """What became of the rows of one sheet."""

    sheet: str
    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do: counts per sheet, and every error."""

    sheets: list[SheetReport] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    is_dry_run: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.errors


def import_workbook(
    *,
    content: bytes,
    actor: Actor,
    at: datetime,
    dry_run: bool,
    step: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """Every row that is right is kept under its code, every other is reported and left out; a dry run keeps nothing.

    A dry run carries the rows out and takes them back, so that it can't promise what the import would not do. The same
    workbook again changes nothing. `step` is told after each row how many were read. Raises WorkbookUnreadable for what
    is no workbook of ours or too large.
    """
    require(can_import(actor))
    book = _open(content)
    report = ImportReport(is_dry_run=dry_run)
    importing = _Import(report, actor, at, step)
    with transaction.atomic():
        for sheet in SHEETS:
            page = _page_of(book, sheet)
            if page is not None:
                importing.read(page, sheet)
        if dry_run:
            transaction.set_rollback(True)
    if not report.sheets:
        titles = ", ".join(str(sheet.title) for sheet in SHEETS)
        raise WorkbookUnreadable(
            reason=gettext("none of the sheets %(titles)s is in it") % {"titles": titles}
        )
    return report


def count_rows(content: bytes, *, up_to: int) -> int:
    """How many rows that are not empty the workbook has below its heads, counted no further than `up_to`.

    Raises WorkbookUnreadable.
    """
    book, count = _open(content), 0
    for sheet in SHEETS:
        page = _page_of(book, sheet)
        for values in _rows_in(page, min_row=2, values_only=True) if page is not None else ():
            count += any(value is not None for value in values)
            if count >= up_to:
                return count
    return count


def heads_of(column: Column) -> set[str]:
    """Every word that may stand above the column: its key and its head in each language."""
    words = {column.key}
    for language in LANGUAGES:
        with translation.override(language):
            words.add(str(column.head).lower())
    return words


class _Import:
    """One import on its way through the sheets."""

    def __init__(self, report: ImportReport, actor: Actor, at: datetime, step: Callable[[int], None]) -> None:
        self.report, self.actor, self.at, self.step = report, actor, at, step
        self.known = Known()
        self.done = 0

    def read(self, page: Any, sheet: Sheet) -> None:
        """Every row of the page is kept or reported."""
        counts = SheetReport(sheet.key)
        self.report.sheets.append(counts)
        rows = _rows_in(page)
        columns = _columns_of(next(rows, ()), sheet, self.report)
        if columns is None:
            counts.wrong += 1
            return
        for number, cells in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                reason = gettext("More than %(count)s rows: part the sheet.") % {"count": MOST_ROWS}
                self.report.errors.append(RowError(sheet.key, number, "", reason))
                counts.wrong += 1
                return
            if all(cell.value is None for cell in cells):
                continue
            values, errors = _read_row(cells, columns, sheet, number)
            outcome = None if errors else self._keep(values, sheet, number, errors)
            self.report.errors.extend(errors)
            _count(counts, outcome)
            self.done += 1
            self.step(self.done)

    def _keep(
        self, values: dict[str, Any], sheet: Sheet, number: int, errors: list[RowError]
    ) -> Outcome | None:
        """Make the row true in a savepoint; a refusal is reported against the column it names."""
        columns = {column.key for column in sheet.columns}
        try:
            with transaction.atomic():
                return sheet.keep(values, self.actor, self.at, self.known)
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
            reason = gettext("The column %(word)s is unknown or there twice.") % {"word": word}
            errors.append(RowError(sheet.key, 1, "", reason))
        else:
            found[place] = column
    for column in sheet.columns:
        if column.is_required and column not in found.values():
            reason = gettext("The column %(word)s is missing.") % {"word": column.head}
            errors.append(RowError(sheet.key, 1, column.key, reason))
    report.errors.extend(errors)
    return None if errors else found


def _open(content: bytes) -> Any:
    """The workbook, if it is one and of a size one can trust."""
    if len(content) > LARGEST_FILE:
        raise WorkbookUnreadable(reason=gettext("it is larger than 5 MB"))
    try:
        return open_workbook(content, values_only=False)
    except NotAWorkbook as problem:
        raise WorkbookUnreadable(reason=gettext("it is not an .xlsx file")) from problem


def _rows_in(page: Any, **which: Any) -> Iterator[Any]:
    try:
        yield from rows_in(page, **which)
    except NotAWorkbook as problem:
        raise WorkbookUnreadable(
            reason=gettext("the sheet %(title)s is damaged") % {"title": page.title}
        ) from problem


def _page_of(book: Any, sheet: Sheet) -> Any:
    """The page of `sheet`, by its key or its title in any language."""
    names = {sheet.key}
    for language in LANGUAGES:
        with translation.override(language):
            names.add(str(sheet.title).lower())
    return next((book[name] for name in book.sheetnames if name.strip().lower() in names), None)


def rows_of(content: bytes, sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet as they were sent, head included, numbered as Excel does."""
    page = _page_of(_open(content), sheet)
    if page is not None:
        yield from (
            (number, list(row)) for number, row in enumerate(_rows_in(page, values_only=True), start=1)
        )
