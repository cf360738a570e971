"""How fast histories are folded into clocks on one core: `python benchmarks/replaying.py [histories]`."""

import random
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from time import process_time

from shouwen.domain.calendars import CLOSED, WorkCalendar, hours
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.terms import terms_of

COURSE = ("registered", "accepted", "dispatched", "taken", "noted", "suspended", "resumed", "progress_updated",
          "completed", "closed")  # fmt: skip
STATES = {
    "registered": "new", "accepted": "accepted", "dispatched": "dispatched", "taken": "in_progress",
    "suspended": "suspended", "resumed": "in_progress", "completed": "completed", "closed": "closed",
}  # fmt: skip
WEEK = (hours(("9:00", "12:00"), ("13:30", "18:00")),) * 5 + (CLOSED,) * 2


def main() -> None:
    """Print histories a second, of ten facts each, under the preset `desk`."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000

    def find(code: str) -> str:
        return files("shouwen.presets").joinpath(f"{code}.yaml").read_text("utf-8")

    document = load(find("desk"), find=find)
    book = Book(terms_of(document), subject_kind="ticket", desk_calendar=document.desk.calendar)
    shelf = CalendarShelf.of(*(WorkCalendar(code, "Asia/Shanghai", WEEK) for code in document.calendars))
    levels, dice = list(document.levels), random.Random(1)
    histories = [_history(dice, levels) for _ in range(count)]
    clocks, begun = 0, process_time()
    for facts in histories:
        clocks += len(replay(facts, book, shelf, until=facts[-1].at, silent=True).clocks)
    spent = process_time() - begun
    print(
        f"{count:,} histories of {len(COURSE)} facts, {clocks:,} clocks: {spent:.1f} s, {count / spent:,.0f}/s"
    )


def _history(dice: random.Random, levels: list[str]) -> list[FactRecord]:
    at = datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(400_000))
    facts = []
    for seq, name in enumerate(COURSE, start=1):
        fields = {"state": STATES[name]} if name in STATES else {}
        if seq == 1:
            fields |= {"class": "fault", "level": dice.choice(levels), "channel": "phone"}
        facts.append(
            FactRecord(seq, f"ticket.{name}", at, at, "person", {"fields": fields} if fields else {})
        )
        at += timedelta(minutes=dice.randrange(1, 300))
    return facts


if __name__ == "__main__":
    main()
