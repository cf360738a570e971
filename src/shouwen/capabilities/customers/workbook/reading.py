"""A workbook somebody sent, read page by page."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from shouwen.base.sheets import NotAWorkbook, open_workbook, rows_in
from shouwen.capabilities.customers.refusals import WorkbookUnreadable
from shouwen.capabilities.customers.workbook.sheets import SHEETS, Column, Sheet

LARGEST_FILE = 5 * 1024 * 1024
LANGUAGES = ("zh-hans", "en")


def open_sent(content: bytes) -> Any:
    """The workbook, if it is one and of a size one can trust."""
    if len(content) > LARGEST_FILE:
        raise WorkbookUnreadable(reason=gettext("it is larger than 5 MB"))
    try:
        return open_workbook(content, values_only=False)
    except NotAWorkbook as problem:
        raise WorkbookUnreadable(reason=gettext("it is not an .xlsx file")) from problem


def rows_in_page(page: Any, **which: Any) -> Iterator[Any]:
    """The rows of a page, as far as `which` asks. Raises WorkbookUnreadable at the row where it is damaged."""
    try:
        yield from rows_in(page, **which)
    except NotAWorkbook as problem:
        raise WorkbookUnreadable(
            reason=gettext("the sheet %(title)s is damaged") % {"title": page.title}
        ) from problem


def page_of(book: Any, sheet: Sheet) -> Any:
    """The page of `sheet`, by its key or its title in any language."""
    names = {sheet.key}
    for language in LANGUAGES:
        with translation.override(language):
            names.add(str(sheet.title).lower())
    return next((book[name] for name in book.sheetnames if name.strip().lower() in names), None)


def rows_of(content: bytes, sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet as they were sent, head included, numbered as Excel does."""
    page = page_of(open_sent(content), sheet)
    if page is not None:
        yield from (
            (number, list(row)) for number, row in enumerate(rows_in_page(page, values_only=True), start=1)
        )


def count_rows(content: bytes, *, up_to: int) -> int:
    """How many rows that are not empty the workbook has below its heads, counted no further than `up_to`.

    Raises WorkbookUnreadable.
    """
    book, count = open_sent(content), 0
    for sheet in SHEETS:
        page = page_of(book, sheet)
        for values in rows_in_page(page, min_row=2, values_only=True) if page is not None else ():
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
