"""New holidays count for what is open: in batches, each by its own regulation, and nothing else about it changes."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import forget_calendars, shelf
from shouwen.capabilities.service_levels.commands import (
    import_holidays,
    left_behind,
    put_into_force,
    rebuild,
    recount,
)
from shouwen.capabilities.service_levels.facts import CALENDARS_PUBLISHED
from shouwen.capabilities.service_levels.models import CalendarVersion, Clock
from tests.capabilities.service_levels.makers import (
    REGULATION,
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    tell,
)
from tests.capabilities.service_levels.test_feeding import statements

pytestmark = pytest.mark.django_db

WITH_EVENINGS = REGULATION.replace('"18:00"', '"20:00"')
ALWAYS = REGULATION.replace("calendars:\n", "desk: {calendar: always}\ncalendars:\n", 1)
A_DAY_OFF = [{"on": "2026-11-17", "is": "closed", "name": "Day off"}]
SEVEN = 7
"""Begin, look for calendars, claim, read clocks, keep what is told with clocks and subjects, keep the deadlines, and
end."""


def take_in(regulation, days=A_DAY_OFF, at="16 10:00"):
    with fixed_at(beijing(at)):
        import_holidays(
            region="cn", year=2026, days=days, source="notice", regulation=regulation, actor=SYSTEM, at=beijing(at)
        )  # fmt: skip


def count_anew(at="16 10:01", **settings) -> int:
    with fixed_at(beijing(at)):
        return sum(recount(at=beijing(at), **settings))


def put_into_force_for_new_ones(text: str, at: str = "16 09:30"):
    with fixed_at(beijing(at)):
        draft = import_regulation(text=text, actor=SYSTEM, at=beijing(at))
        put_into_force(version=draft, actor=SYSTEM, at=beijing(at))
    return regulation_of(draft.pk)


# REQ BX-1 BX-4
def test_what_was_to_stay_gets_the_new_holidays_and_keeps_the_hours_of_its_own_regulation():
    before = a_regulation()
    early = a_ticket_subject(before, "16 09:00")
    after = put_into_force_for_new_ones(WITH_EVENINGS)
    late = a_ticket_subject(after, "16 09:40")
    take_in(after)

    moved = count_anew()

    assert moved == 2
    # 16 h: 8 on Monday till 18, Tuesday off, 8 on Wednesday; with evenings 9:20 on Monday till 20, 6:40 on Wednesday
    assert clock_of(early, "resolution").due_at == beijing("18 18:00")
    assert clock_of(late, "resolution").due_at == beijing("18 16:40")
    assert left_behind(at=beijing("16 10:02")) == 0
    assert rebuild(at=beijing("30 09:00")) == []


# REQ BX-4
def test_a_calendar_changed_for_new_ones_only_moves_nothing_that_is_open():
    before = a_regulation()
    early = a_ticket_subject(before, "16 09:00")
    after = put_into_force_for_new_ones(WITH_EVENINGS)
    a_ticket_subject(after, "16 09:40")

    moved = count_anew()

    assert moved == 0
    assert clock_of(early, "resolution").due_at == beijing("17 18:00")
    assert [fact.name for fact in journal.facts_of(early.pk)].count(CALENDARS_PUBLISHED) == 0


# REQ BX-4
def test_what_is_told_to_those_under_way_counts_for_nobody_new():
    before = a_regulation()
    early = a_ticket_subject(before, "16 09:00")
    after = put_into_force_for_new_ones(WITH_EVENINGS)
    a_ticket_subject(after, "16 09:40")
    take_in(after)
    count_anew()
    forget_calendars()

    tell(early, before, "16 11:00", ("ticket.graded", {"fields": {"class": "fault", "level": "low"}}))
    new = a_ticket_subject(after, "16 12:00")

    assert clock_of(new, "resolution").due_at == beijing("18 19:00")  # 7 h till 20:00, 9 h on Wednesday
    assert (
        shelf(fresh=True).in_force("office", beijing("30 09:00")).version
        == clock_of(new, "resolution").calendar_version
    )
    assert list(
        CalendarVersion.objects.filter(code="office").order_by("version").values_list("is_for_new", flat=True)
    ) == [True, True, True, False]


@pytest.mark.parametrize("many", [1, 30])
def test_a_batch_costs_the_same_few_statements_however_many_move(many):
    regulation = a_regulation()
    for _ in range(1 + many):
        a_ticket_subject(regulation)
    take_in(regulation)

    with fixed_at(beijing("16 10:01")):
        first = recount(at=beijing("16 10:01"), limit=1)
        assert next(first) == 1
        first.close()
        rest = recount(at=beijing("16 10:01"))
        with CaptureQueriesContext(connection) as captured:
            assert next(rest) == many
        told = statements(captured)

    asked_before = next(place for place, told_one in enumerate(told) if "FOR UPDATE SKIP LOCKED" in told_one)
    assert len(told[asked_before:]) == SEVEN - 2


def test_one_that_fails_is_left_as_it_was_and_keeps_nobody_back(caplog):
    regulation = a_regulation()
    broken, sound = a_ticket_subject(regulation), a_ticket_subject(regulation)
    Clock.objects.filter(subject=broken, promise="resolution").update(terms="unheard_of")
    take_in(regulation)

    assert count_anew() == 1
    assert clock_of(sound, "resolution").due_at == beijing("18 18:00")
    assert clock_of(broken, "resolution").due_at == beijing("17 18:00")
    assert [record.message for record in caplog.records] == ["a subject could not be counted anew"]


def test_small_batches_move_each_once():
    regulation = a_regulation()
    subjects = [a_ticket_subject(regulation) for _ in range(5)]
    take_in(regulation)

    with fixed_at(beijing("16 10:01")), transaction.atomic():
        assert list(recount(at=beijing("16 10:01"), limit=2)) == [2, 2, 1]

    for subject in subjects:
        assert [fact.name for fact in journal.facts_of(subject.pk)].count(CALENDARS_PUBLISHED) == 1


# REQ BX-1 BX-4
def test_a_promise_that_begins_later_counts_by_the_holidays_learned_while_no_clock_ran():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    completed = ("ticket.completed", {"fields": {"state": "completed"}})
    tell(subject, regulation, "16 09:10", "ticket.taken", completed, "ticket.call_back_recorded")
    assert not Clock.objects.filter(subject=subject, is_open=True).exists()
    take_in(regulation)

    assert left_behind(at=beijing("16 10:01")) == 1
    assert count_anew() == 1
    tell(subject, regulation, "16 11:00", ("ticket.reopened", {"fields": {"state": "in_progress"}}))

    again = Clock.objects.get(subject=subject, promise="resolution", is_open=True)
    assert again.due_at == beijing("19 11:00")  # 6 h on Monday, Tuesday off, 8 on Wednesday, 2 on Thursday
    assert left_behind(at=beijing("16 11:01")) == 0


# REQ BX-1 BX-4
def test_a_calendar_taken_up_for_the_first_time_later_has_todays_holidays():
    regulation = a_regulation(ALWAYS)
    subject = a_ticket_subject(regulation)
    take_in(regulation)
    assert clock_of(subject, "resolution").calendar == "always"
    assert count_anew() == 1

    tell(subject, regulation, "16 11:00", ("ticket.contract_changed", {"fields": {"calendar": "office"}}))

    assert clock_of(subject, "resolution").due_at == beijing("18 18:00")
    assert rebuild(at=beijing("30 09:00")) == []
