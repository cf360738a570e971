"""Tables of public holidays as people have them: JSON, iCalendar, rows of a sheet; always the same days come out."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from shouwen.domain.calendars import hours
from shouwen.domain.errors import DomainError

Day = dict[str, Any]
"""{"on": "2027-01-01", "is": "closed" | "make_up" | "own_hours", "name": …}, as the desk keeps it."""

KEYS: Final = frozenset({"on", "is", "name", "names", "weekday", "hours"})
KINDS: Final = ("closed", "make_up", "own_hours")
YEARS: Final = range(2000, 2101)
LONGEST_NAME: Final = 60
LONGEST_ENTRY: Final = timedelta(days=366)
MOST_DAYS: Final = 4_000

WORKED: Final = re.compile(r"班|补班|上班|make[ -_]?up|workday", re.IGNORECASE)
RESTED: Final = re.compile(r"休|假|holiday|closed|day off", re.IGNORECASE)
MARKS: Final = re.compile(
    r"[（(\[【]?(?:休|班|假期|放假|补班|调休上班|上班|make-up workday|holiday)[）)\]】]?\s*$", re.IGNORECASE
)
APPLE: Final = {"WORK-HOLIDAY": "closed", "ALTERNATE-WORKDAY": "make_up"}


class NotATable(DomainError):
    """What was brought is no table of holidays; the message says which line or cell and why."""


def checked(day: Any) -> Day:
    """`day` if calendars can be made of it, its name as text. Raises NotATable saying what is wrong with it."""
    if not isinstance(day, dict):
        raise NotATable(f"{str(day)[:40]} is not a day")
    for key in day.keys() - KEYS:
        raise NotATable(f"unknown key {key}")
    try:
        on = date.fromisoformat(str(day.get("on")))
    except ValueError as error:
        raise NotATable(f"{str(day.get('on'))[:40]} is not a date") from error
    if on.year not in YEARS:
        raise NotATable(f"{on} is not between {YEARS[0]} and {YEARS[-1]}")
    if day.get("is") not in KINDS:
        raise NotATable(f"{on} is neither closed, make_up nor own_hours")
    weekday, names = day.get("weekday", 0), day.get("names", {})
    if not isinstance(weekday, int) or weekday not in range(7):
        raise NotATable(f"{on} follows no weekday")
    if not isinstance(names, dict) or not all(map(_is_word, names.values())):
        raise NotATable(f"{on} has names that are no words")
    name = "".join(filter(str.isprintable, str(day.get("name") or "")))
    told = {**day, "on": on.isoformat(), "name": name[:LONGEST_NAME]}
    return told | ({"hours": _hours_of(on, day.get("hours"))} if day["is"] == "own_hours" else {})


def _is_word(name: Any) -> bool:
    return isinstance(name, str) and name.isprintable()


def _hours_of(on: date, periods: Any) -> list[list[str]]:
    """`periods` as calendars read them, such as [["9:00", "12:00"]]. Raises NotATable."""
    if not periods:
        raise NotATable(f"{on} has no hours")
    try:
        told = [[str(opens), str(closes)] for opens, closes in periods]
        hours(*((opens, closes) for opens, closes in told))
    except (TypeError, ValueError, OverflowError) as error:
        raise NotATable(f'{on} needs hours such as [["9:00", "12:00"]]') from error
    return told


def from_json(text: str) -> list[Day]:
    """The days of a JSON list, of {"days": […]}, or of {"2027": […]}; each as the desk writes it, or as the tables of
    Chinese holidays that go round: {"name": "元旦", "date": "2027-01-01", "isOffDay": true}. Raises NotATable.
    """
    try:
        told = json.loads(text)
        json.dumps(
            told, ensure_ascii=False
        ).encode()  # halves of a character, which JSON can name, are no text
    except json.JSONDecodeError as error:
        raise NotATable(f"it is not JSON, from line {error.lineno} on") from error
    except (ValueError, RecursionError) as error:
        raise NotATable("it is JSON of no table") from error
    if isinstance(told, dict):
        years = told.get("years")
        years = years if isinstance(years, dict) else told
        told = told.get("days") or [day for year in years.values() for day in _listed(year)]
    days = [_as_ours(day) for day in _listed(told)]
    if not days or not all(isinstance(day, dict) and "on" in day and "is" in day for day in days):
        raise NotATable('it needs days such as {"on": "2027-01-01", "is": "closed", "name": "元旦"}')
    return _in_order(days)


def from_icalendar(text: str) -> list[Day]:
    """The whole days of a calendar file. Where entries say 休 or 班 (or Apple's marks), only these count; else every
    entry is a holiday. Raises NotATable.
    """
    events = list(_events(text))
    if not events:
        raise NotATable("it holds no entry of whole days")
    marked = [(first, after, _kind(summary, mark), summary) for first, after, summary, mark in events]
    if any(kind for *_rest, kind, _summary in marked):
        marked = [each for each in marked if each[2]]
    days: list[Day] = []
    for first, after, kind, summary in marked:
        if after - first > LONGEST_ENTRY:
            raise NotATable(f"the entry of {first} lasts longer than a year")
        lasting = (first + timedelta(days=number) for number in range((after - first).days))
        days += ({"on": on.isoformat(), "is": kind or "closed", "name": _bare(summary)} for on in lasting)
        if len(days) > MOST_DAYS:
            raise NotATable(f"it holds more than {MOST_DAYS} days")
    return _in_order(days)


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


def _as_ours(day: Any) -> Any:
    """A day of a table that goes round, as the desk writes it; any other as it is."""
    if not isinstance(day, dict) or not isinstance(day.get("isOffDay"), bool):
        return day
    return {"on": day.get("date"), "is": "closed" if day["isOffDay"] else "make_up", "name": day.get("name")}


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _events(text: str) -> Iterator[tuple[date, date, str, str]]:
    """First day, the day after the last, words and Apple's mark of each entry; the file is gone through once."""
    fields: dict[str, str] | None = None
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name, mark, value = line.strip().partition(":")
        if (name, value) == ("BEGIN", "VEVENT"):
            fields = {}
        elif (name, value) == ("END", "VEVENT"):
            yield from _event(fields or {})
            fields = None
        elif fields is not None and mark:
            fields.setdefault(name.split(";")[0].strip().upper(), value.strip())


def _event(fields: dict[str, str]) -> Iterator[tuple[date, date, str, str]]:
    first, after = _date_of(fields.get("DTSTART", "")), _date_of(fields.get("DTEND", ""))
    if first and first.year in YEARS:
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


def _in_order(days: Iterable[Any]) -> list[Day]:
    """By date, each day once and fit for a calendar; the later writing counts. Raises NotATable."""
    held = {day["on"]: day for day in map(checked, days)}
    return [held[on] for on in sorted(held)]
