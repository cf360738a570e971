"""Each law of promises, told as a small story: facts happen, and the clocks are what the law says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shouwen.domain.calendars import CLOSED, DayException, WorkCalendar, hours
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import Clock, ClockStatus, FactRecord
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.shelf import CalendarShelf, Published
from shouwen.domain.clocks.terms import (
    CalendarDays,
    DayOfMonth,
    Pausing,
    Point,
    PromiseKind,
    QuietHours,
    Recipient,
    Stage,
    StartFrom,
    Terms,
    TimesADay,
    Trigger,
    WallSpan,
    WorkingDayEnd,
    WorkingSpan,
)

BEIJING = ZoneInfo("Asia/Shanghai")
WEEK = (hours(("9:00", "12:00"), ("13:00", "18:00")),) * 5 + (CLOSED,) * 2
DESK = WorkCalendar("desk", "Asia/Shanghai", WEEK)
ALWAYS = WorkCalendar.day_and_night("24x7", "Asia/Shanghai")
ENDS = (Trigger(facts=frozenset({"ticket.cancelled", "ticket.merged"})),)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def beijing(text: str) -> datetime:
    """An instant of November 2026 by day and local time, as "16 09:00", or a whole date."""
    full = text if len(text) > 10 else f"2026-11-{text}"
    return datetime.strptime(full, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING).astimezone(UTC)


MONDAY_9 = beijing("16 09:00")


def on(*facts: str, **where: str) -> tuple[Trigger, ...]:
    return (
        Trigger(
            facts=frozenset(facts), where=tuple((key, frozenset({value})) for key, value in where.items())
        ),
    )


def level(*levels: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return (("level", frozenset(levels)),)


def response(span: timedelta = 2 * HOUR, **more) -> Terms:
    return Terms(**{
        "code": "response/1", "promise": "response", "subject_kind": "ticket", "due": WorkingSpan(span),
        "starts_on": on("ticket.registered"),
        "meets_on": (Trigger(facts=frozenset({"ticket.taken", "ticket.replied"}), by_people=True),),
        "cancels_on": ENDS, "pauses_while": Pausing(frozenset({"suspended"})),
    } | more)  # fmt: skip


def resolution(span: timedelta = 8 * HOUR, **more) -> Terms:
    return Terms(**{
        "code": "resolution/1", "promise": "resolution", "subject_kind": "ticket", "due": WorkingSpan(span),
        "starts_on": on("ticket.registered", "ticket.reopened"), "meets_on": on("ticket.completed"),
        "cancels_on": ENDS, "pauses_while": Pausing(frozenset({"suspended"})),
    } | more)  # fmt: skip


class Story:
    """Facts of one subject, told one after the other, and the clocks they make."""

    def __init__(
        self, *terms: Terms, shelf: CalendarShelf | None = None, classes: dict[str, str] | None = None
    ) -> None:
        self.book = Book(terms, subject_kind="ticket", desk_calendar="desk", class_calendars=classes)
        self.shelf = shelf or CalendarShelf.of(DESK, ALWAYS)
        self.facts: list[FactRecord] = []

    def tell(
        self, at: str | datetime, name: str, *, by="person", recorded=None, fields=None, **payload
    ) -> Story:
        at = beijing(at) if isinstance(at, str) else at
        recorded_at = beijing(recorded) if recorded else at
        payload |= {"fields": fields} if fields else {}
        self.facts.append(FactRecord(len(self.facts) + 1, f"ticket.{name}", at, recorded_at, by, payload))
        return self

    def registered(self, at: str | datetime = MONDAY_9, **fields) -> Story:
        return self.tell(at, "registered", fields={"state": "new", "level": "S2"} | fields)

    def suspended(self, at: str, reason: str = "customer", until: str | None = None) -> Story:
        until_at = beijing(until).isoformat() if until else None
        return self.tell(at, "suspended", fields={"state": "suspended"}, reason=reason, until=until_at)

    def resumed(self, at: str) -> Story:
        return self.tell(at, "resumed", fields={"state": "in_progress"})

    def fold(self, until: str | None = None) -> Fold:
        return replay(self.facts, self.book, self.shelf, until=beijing(until) if until else None)

    def clocks(self, promise: str, until: str | None = None) -> list[Clock]:
        return [clock for clock in self.fold(until).clocks.values() if clock.promise == promise]

    def clock(self, promise: str, until: str | None = None) -> Clock:
        (clock,) = self.clocks(promise, until)
        return clock

    def told(self, until: str | None = None, *names: str) -> list[tuple[str, datetime]]:
        return [(one.name, one.at) for one in self.fold(until).derived if not names or one.name in names]


def test_a_promise_starts_with_its_fact_and_is_met_by_another():  # REQ BX-1, SD-7
    story = Story(response()).registered().tell("16 10:30", "taken")

    clock = story.clock("response", until="20 09:00")

    assert (clock.due_at, clock.status, clock.met_at) == (
        beijing("16 11:00"),
        ClockStatus.MET,
        beijing("16 10:30"),
    )
    assert clock.breached_at is None


def test_a_breach_falls_at_the_due_time_however_late_it_is_noticed():  # REQ BX-1
    story = Story(response()).registered()

    assert story.clock("response", until="16 13:00").breached_at == beijing("16 11:00")
    assert story.told("18 09:00", "clock.breached") == [("clock.breached", beijing("16 11:00"))]


def test_breached_then_met_keeps_both_instants():  # REQ BX-1
    clock = Story(response()).registered().tell("16 11:45", "taken").clock("response")

    assert (clock.status, clock.breached_at, clock.met_at) == (
        ClockStatus.MET, beijing("16 11:00"), beijing("16 11:45"))  # fmt: skip


def test_met_in_the_same_instant_as_due_is_met():  # REQ BX-1
    clock = Story(response()).registered().tell("16 11:00", "taken").clock("response", until="17 09:00")

    assert (clock.status, clock.breached_at) == (ClockStatus.MET, None)


def test_registered_at_the_closing_minute_counts_from_the_next_opening():  # REQ BX-1
    assert Story(response()).registered("20 18:00").clock("response").due_at == beijing("23 11:00")
    assert Story(response()).registered("20 17:59").clock("response").due_at == beijing("23 10:59")


def test_registered_in_a_holiday_and_on_a_make_up_saturday():  # REQ BX-1
    days = {date(2026, 11, 17): DayException.closed("x"), date(2026, 11, 21): DayException.like_weekday(1)}
    shelf = CalendarShelf.of(WorkCalendar("desk", "Asia/Shanghai", WEEK, days))

    assert Story(response(), shelf=shelf).registered("17 10:00").clock("response").due_at == beijing(
        "18 11:00"
    )
    assert Story(response(), shelf=shelf).registered("21 10:00").clock("response").due_at == beijing(
        "21 12:00"
    )


def test_on_new_years_eve_with_next_years_holidays_unknown_the_due_time_is_provisional():  # REQ BX-1
    shelf = CalendarShelf.of(WorkCalendar("desk", "Asia/Shanghai", WEEK, published_until=date(2026, 12, 31)))

    clock = Story(response(), shelf=shelf).registered("2026-12-31 17:00").clock("response")

    assert (clock.due_at, clock.is_provisional) == (beijing("2027-01-01 10:00"), True)


def test_published_holidays_move_a_provisional_due_time_by_a_fact():  # REQ BX-1
    first = WorkCalendar("desk", "Asia/Shanghai", WEEK, published_until=date(2026, 12, 31), version=1)
    second = WorkCalendar(
        "desk",
        "Asia/Shanghai",
        WEEK,
        {date(2027, 1, 1): DayException.closed("New Year")},
        date(2027, 12, 31),
        version=2,
    )
    shelf = CalendarShelf(
        [Published(first, beijing("2026-01-01 00:00")), Published(second, beijing("2026-12-31 17:30"))]
    )
    story = Story(response(), shelf=shelf).registered("2026-12-31 17:00")

    story.tell("2026-12-31 17:30", "calendar_published", calendars={"desk": 2})

    clock = story.clock("response")
    assert (clock.due_at, clock.is_provisional) == (beijing("2027-01-04 10:00"), False)
    assert [one.payload["because"] for one in story.fold().derived if one.name == "clock.recalculated"] == [
        "calendar_published"
    ]


def test_an_answer_that_also_suspends_meets_the_promise_whichever_fact_is_written_first():  # REQ BX-1
    answer_first = Story(response()).registered().tell("16 10:00", "replied").suspended("16 10:00")
    pause_first = Story(response()).registered().suspended("16 10:00").tell("16 10:00", "replied")

    for story in (answer_first, pause_first):
        clock = story.clock("response", until="30 09:00")
        assert (clock.status, clock.met_at, clock.breached_at) == (ClockStatus.MET, beijing("16 10:00"), None)


def test_one_fact_that_answers_and_pauses_meets_first():
    story = Story(response(meets_on=on("ticket.suspended"))).registered().suspended("16 10:00")

    assert story.clock("response").status is ClockStatus.MET


@pytest.mark.parametrize("message", [{"by": "system"}, {"automatic": True}])
def test_automatic_messages_never_meet_a_promise_that_asks_for_people(message):  # REQ BX-1
    clock = (
        Story(response())
        .registered()
        .tell("16 09:01", "replied", **message)
        .clock("response", until="16 12:00")
    )

    assert (clock.status, clock.breached_at) == (ClockStatus.RUNNING, beijing("16 11:00"))


def test_a_progress_update_counts_only_if_it_says_something():  # REQ SA-11
    update = resolution(
        code="update/1", promise="update",
        meets_on=(Trigger(facts=frozenset({"ticket.progress_updated"}), substantial=True),))  # fmt: skip
    story = Story(update).registered().tell("16 10:00", "progress_updated", substantial=False)

    assert story.clock("update").status is ClockStatus.RUNNING
    assert (
        story.tell("16 11:00", "progress_updated", substantial=True).clock("update").status is ClockStatus.MET
    )


def test_paused_time_does_not_count():  # REQ BX-1
    story = Story(response()).registered().suspended("16 10:00")

    paused = story.clock("response", until="17 09:00")
    resumed = story.resumed("17 14:00").clock("response")

    assert (paused.status, paused.due_at, paused.breached_at) == (ClockStatus.PAUSED, None, None)
    assert resumed.due_at == beijing("17 15:00")
    assert [(p.from_at, p.to_at, p.reason) for p in resumed.pauses] == [
        (beijing("16 10:00"), beijing("17 14:00"), "customer")
    ]


def test_only_the_reasons_named_stop_the_clock():
    terms = response(pauses_while=Pausing(frozenset({"suspended"}), frozenset({"customer"})))

    assert (
        Story(terms).registered().suspended("16 10:00", "parts").clock("response").status
        is ClockStatus.RUNNING
    )
    assert (
        Story(terms).registered().suspended("16 10:00", "customer").clock("response").status
        is ClockStatus.PAUSED
    )


def test_a_pause_with_an_end_ends_by_itself():  # REQ BX-1
    story = Story(response()).registered().suspended("16 10:00", until="17 09:00")

    clock = story.clock("response", until="17 09:30")

    assert (clock.status, clock.due_at) == (ClockStatus.RUNNING, beijing("17 10:00"))
    assert ("clock.pause_expired", beijing("17 09:00")) in story.told("17 09:30")


def test_a_later_resume_after_the_end_of_the_pause_changes_nothing_more():
    story = Story(response()).registered().suspended("16 10:00", until="17 09:00").resumed("17 09:45")

    assert story.clock("response").due_at == beijing("17 10:00")


def test_stopped_with_nothing_left_it_is_due_at_once_when_it_goes_on():
    story = Story(response()).registered().suspended("16 11:00").resumed("17 09:00")

    assert story.clock("response", until="17 09:01").breached_at == beijing("17 09:00")


def test_a_higher_level_gives_a_shorter_promise_from_the_registration_with_its_pauses():  # REQ SD-6
    terms = (
        response(8 * HOUR, code="response/1", condition=level("S3")),
        response(4 * HOUR, code="response/2", condition=level("S1")),
    )
    story = Story(*terms).registered(level="S3").suspended("16 10:00").resumed("16 11:00")
    story.tell("16 11:30", "graded", fields={"level": "S1"})

    old, new = story.clocks("response")

    assert (old.status, old.cancelled_because) == (ClockStatus.CANCELLED, "superseded")
    assert (new.started_at, new.begun_at, new.due_at) == (MONDAY_9, beijing("16 11:30"), beijing("16 15:00"))
    assert len(new.pauses) == 1


def test_a_promise_may_ask_to_start_at_the_change():
    terms = (
        response(8 * HOUR, code="response/1", condition=level("S3")),
        response(1 * HOUR, code="response/2", condition=level("S1"), start_from=StartFrom.NOW),
    )
    story = Story(*terms).registered(level="S3").tell("16 11:00", "graded", fields={"level": "S1"})

    assert story.clocks("response")[1].due_at == beijing("16 12:00")


def test_a_promise_given_late_cannot_be_broken_before_it_was_given():
    terms = (
        response(8 * HOUR, code="response/1", condition=level("S3")),
        response(1 * HOUR, code="response/2", condition=level("S1")),
    )
    story = Story(*terms).registered(level="S3").tell("16 11:00", "graded", fields={"level": "S1"})

    new = story.clocks("response", until="16 11:01")[1]

    assert (new.due_at, new.breached_at) == (beijing("16 10:00"), beijing("16 11:00"))


def test_priority_raised_after_the_breach_keeps_the_breach_and_fires_each_stage_once():  # REQ SD-6
    terms = (
        response(1 * HOUR, code="response/1", condition=level("S3")),
        response(HOUR / 2, code="response/2", condition=level("S1")),
    )
    story = Story(*terms).registered(level="S3").tell("16 11:00", "graded", fields={"level": "S1"})

    old, new = story.clocks("response", until="16 15:00")

    assert (old.status, old.breached_at, old.fired) == (ClockStatus.CANCELLED, beijing("16 10:00"), ["due"])
    assert (new.breached_at, new.fired) == (beijing("16 11:00"), ["due"])


def test_a_promise_already_kept_is_not_given_again_by_a_new_level():
    terms = (
        response(8 * HOUR, code="response/1", condition=level("S3")),
        response(1 * HOUR, code="response/2", condition=level("S1")),
    )
    story = Story(*terms).registered(level="S3").tell("16 09:30", "taken")
    story.tell("16 12:00", "graded", fields={"level": "S1"})

    assert story.clock("response").status is ClockStatus.MET


def test_a_level_without_promise_cancels_with_the_reason():  # REQ BX-1
    story = Story(response(condition=level("S1"))).registered(level="S1")
    story.tell("16 09:30", "graded", fields={"level": "S4"})

    assert story.clock("response").cancelled_because == "no_longer_applies"


@pytest.mark.parametrize(
    ("field", "before", "after", "fact"),
    [
        ("class", "fault", "inquiry", "graded"),
        ("level", "S1", "S4", "graded"),
        ("contract", "HT-1", "HT-2", "contract_changed"),
        ("service_level", "vip", "standard", "contract_changed"),
        ("team", "first_line", "second_line", "handed_over"),
        ("product", "his", "pacs", "graded"),
    ],
)
def test_whatever_a_condition_names_is_matched_again_when_it_changes(
    field, before, after, fact
):  # REQ BX-1, SD-6
    terms = (
        response(2 * HOUR, code="response/1", condition=((field, frozenset({before})),)),
        response(6 * HOUR, code="response/2", condition=((field, frozenset({after})),)),
    )
    story = Story(*terms).registered(**{field: before}).tell("16 09:30", fact, fields={field: after})

    old, new = story.clocks("response")
    assert (old.cancelled_because, old.cancelled_at) == ("superseded", beijing("16 09:30"))
    assert (new.started_at, new.due_at) == (MONDAY_9, beijing("16 16:00"))
    assert [name for name, _at in story.told("16 09:30")] == [
        "clock.started", "clock.cancelled", "clock.started",
    ]  # fmt: skip


def test_no_promise_is_visible_as_such():  # REQ BX-1
    clock = Story(response(due=None)).registered().clock("response", until="30 09:00")

    assert (clock.status, clock.is_promised, clock.due_at, clock.breached_at) == (
        ClockStatus.RUNNING,
        False,
        None,
        None,
    )


def test_an_s1_around_the_clock_becomes_an_s3_in_desk_hours():  # REQ BX-10
    terms = (
        resolution(4 * HOUR, code="resolution/1", condition=level("S1"), calendar="24x7"),
        resolution(16 * HOUR, code="resolution/2", condition=level("S3")),
    )
    story = (
        Story(*terms).registered("20 17:00", level="S1").tell("20 19:00", "graded", fields={"level": "S3"})
    )

    first, second = story.clocks("resolution")

    assert (first.calendar, first.cancelled_at) == ("24x7", beijing("20 19:00"))
    assert (second.calendar, second.due_at) == ("desk", beijing("24 17:00"))


def test_a_contract_with_another_calendar_recounts_from_the_start_with_its_pauses():  # REQ BX-10
    story = Story(response(8 * HOUR)).registered("16 17:00").suspended("16 17:30").resumed("16 20:30")
    story.tell("16 21:00", "contract_changed", fields={"calendar": "24x7"})

    clock = story.clock("response")

    assert (clock.calendar, clock.due_at) == ("24x7", beijing("17 04:00"))
    assert [one.payload["because"] for one in story.fold().derived if one.name == "clock.recalculated"] == [
        "calendar_changed"
    ]


def test_the_contracts_calendar_counts_before_the_classs_and_that_before_the_desks():  # REQ BX-10
    classes = {"fault": "24x7"}

    assert Story(response(), classes=classes).registered().clock("response").calendar == "desk"
    assert (
        Story(response(), classes=classes).registered(**{"class": "fault"}).clock("response").calendar
        == "24x7"
    )
    by_contract = Story(response(), classes=classes).registered(**{"class": "fault", "calendar": "desk"})
    assert by_contract.clock("response").calendar == "desk"


def test_a_wall_span_runs_at_night_and_in_holidays():  # REQ DP-7, BX-10
    assert Story(response(due=WallSpan(24 * HOUR))).registered("20 17:00").clock(
        "response"
    ).due_at == beijing("21 17:00")


def test_response_counts_from_the_time_of_occurrence_when_told():  # REQ SD-7
    story = Story(response(starts_at="occurred_at"))
    story.tell("16 10:00", "registered", fields={"state": "new"}, occurred_at=beijing("16 09:00").isoformat())

    clock = story.clock("response")

    assert (clock.started_at, clock.begun_at, clock.due_at) == (
        MONDAY_9,
        beijing("16 10:00"),
        beijing("16 11:00"),
    )


def team_promise() -> Terms:
    return Terms(
        code="team/1",
        promise="team",
        subject_kind="ticket",
        due=WorkingSpan(2 * HOUR),
        kind=PromiseKind.OLA,
        restarts=True,
        starts_on=on("ticket.hand_over_accepted"),
        meets_on=on("ticket.handed_over", "ticket.completed"),
    )


def test_teams_handing_over_in_circles_each_run_their_own_clock_at_receipt():  # REQ RS-16
    story = Story(team_promise(), resolution()).registered()
    for at, team in (("16 10:00", "second"), ("16 11:00", "third"), ("16 14:30", "second")):
        story.tell(at, "handed_over")
        story.tell(at, "hand_over_accepted", fields={"team": team})

    teams, across = story.clocks("team", until="16 18:00"), story.clock("resolution", until="16 18:00")

    assert [(c.started_at, c.status, c.breached_at) for c in teams] == [
        (beijing("16 10:00"), ClockStatus.MET, None),
        (beijing("16 11:00"), ClockStatus.MET, beijing("16 14:00")),
        (beijing("16 14:30"), ClockStatus.RUNNING, beijing("16 16:30")),
    ]
    assert across.started_at == MONDAY_9


def daily(**more) -> Terms:
    return Terms(**{
        "code": "update/1", "promise": "update", "subject_kind": "ticket", "due": TimesADay(1, same_day=True),
        "starts_on": on("ticket.registered"), "meets_on": on("ticket.contacted"), "cancels_on": on("ticket.closed"),
        "pauses_while": Pausing(frozenset({"suspended"})),
    } | more)  # fmt: skip


def test_a_daily_promise_is_one_clock_a_working_day():  # REQ SA-11
    story = Story(daily()).registered("19 10:00").tell("19 11:00", "contacted").tell("23 15:00", "contacted")

    found = [(c.period, c.due_at, c.met_at, c.breached_at) for c in story.clocks("update", until="23 17:00")]

    assert found == [
        (0, beijing("19 18:00"), beijing("19 11:00"), None),
        (1, beijing("20 18:00"), None, beijing("20 18:00")),
        (2, beijing("23 18:00"), beijing("23 15:00"), None),
    ]


def test_two_contacts_each_open_day_after_the_day_of_acceptance():  # REQ SD-17, BX-10
    story = Story(daily(due=TimesADay(2))).registered("19 10:00").tell("19 11:00", "contacted")
    story.tell("20 10:00", "contacted").tell("20 16:00", "contacted").tell("23 10:00", "contacted")

    found = [(c.due_at, c.status, len(c.turns)) for c in story.clocks("update", until="24 09:00")]

    assert found == [
        (beijing("20 18:00"), ClockStatus.MET, 2),
        (beijing("23 18:00"), ClockStatus.MISSED, 1),
        (beijing("24 18:00"), ClockStatus.RUNNING, 0),
    ]


def test_a_day_whose_closing_falls_into_a_pause_asks_for_nothing():
    story = Story(daily()).registered("16 10:00").tell("16 11:00", "contacted")
    story.suspended("17 10:00").resumed("19 10:00")

    assert [(c.due_at, c.breached_at) for c in story.clocks("update", until="19 11:00")] == [
        (beijing("16 18:00"), None),
        (beijing("19 18:00"), None),
    ]


def test_a_recurring_promise_ends_with_its_cancelling_fact():
    story = Story(daily()).registered("16 10:00").tell("17 11:00", "closed")

    assert [c.status for c in story.clocks("update", until="30 09:00")] == [
        ClockStatus.MISSED,
        ClockStatus.CANCELLED,
    ]


def test_an_exact_day_of_each_month_moves_to_the_next_open_day_or_the_one_before():  # REQ CS-6
    story = Story(daily(due=DayOfMonth(22))).registered("16 10:00")  # 22 November is a Sunday
    before = Story(daily(due=DayOfMonth(25, before=True))).registered("16 10:00")

    assert [c.due_at for c in story.clocks("update", until="2026-12-30 09:00")] == [
        beijing("23 18:00"), beijing("2026-12-22 18:00"), beijing("2027-01-22 18:00")]  # fmt: skip
    assert before.clock("update").due_at == beijing("24 18:00")


def test_by_the_end_of_a_working_day_and_by_a_time_of_it():
    def due(promise):
        return Story(response(due=promise)).registered("20 17:00").clock("response").due_at

    assert due(WorkingDayEnd(0)) == beijing("20 18:00")
    assert due(WorkingDayEnd(1)) == beijing("23 18:00")
    assert due(WorkingDayEnd(1, by=time(10, 0))) == beijing("23 10:00")
    assert due(CalendarDays(days=1)) == beijing("23 18:00")
    assert due(CalendarDays(months=1)) == beijing("2026-12-21 18:00")


def test_merged_in_the_survivor_counts_from_the_earlier_start_and_the_other_is_cancelled():  # REQ BX-1
    survivor = Story(resolution()).registered("16 11:00")
    survivor.tell("16 14:00", "absorbed", earliest_start=MONDAY_9.isoformat())
    other = Story(resolution()).registered().tell("16 14:00", "merged", fields={"state": "merged"})

    assert survivor.clock("resolution").due_at == beijing("16 18:00")
    assert other.clock("resolution").cancelled_because == "ticket.merged"


def test_merged_in_what_began_by_a_later_act_counts_from_the_earlier_such_act_never_from_a_registration():  # REQ BX-1
    contact = response(HOUR, starts_on=on("ticket.taken"), meets_on=on("ticket.contacted"))
    told = {"earliest": {"": MONDAY_9.isoformat()}}

    def due(**absorbed):
        story = Story(contact).registered("16 11:00").tell("16 14:00", "taken")
        return story.tell("16 14:10", "absorbed", **told, **absorbed).clock("response").due_at

    assert due(starts={}) == beijing("16 15:00")
    assert due(starts={"response": beijing("16 13:30").isoformat()}) == beijing("16 14:30")
    assert due(starts={"response": beijing("16 14:05").isoformat()}) == beijing("16 15:00")


def test_a_merge_after_reopening_leaves_the_second_clock_its_start():  # REQ BX-1 SD-15
    story = Story(resolution()).registered().tell("16 12:00", "completed").tell("17 09:00", "reopened")
    story.tell("17 10:00", "absorbed", earliest={"": MONDAY_9.isoformat()}, starts={})

    assert story.clocks("resolution")[1].due_at == beijing("17 18:00")


def test_merging_two_paused_tickets_leaves_the_survivor_paused():
    story = Story(resolution()).registered("16 11:00").suspended("16 12:00")
    story.tell("16 14:00", "absorbed", earliest_start=MONDAY_9.isoformat())

    clock = story.clock("resolution")

    assert (clock.status, clock.position) == (ClockStatus.PAUSED, 3 * HOUR)
    assert story.resumed("17 09:00").clock("resolution").due_at == beijing("17 15:00")


def test_reopening_gives_a_new_clock_linked_to_the_first():  # REQ SD-15
    story = Story(resolution()).registered().tell("16 12:00", "completed").tell("17 09:00", "reopened")

    first, second = story.clocks("resolution")

    assert (first.status, second.follows, second.due_at) == (
        ClockStatus.MET,
        first.begun_by,
        beijing("17 18:00"),
    )


def test_a_late_fact_withdraws_the_breach_it_disproves_and_the_stage_stays_fired():  # REQ BX-1
    warned = Stage("boss", Point(), escalates=True, recipients=(Recipient("role", "desk_manager"),))
    story = Story(response(stages=(warned,))).registered()
    story.tell("16 10:30", "taken", recorded="16 15:00")

    fold = story.fold(until="17 09:00")
    clock = story.clock("response", until="17 09:00")

    assert (clock.met_at, clock.breached_at) == (beijing("16 10:30"), beijing("16 11:00"))
    assert (clock.breach_withdrawn_at, clock.breach_withdrawn_by) == (beijing("16 15:00"), 2)
    assert (clock.is_breached, clock.fired) == (False, ["boss"])
    assert [one.name for one in fold.derived] == [
        "clock.started", "clock.breached", "clock.escalated", "clock.breach_withdrawn", "clock.met"]  # fmt: skip


def test_a_late_fact_that_disproves_nothing_leaves_the_breach():
    clock = Story(response()).registered().tell("16 11:30", "taken", recorded="16 15:00").clock("response")

    assert (clock.met_at, clock.breached_at, clock.is_breached) == (
        beijing("16 11:30"),
        beijing("16 11:00"),
        True,
    )


def test_a_late_pause_moves_the_due_time_and_a_second_breach_counts():
    story = Story(response()).registered().tell("16 14:00", "noted")
    story.tell("16 10:00", "suspended", recorded="16 14:30", fields={"state": "suspended"}, reason="customer")
    story.tell("16 14:00", "resumed", recorded="16 14:30", fields={"state": "in_progress"})

    withdrawn, again = story.clock("response", until="16 14:45"), story.clock("response", until="16 18:00")

    assert (withdrawn.due_at, withdrawn.is_breached) == (beijing("16 15:00"), False)
    assert (again.breached_at, again.is_breached) == (beijing("16 15:00"), True)


def test_undo_annuls_a_fact_and_what_it_did_to_the_clocks():  # REQ BX-1
    story = (
        Story(response(), resolution())
        .registered()
        .tell("16 10:00", "completed", fields={"state": "completed"})
    )
    story.tell("16 10:00", "taken").tell("16 10:01", "undone", undoes=[2, 3])

    assert story.clock("resolution").status is ClockStatus.RUNNING
    assert story.clock("response", until="16 12:00").breached_at == beijing("16 11:00")


def test_a_clock_begun_by_an_undone_fact_is_cancelled_as_annulled():
    story = (
        Story(team_promise())
        .registered()
        .tell("16 10:00", "hand_over_accepted")
        .tell("16 10:01", "undone", undoes=2)
    )

    assert story.clock("team").cancelled_because == "annulled"
    assert story.tell("16 10:02", "undone", undoes=3).clock("team").status is ClockStatus.RUNNING


def test_warnings_and_escalations_fire_once_with_their_true_time_before_and_after_due():  # REQ SD-14
    stages = (
        Stage("half", Point(share=0.5)),
        Stage("soon", Point(offset=-10 * MINUTE)),
        Stage("leader", Point(), escalates=True, recipients=(Recipient("team_leader"),)),
        Stage("manager", Point(offset=HOUR), escalates=True, recipients=(Recipient("role", "desk_manager"),)),
    )
    story = Story(response(stages=stages)).registered()

    assert story.told("20 09:00", "clock.warned", "clock.breached", "clock.escalated") == [
        ("clock.warned", beijing("16 10:00")),
        ("clock.warned", beijing("16 10:50")),
        ("clock.breached", beijing("16 11:00")),
        ("clock.escalated", beijing("16 11:00")),
        ("clock.escalated", beijing("16 12:00")),
    ]


def test_stages_after_the_breach_wait_out_a_pause():
    stage = Stage("manager", Point(offset=HOUR), escalates=True)
    story = Story(response(stages=(stage,))).registered().suspended("16 11:30").resumed("16 14:00")

    assert story.told("17 09:00", "clock.escalated") == [("clock.escalated", beijing("16 14:30"))]


def test_an_escalation_waits_for_the_end_of_the_quiet_hours_unless_the_level_is_loud():
    stage = Stage("boss", Point(), escalates=True)
    quiet = QuietHours(time(22, 0), time(8, 0), loud=level("S1"))
    terms = response(due=WallSpan(2 * HOUR), stages=(stage,), quiet=quiet)

    def told(**fields):
        return (
            Story(terms)
            .registered("16 21:00", **fields)
            .told("17 12:00", "clock.breached", "clock.escalated")
        )

    assert told() == [("clock.breached", beijing("16 23:00")), ("clock.escalated", beijing("17 08:00"))]
    assert told(level="S1")[1] == ("clock.escalated", beijing("16 23:00"))


def test_a_step_whose_condition_does_not_hold_tells_nobody():
    stage = Stage("boss", Point(), escalates=True, condition=level("S1"))

    assert Story(response(stages=(stage,))).registered().told("17 09:00", "clock.escalated") == []


def test_a_date_typed_by_hand_stays_when_level_and_pauses_change():  # REQ SD-13
    terms = (
        response(8 * HOUR, code="response/1", condition=level("S3")),
        response(1 * HOUR, code="response/2", condition=level("S1")),
    )
    story = Story(*terms).registered(level="S3")
    story.tell(
        "16 09:30",
        "promise_set",
        promise_set={"promise": "response", "due_at": beijing("18 12:00").isoformat()},
    )
    story.tell("16 10:00", "graded", fields={"level": "S1"}).suspended("16 10:30").resumed("17 17:00")

    clock = story.clock("response", until="18 12:01")

    assert (clock.by_hand, clock.due_at, clock.breached_at) == (
        True,
        beijing("18 12:00"),
        beijing("18 12:00"),
    )


def test_a_day_of_23_hours_makes_a_wall_span_end_an_hour_later_on_the_wall():
    berlin = WorkCalendar.day_and_night("berlin", "Europe/Berlin")
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    story = Story(response(24 * HOUR, calendar="berlin"), shelf=CalendarShelf.of(DESK, berlin)).registered(
        start
    )

    due_at = story.clock("response").due_at

    assert due_at is not None
    assert due_at.astimezone(ZoneInfo("Europe/Berlin")).time() == time(13, 0)
