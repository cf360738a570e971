"""Who works when: plans, midnight, leave, zones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.people import ports
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.commands.duty import Shift, give_leave, set_weekly_plan, withdraw_leave
from shouwen.capabilities.people.commands.skills import name_skill, prove_skill
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import (
    DutySpan,
    actor_of,
    colleagues,
    duty_spans,
    is_on_duty,
    next_duty,
    on_duty,
    who_is_on_duty,
)
from tests.capabilities.people.makers import MONDAY_9, SUNDAY_9, a_person, a_team

pytestmark = [pytest.mark.django_db, pytest.mark.req("RS-13")]


@pytest.fixture(autouse=True)
def nobody_keeps_a_calendar(monkeypatch):
    """Weekly plans and leave alone; what holidays do to them is told where calendars are kept."""
    monkeypatch.setattr(ports, "_asked", [])


HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
ALWAYS = date(2026, 1, 1)


def plan(person: Person, *shifts: Shift, **details: object) -> None:
    details = {"valid_from": ALWAYS, **details}
    set_weekly_plan(person=person, shifts=shifts, actor=SYSTEM, at=SUNDAY_9, **details)  # type: ignore[arg-type]


def test_duty_begins_at_its_start_and_is_over_at_its_end():
    person = a_person()  # Monday to Friday, 9 to 17 in Shanghai

    found = [
        is_on_duty(person, at=MONDAY_9 + span) for span in (-INSTANT, 0 * HOUR, 8 * HOUR - INSTANT, 8 * HOUR)
    ]

    assert found == [False, True, True, False]


def test_nobody_without_a_plan_is_on_duty():
    assert not is_on_duty(a_person(on_duty=False), at=MONDAY_9)


def test_a_shift_across_midnight_belongs_to_the_day_it_began():
    person = a_person(on_duty=False)
    plan(person, Shift(7, time(20), time(8)))
    sunday_20 = SUNDAY_9 + 11 * HOUR

    found = [
        is_on_duty(person, at=sunday_20 + span)
        for span in (-INSTANT, 0 * HOUR, 12 * HOUR - INSTANT, 12 * HOUR)
    ]

    assert found == [False, True, True, False]


def test_equal_times_mean_twenty_four_hours_and_touching_shifts_are_one_stretch():
    person = a_person(on_duty=False)
    plan(person, *(Shift(day, time(8), time(8)) for day in range(1, 8)))

    spans = duty_spans(person_ids=[person.pk], start=MONDAY_9, end=MONDAY_9 + 72 * HOUR)

    assert spans == {person.pk: [DutySpan(MONDAY_9, MONDAY_9 + 72 * HOUR)]}


def test_leave_cuts_duty_until_it_is_withdrawn():
    person = a_person()
    leave = give_leave(
        person=person, starts_at=MONDAY_9 + 2 * HOUR, ends_at=MONDAY_9 + 4 * HOUR, reason="illness",
        actor=SYSTEM, at=SUNDAY_9,
    )  # fmt: skip

    cut = duty_spans(person_ids=[person.pk], start=MONDAY_9, end=MONDAY_9 + 24 * HOUR)
    withdraw_leave(leave=leave, actor=SYSTEM, at=SUNDAY_9)
    whole = duty_spans(person_ids=[person.pk], start=MONDAY_9, end=MONDAY_9 + 24 * HOUR)

    assert cut[person.pk] == [
        DutySpan(MONDAY_9, MONDAY_9 + 2 * HOUR),
        DutySpan(MONDAY_9 + 4 * HOUR, MONDAY_9 + 8 * HOUR),
    ]
    assert whole[person.pk] == [DutySpan(MONDAY_9, MONDAY_9 + 8 * HOUR)]


def test_next_duty_is_the_present_stretch_or_the_coming_one(django_assert_num_queries):
    working, resting, absent = a_person(), a_person(on_duty=False), a_person(on_duty=False)
    plan(resting, Shift(3, time(9), time(12)))

    with django_assert_num_queries(1):
        found = next_duty(person_ids=[working.pk, resting.pk, absent.pk], at=MONDAY_9 + HOUR)

    assert found == {
        working.pk: DutySpan(MONDAY_9 + HOUR, MONDAY_9 + 8 * HOUR),
        resting.pk: DutySpan(MONDAY_9 + 48 * HOUR, MONDAY_9 + 51 * HOUR),
    }


def test_a_plan_for_a_week_lies_over_the_standing_one():
    person = a_person()
    plan(person, Shift(1, time(13), time(21)), valid_from=date(2026, 11, 23), valid_until=date(2026, 11, 29))
    week = 7 * 24 * HOUR

    found = [is_on_duty(person, at=MONDAY_9 + span) for span in (-week, 0 * HOUR, 4 * HOUR, week)]

    assert found == [True, False, True, True]


def test_a_new_plan_ends_the_former_the_day_before():
    person = a_person()

    plan(person, valid_from=date(2026, 11, 24))

    assert is_on_duty(person, at=MONDAY_9)
    assert not is_on_duty(person, at=MONDAY_9 + 24 * HOUR)


def test_local_time_is_kept_across_the_change_of_the_clocks():
    person = a_person(on_duty=False)
    plan(person, *(Shift(day, time(9), time(17)) for day in range(1, 8)), time_zone="Europe/Berlin")

    winter = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)  # 9:00 CET; the next day is summer time
    summer = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)

    assert [is_on_duty(person, at=at) for at in (winter - INSTANT, winter, summer - INSTANT, summer)] == [
        False, True, False, True,
    ]  # fmt: skip


def test_a_shift_inside_the_hour_that_spring_skips_is_no_error():
    person = a_person(on_duty=False)
    plan(person, Shift(7, time(2, 30), time(3, 10)), time_zone="Europe/Berlin")

    found = duty_spans(
        person_ids=[person.pk],
        start=datetime(2026, 3, 29, tzinfo=UTC),
        end=datetime(2026, 3, 30, tzinfo=UTC),
    )

    assert found == {}


def test_a_disabled_person_is_not_on_duty():
    person = a_person()

    disable_person(person=person, actor=SYSTEM, at=SUNDAY_9)

    assert not is_on_duty(person, at=MONDAY_9)


def test_a_team_shows_who_is_on_duty_in_two_statements(django_assert_num_queries):
    team = a_team()
    working, resting, stranger = a_person("li"), a_person("bo", on_duty=False), a_person("xu")
    for person in (working, resting):
        join_team(person=person, team=team, actor=SYSTEM, at=SUNDAY_9)

    with django_assert_num_queries(2):
        found = on_duty(team=team, at=MONDAY_9)

    assert found == [working]
    assert who_is_on_duty(person_ids=[working.pk, resting.pk, stranger.pk], at=MONDAY_9) == {
        working.pk, stranger.pk,
    }  # fmt: skip


@pytest.mark.req("RS-18")
def test_colleagues_come_with_proved_skills_and_duty_in_one_statement(django_assert_num_queries):
    person, team = a_person("li"), a_team()
    join_team(person=person, team=team, actor=SYSTEM, at=SUNDAY_9)
    for code, expires_on in (("ups", None), ("pumps", date(2026, 11, 23)), ("hvac", date(2026, 11, 24))):
        skill = name_skill(code=code, names={"zh": code, "en": code}, actor=SYSTEM)
        prove_skill(
            person=person, skill=skill, level=2, proved_on=date(2026, 1, 1), expires_on=expires_on,
            actor=SYSTEM, at=SUNDAY_9,
        )  # fmt: skip

    with django_assert_num_queries(1):
        (found,) = colleagues(person_ids=[person.pk], at=SUNDAY_9, today=date(2026, 11, 23))

    assert found.skills == {"ups": 2, "hvac": 2}
    assert found.team_ids == {team.pk}
    assert (found.duty_starts_at, found.duty_ends_at) == (MONDAY_9, MONDAY_9 + 8 * HOUR)
    assert not found.is_on_duty(SUNDAY_9)
    assert found.away_until is None


def test_a_colleague_on_leave_says_until_when_and_one_whose_leave_was_withdrawn_does_not():
    away, back = a_person("li"), a_person("qian")
    for person in (away, back):
        leave = give_leave(
            person=person, starts_at=MONDAY_9, ends_at=MONDAY_9 + 3 * HOUR, actor=SYSTEM, at=SUNDAY_9
        )
    withdraw_leave(leave=leave, actor=SYSTEM, at=SUNDAY_9)

    def until(at: datetime) -> dict[str, datetime | None]:
        found = colleagues(person_ids=[away.pk, back.pk], at=at, today=at.date())
        return {person.name: person.away_until for person in found}

    assert until(MONDAY_9) == {away.name: MONDAY_9 + 3 * HOUR, back.name: None}
    assert until(MONDAY_9 + 3 * HOUR) == {away.name: None, back.name: None}


def test_planning_needs_the_grant_and_sense():
    person = a_person(roles=("agent",))

    with pytest.raises(NotPermitted):
        set_weekly_plan(person=person, shifts=[], valid_from=ALWAYS, actor=actor_of(person), at=SUNDAY_9)
    with pytest.raises(InvalidInput):
        give_leave(person=person, starts_at=MONDAY_9, ends_at=MONDAY_9, actor=SYSTEM, at=SUNDAY_9)

    assert is_on_duty(person, at=MONDAY_9)
