"""Calendar arithmetic agrees with counting minutes one by one, in any zone, across holidays and clock changes."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shouwen.domain.calendars import (
    ALL_DAY,
    CLOSED,
    DayCause,
    DayException,
    WorkCalendar,
    add_working_time,
    closing_of,
    closings_between,
    hours,
    next_open_day,
    previous_open_day,
    working_day_end,
    working_time_between,
)
from shouwen.domain.errors import CalendarExhausted

ZONES = [
    "UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Tehran", "Asia/Gaza", "Asia/Beirut",
    "Asia/Jerusalem", "Australia/Lord_Howe", "Australia/Sydney", "Australia/Eucla", "Pacific/Chatham", "Pacific/Apia",
    "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "America/Los_Angeles", "America/Santiago", "America/Havana", "America/Asuncion", "Africa/Cairo",
    "Africa/Casablanca", "Europe/London", "Europe/Berlin", "Europe/Dublin", "Europe/Chisinau", "America/Nuuk",
    "Antarctica/Troll", "Africa/El_Aaiun",
]  # fmt: skip
MINUTE = timedelta(minutes=1)
FIVE_DAYS = (hours(("9:00", "12:00"), ("13:30", "18:00")),) * 5 + (CLOSED,) * 2


def shanghai(**exceptions: DayException) -> WorkCalendar:
    """A 5x8 desk; exceptions are named like `d2026_10_01=…`."""
    dated = {date(*map(int, name[1:].split("_"))): exception for name, exception in exceptions.items()}
    return WorkCalendar("desk", "Asia/Shanghai", FIVE_DAYS, dated)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@st.composite
def day_hours(draw):
    marks = sorted(draw(st.sets(st.integers(0, 24 * 60), min_size=0, max_size=6)))
    pairs = zip(marks[0::2], marks[1::2], strict=False)
    return tuple((timedelta(minutes=opens), timedelta(minutes=closes)) for opens, closes in pairs)


@st.composite
def calendars(draw):
    days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
    exception = st.one_of(
        st.just(DayException.closed("x")),
        st.builds(DayException.like_weekday, st.integers(0, 6)),
        st.builds(DayException.own_hours, day_hours()),
    )
    week = draw(st.tuples(*[day_hours()] * 7))
    return WorkCalendar(
        "any", draw(st.sampled_from(ZONES)), week, draw(st.dictionaries(days, exception, max_size=12))
    )


FIRST = datetime(2024, 1, 2, tzinfo=UTC)


@cache
def clock_changes(zone: str) -> list[datetime]:
    """Days of 2024 to 2026 within which the zone's offset changes."""
    days = [(FIRST + timedelta(days=number)).astimezone(ZoneInfo(zone)) for number in range(3 * 365 - 4)]
    return [one for one, other in pairwise(days) if one.utcoffset() != other.utcoffset()]


@st.composite
def near_a_clock_change(draw, zone: str):
    """A minute of 2024 to 2026, half of the time within a day of a change of the zone's offset."""
    at = FIRST + draw(st.integers(0, 3 * 365 * 24 * 60 - 5000)) * MINUTE
    if clock_changes(zone) and draw(st.booleans()):
        at = (
            draw(st.sampled_from(clock_changes(zone))).astimezone(UTC)
            + draw(st.integers(-1440, 1440)) * MINUTE
        )
    return at


def open_minutes(calendar: WorkCalendar, start: datetime, count: int) -> list[bool]:
    """The reference: look at the wall each minute."""
    zone = ZoneInfo(calendar.zone)
    seen = []
    for number in range(count):
        wall = (start + number * MINUTE).astimezone(zone)
        offset = timedelta(hours=wall.hour, minutes=wall.minute)
        seen.append(any(opens <= offset < closes for opens, closes in calendar.hours_on(wall.date())))
    return seen


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_working_time_is_what_counting_minutes_gives(data):  # REQ BX-1
    calendar = data.draw(calendars())
    start = data.draw(near_a_clock_change(calendar.zone))
    count = data.draw(st.integers(0, 4000))

    expected = sum(open_minutes(calendar, start, count))

    assert working_time_between(start, start + count * MINUTE, calendar) == expected * MINUTE


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_span_ends_with_its_last_open_minute(data):  # REQ BX-1
    calendar = data.draw(calendars())
    start = data.draw(near_a_clock_change(calendar.zone))
    seen = open_minutes(calendar, start, 4000)
    assume(any(seen))
    wanted = data.draw(st.integers(1, sum(seen)))

    end = add_working_time(start, wanted * MINUTE, calendar)

    opened = [number for number, is_open in enumerate(seen) if is_open]
    assert end == start + (opened[wanted - 1] + 1) * MINUTE


SECONDS = st.integers(0, 3 * 365 * 86_400)
INSTANTS = st.builds(lambda number: datetime(2024, 1, 1, tzinfo=UTC) + number * timedelta(seconds=1), SECONDS)
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(days=80))


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS, SPANS)
def test_the_time_to_the_end_of_a_span_is_the_span(calendar, start, span):  # REQ BX-1
    assume(any(calendar.week))
    try:
        end = add_working_time(start, span, calendar)
    except CalendarExhausted:
        assume(False)

    assert working_time_between(start, end, calendar) == span
    assert calendar.is_open_at(end - timedelta(microseconds=1))


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS, INSTANTS)
def test_adding_the_time_between_gives_the_last_working_instant_not_after_the_end(
    calendar, start, end
):  # REQ BX-1
    start, end = min(start, end), max(start, end)

    found = add_working_time(start, working_time_between(start, end, calendar), calendar)

    assert found <= end
    assert working_time_between(found, end, calendar) == timedelta(0)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_spans_are_gapless_and_agree_with_the_arithmetic(data):  # REQ BX-1
    calendar = data.draw(calendars())
    start = data.draw(near_a_clock_change(calendar.zone))
    end = start + data.draw(st.integers(1, 6000)) * MINUTE

    spans = list(calendar.spans(start, end))

    assert [spans[0].begins_at, *(span.ends_at for span in spans)] == [
        *(span.begins_at for span in spans),
        end,
    ]
    counted = sum((span.ends_at - span.begins_at for span in spans if span.is_open), timedelta(0))
    assert counted == working_time_between(start, end, calendar)


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS, st.integers(0, 40))
def test_the_nth_working_day_ends_as_walking_from_day_to_day_finds(calendar, start, nth):  # REQ BX-10
    assume(sum(map(bool, calendar.week)) >= 3)
    day, passed = calendar.local_date(start), 0
    closing = closing_of(day, calendar)
    opens_today = next_open_day(day, calendar) == day
    if nth == 0:
        expected = (
            closing if opens_today and start < closing else closing_of(day + timedelta(days=1), calendar)
        )
    else:
        while passed < nth:
            day += timedelta(days=1)
            passed += next_open_day(day, calendar) == day
        expected = closing_of(day, calendar)

    if nth or opens_today:
        assert working_day_end(start, nth, calendar) == expected


def test_a_span_that_ends_at_closing_is_due_at_closing():  # REQ BX-1
    friday_16 = beijing("2026-11-20T16:00")

    assert add_working_time(friday_16, timedelta(hours=2), shanghai()) == beijing("2026-11-20T18:00")
    assert add_working_time(friday_16, timedelta(hours=2, microseconds=1), shanghai()) == beijing(
        "2026-11-23T09:00:00.000001"
    )


def test_nothing_added_is_the_start_even_at_night():
    midnight = beijing("2026-11-21T00:00")

    assert add_working_time(midnight, timedelta(0), shanghai()) == midnight


def test_a_holiday_is_skipped_and_a_make_up_saturday_counts():  # REQ BX-1
    calendar = shanghai(
        d2026_10_01=DayException.closed("National Day"),
        d2026_10_02=DayException.closed("National Day"),
        d2026_10_10=DayException.like_weekday(0),
    )

    assert add_working_time(beijing("2026-09-30T17:00"), timedelta(hours=2), calendar) == beijing(
        "2026-10-05T10:00"
    )
    assert add_working_time(beijing("2026-10-09T17:00"), timedelta(hours=2), calendar) == beijing(
        "2026-10-10T10:00"
    )


def test_a_short_day_has_its_own_hours():
    calendar = shanghai(d2026_09_30=DayException.own_hours(hours(("9:00", "12:00")), "day before a holiday"))

    assert add_working_time(beijing("2026-09-30T11:00"), timedelta(hours=2), calendar) == beijing(
        "2026-10-01T10:00"
    )


def test_a_day_of_23_hours_has_23_hours_and_one_of_25_has_25():  # REQ BX-1
    berlin = WorkCalendar("berlin", "Europe/Berlin", (ALL_DAY,) * 7)
    zone = ZoneInfo("Europe/Berlin")

    spring = working_time_between(
        datetime(2026, 3, 29, tzinfo=zone), datetime(2026, 3, 30, tzinfo=zone), berlin
    )
    autumn = working_time_between(
        datetime(2026, 10, 25, tzinfo=zone), datetime(2026, 10, 26, tzinfo=zone), berlin
    )

    assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))


def test_a_span_of_nine_years_is_found_and_one_beyond_the_horizon_refused():
    one_hour_a_week = WorkCalendar("rare", "UTC", (hours(("9:00", "10:00")),) + (CLOSED,) * 6)
    start = datetime(2026, 1, 1, tzinfo=UTC)

    assert add_working_time(start, timedelta(hours=9 * 52), one_hour_a_week) == datetime(
        2034, 12, 18, 10, tzinfo=UTC
    )
    with pytest.raises(CalendarExhausted):
        add_working_time(start, timedelta(hours=11 * 52), one_hour_a_week)


def test_a_calendar_that_never_opens_is_refused():
    never = WorkCalendar("never", "UTC", (CLOSED,) * 7)

    with pytest.raises(CalendarExhausted):
        next_open_day(date(2026, 1, 1), never)
    with pytest.raises(CalendarExhausted):
        add_working_time(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1), never)


def test_naive_instants_and_negative_spans_are_refused():
    start = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(ValueError, match="aware"):
        add_working_time(start.replace(tzinfo=None), timedelta(hours=1), shanghai())
    with pytest.raises(ValueError, match="negative"):
        add_working_time(start, timedelta(microseconds=-1), shanghai())
    with pytest.raises(ValueError, match="before the start"):
        working_time_between(start, start - MINUTE, shanghai())


def test_overlapping_or_empty_periods_are_refused_and_touching_ones_join():
    with pytest.raises(ValueError, match="overlap"):
        hours(("9:00", "12:00"), ("11:00", "13:00"))
    with pytest.raises(ValueError, match="after it begins"):
        hours(("12:00", "12:00"))

    assert hours(("12:00", "24:00"), ("0:00", "12:00")) == ALL_DAY


def test_due_times_beyond_the_published_holidays_are_provisional():  # REQ BX-1
    calendar = WorkCalendar("desk", "Asia/Shanghai", FIVE_DAYS, published_until=date(2026, 12, 31))

    assert not calendar.is_provisional(beijing("2026-12-31T23:59"))
    assert calendar.is_provisional(beijing("2027-01-01T00:00"))


def test_a_fortnight_closed_is_seen():
    closed = {f"d2026_02_{day:02d}": DayException.closed("shutdown") for day in range(2, 16)}

    assert shanghai(**closed).longest_closure(date(2026, 1, 1), date(2026, 3, 31)) == timedelta(
        days=16, hours=15
    )


def test_stretches_name_their_cause():  # REQ BX-1
    calendar = shanghai(
        d2026_10_01=DayException.closed("National Day"), d2026_10_10=DayException.like_weekday(0)
    )

    holiday = list(calendar.spans(beijing("2026-10-01T00:00"), beijing("2026-10-02T00:00")))
    make_up = [
        span
        for span in calendar.spans(beijing("2026-10-10T00:00"), beijing("2026-10-11T00:00"))
        if span.is_open
    ]

    assert [(span.is_open, span.cause, span.name) for span in holiday] == [
        (False, DayCause.HOLIDAY, "National Day")
    ]
    assert [span.cause for span in make_up] == [DayCause.MAKE_UP, DayCause.MAKE_UP]


def test_closings_are_counted_half_open():
    monday, friday = beijing("2026-11-16T18:00"), beijing("2026-11-20T18:00")

    assert closings_between(monday, friday, shanghai()) == 4
    assert previous_open_day(date(2026, 11, 23), shanghai()) == date(2026, 11, 20)
