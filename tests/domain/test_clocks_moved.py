"""Promises when something under them changes: the regulation, the calendar during a pause, the day itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shouwen.domain.calendars import CLOSED, DayException, WorkCalendar, hours
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import Clock, ClockStatus
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.shelf import CalendarShelf, Published
from shouwen.domain.clocks.terms import (
    Pausing,
    Point,
    Stage,
    StartFrom,
    Terms,
    TimesADay,
    WorkingSpan,
)
from tests.domain.test_clocks import (
    ALWAYS,
    DESK,
    HOUR,
    WEEK,
    Story,
    beijing,
    daily,
    level,
    on,
    resolution,
    response,
)

SHELF = CalendarShelf.of(DESK, ALWAYS)


def book(version: int, *terms: Terms, calendar: str = "desk") -> Book:
    return Book(terms, subject_kind="ticket", desk_calendar=calendar, version=version)


class Moved(Story):
    """A story under several versions of the regulation: the first counts until it moves on."""

    def __init__(self, *books: Book, shelf: CalendarShelf = SHELF) -> None:
        super().__init__(shelf=shelf)
        self.book, self.books = books[0], {each.version: each for each in books}
        self.counting = books[0].version

    def moves(self, at: str, *, to: int, **calendars: int) -> "Moved":
        told = {"regulation": to, "before": self.counting, "calendars": calendars}
        self.tell(at, "regulation_changed", by="system", moved_to=told)
        self.counting = to
        return self

    def fold(self, until: str | None = None) -> Fold:
        end = beijing(until) if until else None
        return replay(self.facts, self.book, self.shelf, until=end, books=self.books.__getitem__)


def shifts(fold: Fold) -> list[tuple[str, datetime | None, datetime | None]]:
    return [
        (str(one.payload["promise"]), one.payload["due_before"], one.payload["due_at"])
        for one in fold.derived
        if one.name == "clock.recalculated" and one.payload["because"] == "regulation_changed"
    ]  # type: ignore[return-value]


def test_a_running_promise_keeps_its_start_and_gets_the_new_span():  # REQ BX-3
    story = Moved(book(1, resolution()), book(2, resolution(4 * HOUR))).registered().moves("16 10:00", to=2)

    clock = story.clock("resolution")

    assert (clock.started_at, clock.due_at, clock.regulation_id) == (
        beijing("16 09:00"),
        beijing("16 14:00"),
        2,
    )
    assert shifts(story.fold()) == [("resolution", beijing("16 18:00"), beijing("16 14:00"))]


def test_pauses_before_the_move_count_as_the_new_version_says():
    relentless = resolution(pauses_while=Pausing(frozenset({"suspended"}), frozenset({"parts"})))
    story = Moved(book(1, resolution()), book(2, relentless)).registered()
    story.suspended("16 10:00", "customer").resumed("16 12:00")

    assert story.clock("resolution").due_at == beijing("17 11:00")
    assert story.moves("16 13:00", to=2).clock("resolution").due_at == beijing("16 18:00")


def test_what_was_kept_or_missed_before_stays_as_it_was():  # REQ BX-3
    story = Moved(book(1, response(), resolution()), book(2, response(HOUR / 2), resolution(HOUR)))
    story.registered().tell("16 10:30", "taken").moves("16 11:00", to=2)

    answered, solved = story.clock("response", "20 09:00"), story.clock("resolution", "20 09:00")

    assert (answered.status, answered.breached_at, answered.regulation_id) == (ClockStatus.MET, None, 1)
    assert (solved.due_at, solved.breached_at) == (beijing("16 10:00"), beijing("16 11:00"))


def test_a_promise_broken_before_keeps_its_date_and_is_no_better_for_a_longer_span():
    story = Moved(book(1, response()), book(2, response(20 * HOUR))).registered().moves("16 15:00", to=2)

    clock = story.clock("response", "16 16:00")

    assert (clock.due_at, clock.breached_at) == (beijing("16 11:00"), beijing("16 11:00"))


def test_a_stage_that_fell_does_not_fall_again_and_a_new_one_not_before_the_move():  # REQ SD-14
    half, soon = Stage("half", Point(share=0.5)), Stage("soon", Point(share=0.1), escalates=True)
    story = Moved(book(1, resolution(stages=(half,))), book(2, resolution(20 * HOUR, stages=(soon, half))))
    story.registered().moves("16 15:00", to=2)

    told = story.told("30 09:00", "clock.warned", "clock.escalated")

    assert told == [("clock.warned", beijing("16 14:00")), ("clock.escalated", beijing("16 15:00"))]


def test_a_promise_that_becomes_a_daily_one_ends_and_begins_anew_from_the_move():
    each_day = resolution(due=TimesADay(1, same_day=True))
    story = Moved(book(1, resolution()), book(2, each_day)).registered().moves("16 10:00", to=2)

    before, *after = story.clocks("resolution", "17 20:00")

    assert (before.status, before.cancelled_because) == (ClockStatus.CANCELLED, "superseded")
    assert [(clock.period, clock.due_at) for clock in after] == [
        (0, beijing("16 18:00")), (1, beijing("17 18:00")), (2, beijing("18 18:00")),
    ]  # fmt: skip


@pytest.mark.parametrize(("same_day", "status"), [(False, ClockStatus.RUNNING), (True, ClockStatus.MET)])
def test_what_counts_for_the_first_day_is_as_the_new_version_says(same_day, status):  # REQ BX-3
    """A contact of the day of acceptance keeps the day that the version moved to begins with, or comes before it."""
    versions = [daily(due=TimesADay(1, same_day=one)) for one in (not same_day, same_day)]
    story = Moved(*(book(number, terms) for number, terms in enumerate(versions, 1)))
    story.registered("16 10:00").moves("16 11:00", to=2).tell("16 12:00", "contacted")

    first = story.clocks("update", "16 13:00")[0]

    assert (first.status, first.due_at) == (status, beijing("16 18:00" if same_day else "17 18:00"))


def test_a_level_the_new_version_promises_nothing_for_is_shown_as_such():
    silent = resolution(due=None)
    story = Moved(book(1, resolution()), book(2, silent)).registered().moves("16 10:00", to=2)

    before, after = story.clocks("resolution", "20 09:00")

    assert (before.cancelled_because, after.is_promised, after.breached_at) == ("superseded", False, None)


@pytest.mark.parametrize(("start_from", "due"), [(StartFrom.START, "16 17:00"), (StartFrom.NOW, "17 10:00")])
def test_a_promise_new_with_the_version_counts_from_where_it_asks(start_from, due):
    update = Terms(
        code="update/1", promise="update", subject_kind="ticket", due=WorkingSpan(7 * HOUR),
        starts_on=on("ticket.registered"), meets_on=on("ticket.progress_updated"), start_from=start_from,
    )  # fmt: skip
    story = Moved(book(1, resolution()), book(2, resolution(), update)).registered().moves("16 11:00", to=2)

    clock = story.clock("update")

    assert (clock.begun_at, clock.due_at) == (beijing("16 11:00"), beijing(due))


def test_a_promise_new_with_the_version_that_was_kept_already_does_not_begin():
    story = (
        Moved(book(1, resolution()), book(2, resolution(), response())).registered().tell("16 09:30", "taken")
    )

    assert story.moves("16 11:00", to=2).clocks("response") == []


def test_there_and_back_again_gives_the_promises_of_the_first_version():  # REQ BX-3
    first, second = book(1, response(), resolution()), book(2, resolution(20 * HOUR))
    stayed = Moved(first, second).registered()
    went = Moved(first, second).registered().moves("16 09:30", to=2).moves("16 10:00", to=1)

    def running(story: Moved) -> dict[str, datetime | None]:
        clocks = story.fold("16 10:30").clocks.values()
        return {clock.promise: clock.due_at for clock in clocks if clock.status is ClockStatus.RUNNING}

    assert running(went) == running(stayed)
    assert [clock.status for clock in went.clocks("response")] == [ClockStatus.CANCELLED, ClockStatus.RUNNING]


def test_a_late_fact_from_before_the_move_counts_by_the_version_of_its_time():
    story = Moved(book(1, response()), book(2, response(HOUR / 2))).registered().moves("16 14:00", to=2)
    story.tell("16 10:30", "taken", recorded="16 15:00")

    clock = story.clock("response", "17 09:00")

    assert (clock.met_at, clock.regulation_id) == (beijing("16 10:30"), 1)
    assert (clock.breached_at, clock.breach_withdrawn_at) == (beijing("16 11:00"), beijing("16 15:00"))


def test_a_late_answer_to_a_promise_the_version_brought_takes_it_back():
    story = (
        Moved(book(1, resolution()), book(2, resolution(), response())).registered().moves("16 10:00", to=2)
    )
    story.tell("16 09:30", "taken", recorded="16 10:30")

    assert [clock.cancelled_because for clock in story.clocks("response", "17 09:00")] == ["annulled"]


def test_another_desk_calendar_counts_from_the_move_for_the_whole_span():
    story = Moved(book(1, resolution()), book(2, resolution(), calendar="24x7")).registered()

    assert story.moves("16 10:00", to=2).clock("resolution").due_at == beijing("16 17:00")


def test_a_pause_across_a_change_of_the_calendar_counts_by_the_new_one_on_both_sides():  # REQ BX-1
    longer = WorkCalendar("desk", "Asia/Shanghai", (hours(("8:00", "20:00")),) * 5 + (CLOSED,) * 2, version=2)
    first = WorkCalendar("desk", "Asia/Shanghai", WEEK, version=1)
    shelf = CalendarShelf(
        [Published(first, beijing("2026-01-01 00:00")), Published(longer, beijing("16 16:00"))]
    )
    story = Story(resolution(), shelf=shelf).registered().suspended("16 14:00")
    story.tell("16 16:00", "calendar_published", calendars={"desk": 2})

    resting = story.clock("resolution")
    assert (resting.status, resting.position, resting.due_at) == (ClockStatus.PAUSED, 5 * HOUR, None)
    assert story.resumed("16 19:00").clock("resolution").due_at == beijing("17 10:00")


def test_a_holiday_published_during_a_pause_does_not_count_twice():
    plain = WorkCalendar("desk", "Asia/Shanghai", WEEK, version=1)
    closed = {date(2026, 11, 17): DayException.closed("Holiday")}
    holiday = WorkCalendar("desk", "Asia/Shanghai", WEEK, closed, version=2)
    shelf = CalendarShelf(
        [Published(plain, beijing("2026-01-01 00:00")), Published(holiday, beijing("16 15:00"))]
    )
    story = Story(resolution(), shelf=shelf).registered().suspended("16 14:00")
    story.tell("16 15:00", "calendar_published", calendars={"desk": 2}).resumed("18 09:00")

    assert story.clock("resolution").due_at == beijing("18 14:00")


@pytest.mark.parametrize(("day", "wall"), [(28, time(13)), (24, time(11))])
def test_a_day_of_23_or_25_hours_moves_the_end_on_the_wall(day, wall):  # REQ BX-1
    zone = ZoneInfo("Europe/Berlin")
    berlin = WorkCalendar.day_and_night("berlin", "Europe/Berlin")
    start = datetime(2026, 3 if day == 28 else 10, day, 12, tzinfo=zone)
    shelf = CalendarShelf.of(DESK, berlin)

    due_at = (
        Story(response(24 * HOUR, calendar="berlin"), shelf=shelf).registered(start).clock("response").due_at
    )

    assert due_at is not None
    assert due_at - start.astimezone(UTC) == timedelta(hours=24)
    assert due_at.astimezone(zone).time() == wall


@pytest.mark.parametrize("channel", ["phone", "mail", "portal", "chat"])
def test_the_customers_word_meets_no_promise_of_the_desk_whichever_way_it_comes(channel):  # REQ BX-1
    story = Story(response()).registered().tell("16 09:30", "customer_spoke", by="contact", channel=channel)

    assert story.clock("response", "16 10:00").status is ClockStatus.RUNNING


@pytest.mark.parametrize("days", [29, 31])
def test_a_ticket_reopened_gets_a_clock_of_its_own_however_much_later(days):  # REQ SD-15
    later = f"2026-12-{15 if days == 29 else 17} 09:00"
    story = Story(resolution()).registered().tell("16 12:00", "completed").tell(later, "reopened")

    first, second = story.clocks("resolution")

    assert (first.met_at, second.started_at, second.follows) == (
        beijing("16 12:00"),
        beijing(later),
        first.begun_by,
    )


def test_priority_raised_and_lowered_again_leaves_each_promise_told_of():
    urgent = response(HOUR, code="response/1", condition=level("S1"))
    usual = response(4 * HOUR, code="response/2")
    story = Story(urgent, usual).registered().tell("16 10:30", "graded", fields={"level": "S1"})
    story.tell("16 10:45", "graded", fields={"level": "S2"})

    ends: list[Clock] = story.clocks("response", "16 11:00")

    assert [(one.terms, one.status, one.is_breached) for one in ends] == [
        ("response/2", ClockStatus.CANCELLED, False),
        ("response/1", ClockStatus.CANCELLED, True),
        ("response/2", ClockStatus.RUNNING, False),
    ]
    assert ends[1].breached_at == beijing("16 10:30")
