"""Tables of public holidays as people have them: JSON, iCalendar, rows of a sheet; always the same days come out."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from shouwen.domain.errors import DomainError

Day = dict[str, Any]
"""{"on": "2027-01-01", "is": "closed" | "make_up" | "own_hours", "name": …}, as the desk keeps it."""

WORKED: Final = re.compile(r"班|补班|上班|make[ -_]?up|workday", re.IGNORECASE)
RESTED: Final = re.compile(r"休|假|holiday|closed|day off", re.IGNORECASE)
MARKS: Final = re.compile(
    r"[（(\[【]?(?:休|班|假期|放假|补班|调休上班|上班|make-up workday|holiday)[）)\]】]?\s*$", re.IGNORECASE
)
APPLE: Final = {"WORK-HOLIDAY": "closed", "ALTERNATE-WORKDAY": "make_up"}


class NotATable(DomainError):
    """What was brought is no table of holidays; the message says which line or cell and why."""


def from_json(text: str) -> list[Day]:
    """The days of a JSON list, of {"days": […]}, or of {"2027": […]}. Raises NotATable."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise NotATable(f"it is not JSON: {error}") from error
    if isinstance(told, dict):
        told = told.get("days") or [
            day for year in (told.get("years") or told).values() for day in _listed(year)
        ]
    days = _listed(told)
    if not days or not all(isinstance(day, dict) and "on" in day and "is" in day for day in days):
        raise NotATable('it needs days such as {"on": "2027-01-01", "is": "closed", "name": "元旦"}')
    return _in_order(days)


def from_icalendar(text: str) -> list[Day]:
    """The whole days of a calendar file. Where entries say 休 or 班 (or Apple's marks), only these count; else every
    entry is a holiday. Raises NotATable.
    """
    events = list(_events(re.sub(r"\r?\n[ \t]", "", text)))
    if not events:
        raise NotATable("it holds no entry of whole days")
    marked = [(first, after, _kind(summary, mark), summary) for first, after, summary, mark in events]
    if any(kind for *_rest, kind, _summary in marked):
        marked = [each for each in marked if each[2]]
    return _in_order(
        {"on": (first + timedelta(days=number)).isoformat(), "is": kind or "closed", "name": _bare(summary)}
        for first, after, kind, summary in marked
        for number in range((after - first).days)
    )


def from_rows(rows: Iterable[Sequence[Any]]) -> list[Day]:
    """The days of a sheet: a date, closed or worked (休 or 班), a name; a head line is passed over.

    Raises NotATable, naming the row.
    """
    days: list[Day] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell for cell in row if cell not in (None, "")]
        if not cells:
            continue
        on = _date_of(cells[0])
        if on is None:
            if days or number > 3:
                raise NotATable(f"row {number}: {cells[0]} is not a date")
            continue
        words = [str(cell).strip() for cell in cells[1:]]
        kind = next((found for found in map(_word, words) if found), "")
        if not kind:
            raise NotATable(f"row {number}: say whether {on} is closed (休) or worked (班)")
        name = next((word for word in words if not _word(word)), "")
        days.append({"on": on.isoformat(), "is": kind, "name": name})
    if not days:
        raise NotATable("it holds no row with a date")
    return _in_order(days)


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _events(text: str) -> Iterable[tuple[date, date, str, str]]:
    for block in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL):
        fields = {}
        for line in block.splitlines():
            name, mark, value = line.partition(":")
            if mark:
                fields[name.split(";")[0].strip().upper()] = value.strip()
        first, after = _date_of(fields.get("DTSTART", "")), _date_of(fields.get("DTEND", ""))
        if first:
            summary = fields.get("SUMMARY", "").replace("\\,", ",")
            end = after if after and after > first else first + timedelta(days=1)
            yield first, end, summary, fields.get("X-APPLE-SPECIAL-DAY", "")


def _kind(summary: str, mark: str) -> str:
    if mark.upper() in APPLE:
        return APPLE[mark.upper()]
    return "make_up" if WORKED.search(summary) else "closed" if RESTED.search(summary) else ""


def _word(word: str) -> str:
    """What one cell says of the day; names of festivals say nothing."""
    plain = word.strip().lower()
    if plain in ("make_up", "班", "上班", "补班", "调休上班", "work", "workday", "make-up workday"):
        return "make_up"
    return "closed" if plain in ("closed", "休", "休息", "放假", "假", "holiday", "off") else ""


def _bare(summary: str) -> str:
    return MARKS.sub("", summary).strip()


def _date_of(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = re.match(r"^\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", str(cell))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _in_order(days: Iterable[Day]) -> list[Day]:
    """By date, each day once; the later writing counts."""
    held = {str(day["on"]): day for day in days}
    return [held[on] for on in sorted(held)]
