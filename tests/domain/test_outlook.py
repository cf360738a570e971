"""What lies ahead of a promise: the days until it is due, and what of their hours counts."""

from datetime import UTC, date, datetime, timedelta

from shouwen.domain.calendars import DayException, WorkCalendar, hours
from shouwen.domain.explain import Cause, Ledger, Line
from shouwen.domain.outlook import Look, Stretch, days_ahead

OFFICE = hours(("9:00", "12:00"), ("13:00", "18:00"))
CALENDAR = WorkCalendar(
    "office",
    "Asia/Shanghai",
    (OFFICE,) * 5 + ((), ()),
    {date(2026, 11, 23): DayException.closed("founders_day")},
)


def local(day: int, clock: int) -> datetime:
    """An hour of November in Shanghai."""
    return datetime(2026, 11, day, clock - 8, tzinfo=UTC)


def account(*lines: Line, due_at: datetime | None, until: datetime) -> Ledger:
    started_at = lines[0].begins_at
    return Ledger(
        "resolution", "t", "office", 1, started_at, due_at, timedelta(hours=8), until, False, False, lines
    )


# REQ SD-17
def test_from_friday_over_a_holiday_every_day_until_it_is_due_says_what_counts():
    friday = Line(local(20, 16), local(20, 18), True, Cause.OPEN)
    tuesday = Line(local(24, 9), local(24, 11), True, Cause.OPEN)
    told = account(friday, tuesday, due_at=local(24, 11), until=local(24, 11))

    days = days_ahead(told, CALENDAR, at=local(20, 17))

    assert [(day.on.day, day.name, len(day.hours)) for day in days] == [
        (20, "", 2), (21, "", 0), (22, "", 0), (23, "founders_day", 0), (24, "", 2),
    ]  # fmt: skip
    assert days[0].stretches[2:] == (Stretch(960, 1020, Look.COUNTED), Stretch(1020, 1080, Look.AHEAD))
    assert (days[0].now, days[0].due, days[4].now, days[4].due) == (1020, None, None, 660)
    assert told.counted_by(local(20, 17)) == timedelta(hours=1)


def test_of_many_days_the_first_and_the_last_are_told():
    told = account(Line(local(2, 9), local(27, 9), True, Cause.WALL), due_at=local(27, 9), until=local(27, 9))

    days = days_ahead(told, CALENDAR, at=local(10, 9))

    assert [day.on.day for day in days] == [10, 11, 12, 13, 27]
    assert days[1].hours == ((0, 1440),)


def test_where_nothing_falls_due_ahead_it_is_today_and_the_next_day_that_opens():
    rests = Line(local(20, 10), local(20, 17), False, Cause.PAUSED)
    told = account(rests, due_at=local(20, 14), until=local(20, 17))

    days = days_ahead(told, CALENDAR, at=local(20, 17))

    assert [day.on.day for day in days] == [20, 24]
    assert days[0].stretches[-1] == Stretch(600, 1020, Look.PAUSED)
