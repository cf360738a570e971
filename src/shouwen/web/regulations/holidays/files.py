"""A file of holidays, by what it is: JSON, iCalendar, or an Excel sheet."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from shouwen.base.sheets import NotAWorkbook, open_workbook, rows_in
from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood
from shouwen.domain.holidays import Day, NotATable, from_icalendar, from_json, from_rows

LARGEST = 2_000_000
MOST_ROWS = 2_000


def days_of(upload: "UploadedFile[Any]") -> list[Day]:
    """The days the file tells. Raises HolidaysNotUnderstood."""
    if (upload.size or 0) > LARGEST:
        raise HolidaysNotUnderstood(problem="it is too large to be a table of holidays")
    content: bytes = upload.read()
    try:
        if content[:2] == b"PK":
            return from_rows(_sheet(content))
        text = content.decode("utf-8-sig")
        return from_icalendar(text) if "BEGIN:VCALENDAR" in text else from_json(text)
    except UnicodeDecodeError as error:
        raise HolidaysNotUnderstood(problem="it is neither text in UTF-8 nor an Excel sheet") from error
    except NotATable as error:
        raise HolidaysNotUnderstood(problem=str(error)) from error


def _sheet(content: bytes) -> list[tuple[Any, ...]]:
    try:
        pages = open_workbook(content, values_only=True).worksheets
        return list(rows_in(pages[0], max_row=MOST_ROWS, max_col=10, values_only=True)) if pages else []
    except NotAWorkbook as error:
        raise NotATable("it is not an Excel sheet") from error
