"""`shouwen clocks …`: prove that clocks are what the facts say, explain one, move what is open to a new regulation."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed

SHOWN = 50  # differences printed in full


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("clocks", help="承诺时钟 · clocks: rebuild, explain, move them")
    doings = parser.add_subparsers(title="doings", metavar="<doing>", required=True)
    again = doings.add_parser("rebuild", help="按事实重算全部时钟 · compute all clocks again from the facts")
    again.add_argument("--check", action="store_true", help="只比对，不写入 · compare only, write nothing")
    again.set_defaults(run=rebuild_clocks)
    why = doings.add_parser(
        "explain", help="打印计时明细 · print why the promises of a ticket are due when they are"
    )
    why.add_argument("number", help="工单号 · the ticket's number, or a subject's id")
    why.add_argument(
        "--who", action="store_true", help="注明由谁暂停，仅供内部 · name who paused it, for inside the house"
    )
    why.add_argument("--json", action="store_true", help="JSON")
    why.set_defaults(run=explain)
    moves = doings.add_parser(
        "moves", help="未结事项转到新制度的进度 · how far open matters have moved to a new regulation"
    )
    moves.set_defaults(run=list_moves)
    move = doings.add_parser("move", help="立即完成待办的转移 · carry out a move that waits, here and now")
    move.set_defaults(run=carry_on)


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
        from shouwen.capabilities.service_levels.queries.explaining import who_paused

        subject_id = _subject_id(chosen.number)
        accounts = [explain_clock(clock) for clock in clocks_of(subject_id)]
        names = who_paused(subject_id, [told.ledger for told in accounts]) if chosen.who else {}
        if chosen.json:
            print(json.dumps([_plain(told, names) for told in accounts], ensure_ascii=False, indent=2))
            return 0
        for told in accounts:
            sys.stdout.write(told.as_text(names=names) + "\n\n")
    return 0


def list_moves(_: argparse.Namespace) -> int:
    """The last moves, newest first, each on a line."""
    with opened():
        from shouwen.capabilities.service_levels.queries.moving import left_to_move, movings

        for one in movings():
            state = (
                "superseded" if one.is_superseded else "done" if one.ended_at else f"{left_to_move(one)} left"
            )
            counts = f"moved {one.moved}, worked out again {one.recalculated}, started {one.started}"
            print(
                f"v{one.regulation.number}", one.begins_at.isoformat(timespec="minutes"), state,
                f"{counts}, no longer promised {one.cancelled}, failed {len(one.failed)}", sep="\t",
            )  # fmt: skip
    return 0


def carry_on(_: argparse.Namespace) -> int:
    """Move until nothing waits; a worker may be at it too."""
    with opened():
        from shouwen.base.time import now
        from shouwen.capabilities.service_levels.commands import move_next
        from shouwen.capabilities.service_levels.models import Moving

        moved = 0
        while Moving.objects.filter(ended_at=None, begins_at__lte=now()).exists():
            moved += move_next()
        print(moved)
    return 0


def _plain(told: Any, names: Mapping[int | None, str]) -> dict[str, Any]:
    """One account as JSON values: instants in ISO, spans in seconds."""
    clock, account = told.clock, told.ledger
    return {
        "promise": clock.promise,
        "name": told.promise,
        "rule": told.rule,
        "status": clock.status,
        "regulation": told.regulation_number,
        "origin": told.origin,
        "calendar": {"code": account.calendar, "version": account.calendar_version},
        "started_at": _iso(clock.started_at),
        "due_at": _iso(clock.due_at),
        "is_provisional": clock.is_provisional,
        "by_hand": clock.by_hand,
        "met_at": _iso(clock.met_at),
        "breached_at": _iso(clock.breached_at),
        "breach_withdrawn_at": _iso(clock.breach_withdrawn_at),
        "cancelled_at": _iso(clock.cancelled_at),
        "cancelled_because": clock.cancelled_because,
        "counted": account.counted.total_seconds(),
        "stretches": [
            {
                "begins_at": _iso(line.begins_at), "ends_at": _iso(line.ends_at), "counts": line.counts,
                "cause": line.cause.value, "text": text, "reason": line.reason,
                "paused_by": names.get(line.paused_by, ""),
            }
            for line, text in told.lines
        ],
    }  # fmt: skip


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None


def _subject_id(number: str) -> int:
    if number.isdigit():
        return int(number)
    from shouwen.capabilities.tickets.models import Ticket

    found = Ticket.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise CommandFailed(f"{number}: 没有此工单 · no such ticket")
    return found
