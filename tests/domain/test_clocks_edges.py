"""The edges of the laws: instants that coincide, periods that end at midnight, rests within rests."""

from datetime import date, time, timedelta

from shouwen.domain.calendars import WorkCalendar, hours
from shouwen.domain.clocks.records import ClockStatus
from shouwen.domain.clocks.shelf import CalendarShelf, Published
from shouwen.domain.clocks.terms import (
    CalendarDays,
    DayOfMonth,
    Pausing,
    Point,
    QuietHours,
    Recipient,
    Stage,
    TimesADay,
    WallSpan,
    WorkingDayEnd,
)
from tests.domain.test_clocks import ALWAYS, HOUR, WEEK, Story, beijing, daily, level, on, response

BOSS = (Recipient("role", "desk_manager"),)
NIGHT = QuietHours(time(22, 0), time(7, 0))
LATE = (hours(("9:00", "22:00")),) * 7


# REQ BX-1
def test_a_day_that_has_just_closed_promises_its_end_no_more():
    assert Story(response(due=WorkingDayEnd(0))).registered("20 18:00").clock("response").due_at == beijing(
        "23 18:00"
    )


# REQ BX-1
def test_a_rest_without_a_reason_stops_also_what_only_some_reasons_stop():
    choosy = response(pauses_while=Pausing(frozenset({"suspended"}), frozenset({"customer"})))
    story = Story(choosy).registered().suspended("16 10:00", reason="")

    assert story.clock("response", until="16 11:00").status is ClockStatus.PAUSED


# REQ BX-1
def test_a_promise_that_begins_within_a_rest_counts_from_its_end():
    later = response(starts_on=on("ticket.noted"), meets_on=on("ticket.replied"))
    story = Story(later).registered().suspended("16 10:00").tell("16 11:00", "noted").resumed("16 14:00")

    assert story.clock("response").due_at == beijing("16 16:00")


# REQ BX-1
def test_what_began_as_a_rest_ended_knows_of_no_rest():
    later = response(starts_on=on("ticket.noted"), meets_on=on("ticket.replied"))
    story = Story(later).registered().suspended("16 10:00").resumed("16 11:00").tell("16 11:00", "noted")

    clock = story.clock("response")
    assert (clock.pauses, clock.due_at) == ([], beijing("16 14:00"))


# REQ BX-1
def test_a_rest_told_again_without_an_end_keeps_the_one_it_has():
    story = Story(response()).registered().suspended("16 10:00", until="16 11:00").suspended("16 10:30")
    silent = (
        Story(response())
        .registered()
        .suspended("16 10:00", until="16 11:00")
        .tell("16 10:30", "noted", until=None)
    )

    dues = [each.clock("response", until="16 11:30").due_at for each in (story, silent)]
    assert dues == [beijing("16 12:00")] * 2


# REQ BX-1
def test_a_rest_that_is_over_and_is_told_again_with_a_later_end_is_a_second_rest():
    story = Story(response()).registered().suspended("16 10:00", until="16 10:30")
    story.suspended("16 11:00", until="16 11:30")

    clock = story.clock("response", until="16 11:45")
    assert [(rest.from_at, rest.to_at) for rest in clock.pauses] == [
        (beijing("16 10:00"), beijing("16 10:30")),
        (beijing("16 11:00"), beijing("16 11:30")),
    ]


# REQ BX-1
def test_a_rest_for_another_reason_is_another_rest():
    choosy = response(pauses_while=Pausing(frozenset({"suspended"}), frozenset({"customer"})))
    story = Story(choosy).registered().suspended("16 10:00").suspended("16 11:00", reason="parts")

    assert story.clock("response").due_at == beijing("16 12:00")


# REQ BX-1
def test_a_rest_that_took_no_time_never_was():
    story = Story(response()).registered().suspended("16 10:00").resumed("16 10:00")

    clock = story.clock("response")
    assert (clock.due_at, clock.pauses, story.fold().state.pauses) == (beijing("16 11:00"), [], [])


# REQ BX-1
def test_a_rest_until_an_instant_that_is_over_lasts_until_somebody_ends_it():
    story = Story(response()).registered().suspended("16 10:00", until="16 09:30")

    assert story.clock("response", until="17 09:00").status is ClockStatus.PAUSED


# REQ BX-1 BX-10
def test_days_of_the_calendar_that_were_rested_are_given_back():
    story = Story(response(due=CalendarDays(days=2))).registered("16 10:00")
    story.suspended("16 11:00").resumed("18 11:00")

    assert story.clock("response").due_at == beijing("20 18:00")


# REQ CS-6
def test_a_day_of_last_month_that_moved_into_this_one_is_the_first_that_comes():
    story = Story(daily(due=DayOfMonth(31))).registered("2026-11-01 10:00")  # the 31st was a Saturday

    assert story.clocks("update")[0].due_at == beijing("2026-11-02 18:00")


# REQ CS-6
def test_day_and_night_a_day_of_the_month_ends_with_its_midnight():
    story = Story(daily(due=DayOfMonth(20), calendar="24x7")).registered("16 10:00")
    rested = Story(daily(due=DayOfMonth(20), calendar="24x7")).registered("16 10:00")
    rested.suspended("17 10:00").resumed("18 10:00")

    dues = [each.clocks("update")[0].due_at for each in (story, rested)]
    assert dues == [beijing("21 00:00"), beijing("22 00:00")]


# REQ BX-1 SD-13
def test_a_merge_leaves_a_date_typed_by_hand_and_the_start_it_was_typed_for():
    story = Story(response()).registered("16 11:00")
    due_at = beijing("18 12:00")
    story.tell("16 11:10", "promise_set", promise_set={"promise": "response", "due_at": due_at.isoformat()})
    story.tell("16 11:20", "absorbed", earliest={"": beijing("16 09:00").isoformat()}, starts={})

    clock = story.clock("response")
    assert (clock.started_at, clock.due_at) == (beijing("16 11:00"), due_at)


# REQ BX-1
def test_merges_told_before_starts_were_take_every_promise_back_as_they_did_then():
    contact = response(HOUR, starts_on=on("ticket.taken"), meets_on=on("ticket.contacted"))
    story = Story(contact).registered("16 11:00").tell("16 14:00", "taken")
    story.tell("16 14:10", "absorbed", earliest_start=beijing("16 13:30").isoformat())

    assert story.clock("response").due_at == beijing("16 14:30")


# REQ BX-1
def test_the_last_day_of_a_shorter_month_stands_for_the_31st():
    story = Story(daily(due=DayOfMonth(31))).registered("2027-04-01 10:00")

    assert story.clocks("update")[0].due_at == beijing("2027-04-30 18:00")


# REQ BX-1
def test_what_is_due_once_in_a_month_that_comes_is_not_due_again():
    story = Story(daily(due=DayOfMonth(25, once=True))).registered("16 10:00")

    assert len(story.clocks("update", until="2027-02-01 09:00")) == 1


# REQ RS-9 BX-1
def test_day_and_night_each_day_ends_at_midnight_and_none_is_left_out():
    story = Story(daily(due=TimesADay(1), calendar="24x7")).registered("16 10:00")

    ends = [clock.due_at for clock in story.clocks("update", until="19 12:00")]
    assert ends == [beijing(f"{day} 00:00") for day in (18, 19, 20)]


# REQ SA-11
def test_a_day_that_was_kept_warns_nobody():
    warned = Stage("late", Point(offset=-HOUR))
    story = Story(daily(stages=(warned,))).registered("16 10:00").tell("16 11:00", "contacted")

    assert story.told("16 19:00", "clock.warned") == []


# REQ SD-17
def test_a_contact_at_the_very_end_of_the_first_day_counts_for_the_next():
    story = Story(daily(due=TimesADay(1))).registered("16 10:00").tell("16 18:00", "contacted")

    assert story.clocks("update", until="17 09:00")[0].status is ClockStatus.MET


# REQ BX-1
def test_a_turn_made_during_a_rest_keeps_the_day_and_the_next_day_rests():
    resting = daily(pauses_while=Pausing(frozenset({"suspended"})))
    story = Story(resting).registered("16 10:00").suspended("16 10:30").tell("16 11:00", "contacted")

    first, second = story.clocks("update", until="17 10:00")
    assert (first.status, first.due_at, second.status) == (
        ClockStatus.MET,
        beijing("16 18:00"),
        ClockStatus.PAUSED,
    )


# REQ BX-1
def test_a_day_that_was_kept_is_not_asked_again_when_something_else_changes():
    story = Story(daily(condition=level("S1", "S2"))).registered("16 10:00").tell("16 11:00", "contacted")
    story.tell("16 12:00", "graded", fields={"level": "S1"})

    assert [clock.status for clock in story.clocks("update", until="16 17:00")] == [ClockStatus.MET]


# REQ SD-30 BX-1
def test_what_starts_anew_by_the_fact_that_changes_its_terms_starts_once():
    quick = response(
        HOUR, code="response/1", restarts=True, condition=level("S1"), starts_on=on("ticket.handed")
    )
    slow = response(code="response/2", restarts=True, condition=level("S2"), starts_on=on("ticket.handed"))
    story = Story(quick, slow).registered().tell("16 09:00", "handed")
    story.tell("16 10:00", "handed", fields={"level": "S1"})

    assert [(clock.terms, clock.cancelled_because) for clock in story.clocks("response")] == [
        ("response/2", "restarted"),
        ("response/1", ""),
    ]


# REQ SD-7
def test_what_is_said_to_have_happened_later_than_it_was_told_counts_from_the_telling():
    story = Story(response(starts_at="occurred_at"))
    story.tell("16 09:00", "registered", fields={"state": "new"}, occurred_at=beijing("16 15:00").isoformat())

    assert story.clock("response").due_at == beijing("16 11:00")


# REQ SD-14 BX-1
def test_in_quiet_hours_a_breach_falls_at_its_time_and_a_warning_is_told_and_only_the_ladder_waits():
    warning, step = Stage("soon", Point(0.75)), Stage("boss", Point(0.75), escalates=True, recipients=BOSS)
    story = Story(response(due=WallSpan(4 * HOUR), stages=(warning, step), quiet=NIGHT)).registered(
        "16 20:00"
    )

    assert story.told("17 01:00", "clock.warned", "clock.breached", "clock.escalated") == [
        ("clock.warned", beijing("16 23:00")),
        ("clock.breached", beijing("17 00:00")),
    ]
    assert story.told("17 08:00", "clock.escalated") == [("clock.escalated", beijing("17 07:00"))]


# REQ BX-10
def test_what_counts_by_the_wall_is_never_provisional():
    shelf = CalendarShelf.of(WorkCalendar("desk", "Asia/Shanghai", WEEK, published_until=date(2026, 11, 15)))

    assert not Story(response(due=WallSpan(HOUR)), shelf=shelf).registered().clock("response").is_provisional


# REQ SD-7 CS-7
def test_a_calendar_that_the_promise_names_counts_before_the_contracts():
    story = Story(response(calendar="24x7")).registered("16 17:00", calendar="desk")

    assert story.clock("response").due_at == beijing("16 19:00")


# REQ BX-1
def test_what_is_broken_is_not_counted_again_by_another_calendar_nor_by_a_merge():
    story = (
        Story(response())
        .registered("16 11:00")
        .tell("17 09:00", "contract_changed", fields={"calendar": "24x7"})
    )
    story.tell("17 10:00", "absorbed", earliest={"": beijing("16 09:00").isoformat()}, starts={})

    clock = story.clock("response")
    assert (clock.started_at, clock.due_at) == (beijing("16 11:00"), beijing("16 14:00"))
    assert story.told(None, "clock.recalculated") == []


# REQ SD-30 BX-1
def test_what_each_receipt_starts_anew_is_not_moved_by_a_merge():
    receipt = response(restarts=True, starts_on=on("ticket.handed"))
    story = Story(receipt).registered().tell("16 14:00", "handed")
    story.tell("16 14:10", "absorbed", earliest={"": beijing("16 09:00").isoformat()},
               starts={"response": beijing("16 10:00").isoformat()})  # fmt: skip

    assert story.clock("response").due_at == beijing("16 16:00")


def test_the_wall_and_the_desk_are_different_clocks():
    assert ALWAYS.is_open_at(beijing("16 18:00"))
    desk = WorkCalendar("desk", "Asia/Shanghai", WEEK)
    assert desk.is_open_at(beijing("16 18:00") - timedelta(microseconds=1))
    assert not desk.is_open_at(beijing("16 18:00"))  # closing time itself is closed


# REQ BX-1
def test_what_comes_late_leaves_the_calendar_that_counted_when_the_matter_was_first_told():
    first, longer = (
        WorkCalendar("desk", "Asia/Shanghai", week, version=number) for number, week in ((1, WEEK), (2, LATE))
    )
    shelf = CalendarShelf(
        [Published(first, beijing("2026-01-01 00:00")), Published(longer, beijing("16 12:00"))]
    )
    story = Story(response(12 * HOUR), shelf=shelf).registered("16 09:00")
    story.tell("16 09:30", "noted", recorded="16 13:00").tell("16 09:10", "noted", recorded="16 13:10")

    clock = story.clock("response")
    assert (clock.calendar_version, clock.due_at) == (1, beijing("17 14:00"))


# REQ BX-1
def test_what_comes_late_and_bears_on_nothing_leaves_the_breach_that_fell_meanwhile():
    story = (
        Story(response())
        .registered()
        .tell("16 10:00", "noted")
        .tell("16 09:30", "noted", recorded="16 12:00")
    )

    clock = story.clock("response")
    assert (clock.breached_at, clock.breach_withdrawn_at) == (beijing("16 11:00"), None)


# REQ BX-1
def test_what_comes_late_leaves_the_order_of_what_happened_at_one_instant():
    story = Story(response()).registered().suspended("16 10:00").resumed("16 10:00")
    story.suspended("16 10:20").resumed("16 10:20").tell("16 09:30", "noted", recorded="16 10:30")

    clock = story.clock("response")
    assert (clock.status, clock.due_at) == (ClockStatus.RUNNING, beijing("16 11:00"))


# REQ BX-1
def test_a_breach_is_withdrawn_once_by_what_first_disproved_it():
    story = Story(response()).registered().tell("16 10:30", "taken", recorded="16 12:00")
    story.tell("16 10:00", "noted", recorded="16 13:00")

    clock = story.clock("response")
    assert (clock.breach_withdrawn_by, clock.breach_withdrawn_at) == (2, beijing("16 12:00"))
    assert story.told(None, "clock.breach_withdrawn") == [("clock.breach_withdrawn", beijing("16 12:00"))]


# REQ BX-1 SD-14
def test_a_stage_that_fell_before_an_undo_does_not_fall_again_when_that_is_undone():
    later = response(
        starts_on=on("ticket.noted"), meets_on=on("ticket.replied"), stages=(Stage("half", Point(0.5)),)
    )
    story = Story(later).registered().tell("16 10:00", "noted")
    story.tell("16 11:30", "undone", undoes=[2]).tell("16 11:40", "undone", undoes=[3])

    assert story.told("16 11:50", "clock.warned") == [("clock.warned", beijing("16 11:00"))]
    assert story.clock("response", until="16 11:50").status is ClockStatus.RUNNING
