"""Tables that leave the house as Excel or CSV, row by row: text stays text, never a formula. And workbooks that
come in.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final, Self
from xml.etree.ElementTree import ParseError

import xlsxwriter
from django.utils import timezone

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
MOST_ROWS: Final = 1_048_575
"""Rows below the head that one sheet of Excel holds; further ones go on in a next sheet."""
MOST_COLUMNS: Final = 64
"""Columns of a sheet that was sent in: more than any of ours has."""
LARGEST_UNPACKED: Final = 100 * 1024 * 1024
PIECE: Final = 8 * 1024 * 1024
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError, OSError,
    RuntimeError,
)  # fmt: skip
"""What reading a file ends in that calls itself a workbook and is none, or is damaged anywhere inside."""
STARTS_A_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
"""The wide ones too, which spreadsheets of East Asian languages read like the narrow ones."""

Cell = str | int | float | date | datetime | None


class NotAWorkbook(Exception):
    """What was sent is no workbook that can be read to its end."""


class Pieces:
    """What is read from `source`, PIECE at a time at least."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def read(self, size: int | None = -1) -> bytes:
        return self._source.read(-1 if size is None or size < 0 else max(size, PIECE))

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()


class InLargePieces(zipfile.ZipFile):
    """A packed workbook whose files are handed out in large pieces.

    The parser looks through all of an unfinished tag, word or comment again with every piece that it is given: one of a
    hundred megabytes, packed into a hundred kilobytes, would keep it busy for many minutes in pieces of its own size.
    """

    def open(self, *args: Any, **settings: Any) -> Any:
        return Pieces(super().open(*args, **settings))


def open_workbook(content: bytes, *, values_only: bool) -> Any:
    """The workbook in `content`, read row by row, with formulas as their values or as themselves.

    Raises NotAWorkbook for what is none, and for a small file that unpacks to more than LARGEST_UNPACKED.
    """
    from openpyxl.reader.excel import (
        ExcelReader,  # here, since it would take a fifth of a second of every start
    )

    try:
        archive = InLargePieces(BytesIO(content))
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise NotAWorkbook(f"it unpacks to {unpacked} bytes")
        reader = ExcelReader(BytesIO(content), read_only=True, data_only=values_only)
        reader.archive = archive
        reader.read()
        return reader.wb
    except BROKEN as fault:
        raise NotAWorkbook(str(fault)) from fault


def rows_in(page: Any, **which: Any) -> Iterator[Any]:
    """The rows of a worksheet, as `iter_rows` gives them; those of a gap maybe without a cell.

    They are as wide as MOST_COLUMNS at most: a file of some kilobytes may call itself as wide and as long as a sheet
    can be, or longer. Raises NotAWorkbook where the sheet is damaged.
    """
    which["max_col"] = min(which.get("max_col") or page.max_column or MOST_COLUMNS, MOST_COLUMNS)
    which["max_row"] = min(which.get("max_row") or page.max_row or MOST_ROWS + 1, MOST_ROWS + 1)
    rows = page.iter_rows(**which)
    previous: Any = None
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except BROKEN as fault:
            raise NotAWorkbook(str(fault)) from fault
        yield () if row is previous else row  # of a gap each row is the same, and there may be a million
        previous = row


@dataclass(frozen=True, slots=True)
class Column:
    """The words above a column, and how wide it is in characters."""

    head: str
    width: int = 16


def write_excel(path: Path, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """`path` is a workbook of `rows` under a frozen head with filters; returns how many rows. Memory stays constant.

    Instants are written as dates in the current time zone, everything else that is text as text.
    """
    count = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        pen = _Pen(book, title, columns)
        for row in rows:
            pen.write(row)
            count += 1
        pen.close()
    return count


def write_csv(path: Path, *, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """`path` is a CSV that Excel opens with its Chinese whole (byte-order mark); returns how many rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        sheet = csv.writer(target)
        sheet.writerow([_harmless(column.head) for column in columns])
        for row in rows:
            sheet.writerow([_plain(value) for value in row])
            count += 1
    return count


class _Pen:
    """Writes rows into a workbook, beginning a new sheet where one is full."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self._book, self._title, self._columns = book, title[:25], columns
        self._head = book.add_format({"bold": True, "bg_color": "#EAECF0", "border": 1})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets = 0
        self._next_sheet()

    def write(self, row: Sequence[Cell]) -> None:
        if self._row > MOST_ROWS:
            self.close()
            self._next_sheet()
        for place, value in enumerate(row):
            self._write_cell(place, value)
        self._row += 1

    def close(self) -> None:
        self._page.autofilter(0, 0, max(self._row - 1, 0), len(self._columns) - 1)

    def _next_sheet(self) -> None:
        self._sheets += 1
        self._page = self._book.add_worksheet(
            self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        )
        self._page.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._page.set_column(place, place, column.width)
            self._page.write_string(0, place, column.head, self._head)
        self._row = 1

    def _write_cell(self, place: int, value: Cell) -> None:
        match value:
            case None | "":
                return
            case datetime():
                local = timezone.localtime(value).replace(tzinfo=None)
                self._page.write_datetime(self._row, place, local, self._instant)
            case date():
                self._page.write_datetime(self._row, place, value, self._day)
            case bool() | str():
                self._page.write_string(self._row, place, str(value)[:32_767])
            case _:
                self._page.write_number(self._row, place, value)


def _plain(value: Cell) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case str():
            return _harmless(value)
        case _:
            return str(value)


def _harmless(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
