"""The clocks of the five presets on one day: what the clauses say is what falls due."""

from datetime import date

import pytest

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Subject
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import adopt_preset
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.capabilities.service_levels.commands import fire_due, rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.domain.calendars import next_open_day
from tests.capabilities.service_levels.makers import NEW_YEAR, beijing, clock_of, tell

pytestmark = pytest.mark.django_db

PRESETS = ("desk", "sla", "always-on", "dealer", "software", "default")


def under(code: str) -> Compiled:
    with fixed_at(NEW_YEAR):
        return regulation_of(adopt_preset(code=code, actor=SYSTEM, at=NEW_YEAR).pk)


def a_fault(regulation: Compiled, level: str, at: str = "23 09:00", klass: str = "fault") -> Subject:
    with fixed_at(beijing(at)):
        subject = journal.open_subject("ticket")
    fields = {"state": "new", "class": klass, "level": level, "channel": "phone", "service_level": "standard"}
    registered = {"fields": fields, "reported_at": beijing(at).isoformat()}
    accepted = {"fields": {"state": "accepted"}}
    tell(subject, regulation, at, ("ticket.registered", registered), ("ticket.accepted", accepted))
    return subject


@pytest.mark.parametrize("code", PRESETS)
def test_every_calendar_of_a_preset_opens(code):  # REQ BX-10
    regulation = under(code)

    for calendar in regulation.document.calendars:
        monday = date(2026, 11, 23)
        assert next_open_day(monday, shelf_for(regulation).in_force(calendar, NEW_YEAR)) == monday


@pytest.mark.parametrize("code", PRESETS)
def test_a_ticket_of_every_level_runs_a_day_under_the_preset(code):  # REQ BX-9, SD-6, SA-21
    regulation = under(code)
    subjects = {level: a_fault(regulation, level) for level in regulation.document.levels}
    for subject in subjects.values():
        tell(subject, regulation, "23 09:04", ("ticket.dispatched", {"fields": {"state": "dispatched"}}))
        tell(subject, regulation, "23 09:08", ("ticket.taken", {"fields": {"state": "in_progress"}}))

    with fixed_at(beijing("24 09:00")):
        while fire_due():
            pass

    for subject in subjects.values():
        response = clock_of(subject, "response")
        assert (response.status, response.met_at, response.breached_at) == ("met", beijing("23 09:08"), None)
    assert Clock.objects.filter(promise="resolution").count() == len(subjects)
    assert rebuild(at=beijing("30 09:00")) == []


def test_on_site_within_24_wall_hours_of_the_report_at_level_1():  # REQ DP-7, BX-10
    regulation = under("software")
    subject = a_fault(regulation, "L1", at="27 17:30")
    ruled_out = {"reported_at": beijing("27 17:30").isoformat()}
    tell(subject, regulation, "27 18:10", ("ticket.remote_ruled_out", ruled_out))

    assert clock_of(subject, "on_site_arrival").due_at == beijing("28 17:30")


def test_dispatch_within_ten_minutes_of_the_report_and_the_leaders_answer_within_five():  # REQ CS-7, CS-12
    subject = a_fault(under("dealer"), "high")

    assert clock_of(subject, "dispatching").due_at == beijing("23 09:10")
    assert clock_of(subject, "leader_answer").due_at == beijing("23 09:05")


def test_s1_asks_for_an_update_every_day_and_a_missing_one_is_a_breach():  # REQ SA-11
    regulation = under("sla")
    subject = a_fault(regulation, "S1")
    tell(subject, regulation, "24 10:00", "ticket.progress_updated")

    with fixed_at(beijing("26 08:00")):
        fire_due()

    found = Clock.objects.filter(subject=subject, promise="daily_update").order_by("period")
    assert [(row.due_at.date(), row.status) for row in found] == [
        (date(2026, 11, 24), "met"), (date(2026, 11, 25), "missed"), (date(2026, 11, 26), "running")]  # fmt: skip


def test_a_complaint_asks_for_two_contacts_each_open_day_after_its_acceptance():  # REQ SD-17, BX-10
    regulation = under("desk")
    subject = a_fault(regulation, "high", klass="complaint")
    tell(subject, regulation, "24 10:00", "ticket.contacted")

    with fixed_at(beijing("25 08:00")):
        fire_due()

    found = Clock.objects.filter(subject=subject, promise="complaint_daily_contact").order_by("period")
    assert [(row.due_at.date(), row.status, len(row.turns)) for row in found] == [
        (date(2026, 11, 24), "missed", 1), (date(2026, 11, 25), "running", 0)]  # fmt: skip
