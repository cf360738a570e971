"""How fast working time is added and measured on one core: `python benchmarks/calendars.py`."""

import random
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from shouwen.domain.calendars import (
    CLOSED,
    DayException,
    WorkCalendar,
    add_working_time,
    hours,
    working_time_between,
)

ROUNDS = 200_000
WEEK = (hours(("9:00", "12:00"), ("13:30", "18:00")),) * 5 + (CLOSED,) * 2


def main() -> None:
    """Print operations a second for spans of up to a day, a month and a year."""
    holidays = {
        date(2026, month, day): DayException.closed("x") for month in range(1, 13) for day in (1, 2, 3)
    }
    for zone in ("Asia/Shanghai", "Europe/Berlin"):
        calendar = WorkCalendar("desk", zone, WEEK, holidays)
        add_working_time(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=4000), calendar)
        for label, most in (("a day", 8), ("a month", 160), ("a year", 1900)):
            dice = random.Random(1)
            work = [
                (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(31_536_000)),
                 timedelta(seconds=dice.randrange(1, most * 3600)))
                for _ in range(ROUNDS)
            ]  # fmt: skip
            begun = perf_counter()
            ends = [add_working_time(start, span, calendar) for start, span in work]
            added = perf_counter()
            for (start, _), end in zip(work, ends, strict=True):
                working_time_between(start, end, calendar)
            measured = perf_counter()
            print(
                f"{zone:14} spans up to {label:8} add {ROUNDS / (added - begun):>9,.0f}/s"
                f"   between {ROUNDS / (measured - added):>9,.0f}/s"
            )


if __name__ == "__main__":
    main()
