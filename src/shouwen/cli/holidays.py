"""`shouwen holidays …`: take in a year's public holidays from a file and move the promises they touch."""

import argparse
import json
from pathlib import Path

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("holidays", help="节假日表 · public holidays")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")
    taking = verbs.add_parser("import", help="导入一年的放假安排 · take in one year")
    taking.add_argument("year", type=int)
    taking.add_argument(
        "file",
        type=Path,
        help='JSON: [{"on": "2027-01-01", "is": "closed"}, {"on": …, "is": "make_up", "weekday": 4}]',
    )
    taking.set_defaults(run=run_import)


def run_import(chosen: argparse.Namespace) -> int:
    try:
        days = json.loads(chosen.file.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandFailed(f"{chosen.file}: {problem}") from problem
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.regulations.queries import active_regulation
        from shouwen.capabilities.service_levels.commands.holidays import import_holidays, recount

        regulation = active_regulation()
        actor = SYSTEM.through("cli")
        import_holidays(
            region="cn", year=chosen.year, days=days, source=chosen.file.name, regulation=regulation, actor=actor,
            at=now(),
        )  # fmt: skip
        moved = 0
        for code in regulation.document.calendars:
            while found := recount(code=code, at=now()):
                moved += found
        print(
            _("%(days)s days taken in; %(moved)s open matters count anew.")
            % {"days": len(days), "moved": moved}
        )
    return 0
