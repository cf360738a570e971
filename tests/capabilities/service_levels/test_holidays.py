"""Holidays ship with the product, next year's are missed from November on, and promises move when they are known."""

from datetime import date

import pytest

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import import_holidays, rebuild
from shouwen.capabilities.service_levels.commands.recounting import recount
from shouwen.capabilities.service_levels.models import CalendarVersion, HolidayTable
from shouwen.capabilities.service_levels.queries import holiday_warnings
from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood
from tests.capabilities.service_levels.makers import (
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    told_by_clocks,
)

pytestmark = pytest.mark.django_db

KEEPER = Actor(kind="person", id=2, grants=frozenset({"service_levels.keep_calendars"}))
NEW_YEAR_2027 = [{"on": "2027-01-01", "is": "closed", "name": "New Year's Day"}]


def import_2027(regulation, days=NEW_YEAR_2027, actor=KEEPER, at="2026-12-20 09:00"):
    with fixed_at(beijing(at)):
        return import_holidays(
            region="cn",
            year=2027,
            days=days,
            source="notice",
            regulation=regulation,
            actor=actor,
            at=beijing(at),
        )


def test_next_years_holidays_are_missed_from_november_on():  # REQ BX-1
    regulation = a_regulation()
    a_ticket_subject(regulation)

    assert holiday_warnings(regulation=regulation, today=date(2026, 10, 31)) == []
    assert holiday_warnings(regulation=regulation, today=date(2026, 11, 1)) == [
        ("office", "next_year_missing")
    ]
    assert holiday_warnings(regulation=regulation, today=date(2027, 1, 1)) == [("office", "year_missing")]

    import_2027(regulation)
    assert holiday_warnings(regulation=regulation, today=date(2026, 12, 21)) == []


def test_a_promise_beyond_the_published_holidays_is_provisional_and_moves_when_they_are_known():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation, "2026-12-31 17:00", level="low")
    before = clock_of(subject, "response")

    import_2027(regulation, at="2026-12-31 17:30")
    with fixed_at(beijing("2026-12-31 17:31")):
        moved = sum(recount(at=beijing("2026-12-31 17:31")))
        again = sum(recount(at=beijing("2026-12-31 17:31")))

    after = clock_of(subject, "response")
    assert (before.due_at, before.is_provisional) == (beijing("2027-01-01 12:00"), True)
    assert (after.due_at, after.is_provisional) == (beijing("2027-01-04 12:00"), False)
    assert (moved, again) == (1, 0)
    assert len(told_by_clocks(subject, "clock.recalculated")) == 2
    assert rebuild(at=beijing("2027-01-31 09:00")) == []


def test_who_comes_before_keeps_his_calendar_until_told():
    regulation = a_regulation()
    early = a_ticket_subject(regulation, "2026-12-10 09:00")
    import_2027(regulation)
    late = a_ticket_subject(regulation, "2026-12-21 09:00")

    assert (clock_of(early, "response").calendar_version, clock_of(late, "response").calendar_version) == (
        1,
        2,
    )


def test_a_calendar_that_says_nothing_new_gets_no_version():
    regulation = a_regulation()
    a_ticket_subject(regulation)
    import_2027(regulation)
    import_2027(regulation, at="2026-12-21 09:00")

    assert list(CalendarVersion.objects.filter(code="office").values_list("version", flat=True)) == [1, 2]
    assert HolidayTable.objects.filter(year=2027).count() == 2


@pytest.mark.parametrize(
    "days",
    [
        [{"on": "2026-01-01", "is": "closed"}],
        [{"on": "1 January", "is": "closed"}],
        [{"on": "2027-01-01", "is": "open"}],
        [{"on": "2027-01-01", "is": "own_hours"}],
        [{"on": "2027-01-01", "is": "own_hours", "hours": "9:00-12:00"}],
        [{"on": "2027-01-01", "is": "make_up", "weekday": "x"}],
        [{"on": "2027-01-01", "is": "closed", "note": "x"}],
        [{"on": "2027-01-01", "is": "closed"}, {"on": "2027-01-01", "is": "make_up"}],
    ],
)
def test_a_table_that_is_wrong_is_refused_and_nothing_kept(days):
    regulation = a_regulation()

    with pytest.raises(HolidaysNotUnderstood):
        import_2027(regulation, days)

    assert not HolidayTable.objects.filter(year=2027).exists()


def test_only_who_may_keeps_holidays():
    regulation = a_regulation()

    with pytest.raises(NotPermitted):
        import_2027(regulation, actor=Actor(kind="person", id=3))

    import_2027(regulation, actor=SYSTEM)
