"""`shouwen clocks …`: prove that clocks are what the facts say, and print why a promise is due when it is."""

import argparse
import sys

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed

SHOWN = 50  # differences printed in full


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("clocks", help="承诺时钟 · clocks: rebuild them from facts, explain one")
    doings = parser.add_subparsers(title="doings", metavar="<doing>", required=True)
    again = doings.add_parser("rebuild", help="按事实重算全部时钟 · compute all clocks again from the facts")
    again.add_argument("--check", action="store_true", help="只比对，不写入 · compare only, write nothing")
    again.set_defaults(run=rebuild_clocks)
    why = doings.add_parser(
        "explain", help="打印计时明细 · print why the promises of a ticket are due when they are"
    )
    why.add_argument("number", help="工单号 · the ticket's number, or a subject's id")
    why.set_defaults(run=explain)


def rebuild_clocks(chosen: argparse.Namespace) -> int:
    """1 if stored clocks differ from what the facts say."""
    with opened():
        from shouwen.capabilities.service_levels.commands.rebuilding import rebuild

        found = rebuild(check=chosen.check)
        for one in found[:SHOWN]:
            print(f"{one.subject_id} {one.clock} {one.column}: {one.stored!r} -> {one.computed!r}")
        print(f"差异 {len(found)} · {len(found)} differences" + ("" if chosen.check else ", put right"))
        return 1 if found and chosen.check else 0


def explain(chosen: argparse.Namespace) -> int:
    """The ledger of every clock of one ticket."""
    with opened():
        from shouwen.capabilities.service_levels.queries import clocks_of, explain_clock

        for clock in clocks_of(_subject_id(chosen.number)):
            told = explain_clock(clock)
            sys.stdout.write(told.as_text() + "\n\n")
    return 0


def _subject_id(number: str) -> int:
    if number.isdigit():
        return int(number)
    from shouwen.capabilities.tickets.models import Ticket

    found = Ticket.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise CommandFailed(f"there is no ticket {number}")
    return found
