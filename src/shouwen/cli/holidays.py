"""`shouwen holidays …`: take in a year's public holidays from a file and move the promises they touch."""

import argparse
from pathlib import Path
from typing import Any

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed
from shouwen.cli.files import content_of


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("holidays", help="节假日表 · public holidays")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")
    taking = verbs.add_parser("import", help="导入一年的放假安排 · take in one year")
    taking.add_argument("year", type=int)
    taking.add_argument(
        "file",
        type=Path,
        help='JSON [{"on": "2027-01-01", "is": "closed"}, …], iCalendar (.ics) 或 Excel · or Excel',
    )
    taking.set_defaults(run=run_import)


def run_import(chosen: argparse.Namespace) -> int:
    with opened():
        days = [day for day in _read(chosen.file) if str(day["on"]).startswith(f"{chosen.year:04d}-")]
        if not days:
            raise CommandFailed(f"{chosen.file}: 没有 {chosen.year} 年的日期 · no day of {chosen.year}")
        from django.utils.translation import gettext as _

        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.regulations.queries import active_regulation
        from shouwen.capabilities.service_levels.commands import import_holidays, recount

        regulation = active_regulation()
        actor = SYSTEM.through("cli")
        import_holidays(
            region="cn", year=chosen.year, days=days, source=chosen.file.name, regulation=regulation, actor=actor,
            at=now(),
        )  # fmt: skip
        moved = sum(recount(at=now()))
        print(
            _("%(days)s days imported; %(moved)s open matters counted again.")
            % {"days": len(days), "moved": moved}
        )
    return 0


def _read(path: Path) -> list[dict[str, Any]]:
    """The days of a file of any of the three kinds. Raises HolidaysNotUnderstood."""
    from shouwen.base.sheets import NotAWorkbook, open_workbook, rows_in
    from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood
    from shouwen.domain.holidays import NotATable, from_icalendar, from_json, from_rows

    try:
        if path.suffix.lower() == ".xlsx":
            sheet = open_workbook(content_of(path), values_only=True).worksheets[0]
            return from_rows(rows_in(sheet, values_only=True))
        text = content_of(path).decode("utf-8-sig")
        return from_icalendar(text) if "BEGIN:VCALENDAR" in text else from_json(text)
    except NotATable as problem:
        raise HolidaysNotUnderstood(problem=str(problem)) from problem
    except (NotAWorkbook, LookupError) as problem:
        raise HolidaysNotUnderstood(problem="it is not an Excel sheet") from problem
    except ValueError as problem:
        raise HolidaysNotUnderstood(problem="it is neither text in UTF-8 nor an Excel sheet") from problem
