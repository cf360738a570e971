"""One's own times by a secret address: what stands there, who gets in, and when the address is over."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.limits import CALENDAR_BY_ADDRESS
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.accounts import disable_person, enable_person
from shouwen.capabilities.people.commands.calendars import close_calendar, open_calendar
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.models import CalendarDoor, Leave
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web.people import calendars
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket_in_work

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """No session brings the instant of such a request."""
    monkeypatch.setattr(calendars, "database_now", lambda: MONDAY_9)


def opened(person):
    return open_calendar(person=person, actor=actor_of(person), at=MONDAY_9)


def read(secret, **headers):
    return Client(headers=headers).get(f"/calendar/{secret}.ics")


def events(answer):
    """UID -> its other properties."""
    text = re.sub(r"\r\n ", "", answer.content.decode())
    found = {}
    for block in text.split("BEGIN:VEVENT\r\n")[1:]:
        lines = dict(line.split(":", 1) for line in block.split("END:VEVENT")[0].strip().split("\r\n"))
        found[lines.pop("UID")] = lines
    return found


def test_duty_leave_and_promises_stand_there_and_nothing_of_the_customer(desk):
    ticket = a_ticket_in_work(desk)
    leave = Leave.objects.create(
        person=desk.engineer, starts_at=MONDAY_9 + 24 * HOUR, ends_at=MONDAY_9 + 26 * HOUR, reason="illness"
    )
    answer = read(opened(desk.engineer))

    found = events(answer)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    duty = found[f"duty-{desk.engineer.pk}-20261123T0100Z@127.0.0.1:8000"]
    assert (duty["DTSTART;TZID=Asia/Shanghai"], duty["DTEND;TZID=Asia/Shanghai"], duty["SUMMARY"]) == (
        "20261123T090000", "20261123T170000", "我的值班"
    )  # fmt: skip
    away = found[f"leave-{leave.pk}@127.0.0.1:8000"]
    assert (away["DTSTART;TZID=Asia/Shanghai"], away["SUMMARY"]) == ("20261124T090000", "我的休假")
    assert f"duty-{desk.engineer.pk}-20261124T0300Z@127.0.0.1:8000" in found  # after the leave
    promises = {uid: one for uid, one in found.items() if uid.startswith(f"promise-{ticket.pk}-")}
    assert promises
    assert {one["URL"].rpartition("/")[2] for one in promises.values()} == {ticket.number}
    assert {one["TRANSP"] for one in promises.values()} == {"TRANSPARENT"}
    text = answer.content.decode()
    assert not any(word in text for word in (ticket.title, desk.customer.name, "王芳", "病"))
    assert events(read(opened(desk.other_engineer))).keys() & promises.keys() == set()


def test_names_of_events_stay_when_days_go_by_and_when_a_promise_moves(desk, monkeypatch):
    ticket, secret = a_ticket_in_work(desk), opened(desk.engineer)
    before = events(read(secret))
    monkeypatch.setattr(calendars, "database_now", lambda: MONDAY_9 + timedelta(days=1))

    after = events(read(secret))

    still = {uid for uid in before if uid.startswith(f"promise-{ticket.pk}-") or "20261126" in uid}
    assert still
    assert still <= after.keys()


def test_an_unchanged_calendar_is_not_sent_again(desk, monkeypatch):
    a_ticket_in_work(desk)
    always = [Shift(day, time(0), time(0)) for day in range(1, 8)]
    set_weekly_plan(
        person=desk.engineer, shifts=always, valid_from=MONDAY_9.date(), actor=SYSTEM, at=MONDAY_9
    )
    secret = opened(desk.engineer)
    first = read(secret)
    monkeypatch.setattr(calendars, "database_now", lambda: MONDAY_9 + HOUR)

    again = read(secret, **{"If-None-Match": first.headers["ETag"]})
    Ticket.objects.update(handler=None, owner=desk.agent, responsible=None, state="accepted")
    changed = read(secret, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["Cache-Control"] == "private, max-age=300"


def test_an_address_is_shown_once_renewed_and_closed_on_ones_own_page(desk, browse):
    client = browse(desk.engineer)

    shown = client.post("/me/calendar")
    secret = re.search(r"/calendar/([\w-]+)\.ics", shown.content.decode())[1]
    renewed = re.search(r"/calendar/([\w-]+)\.ics", client.post("/me/calendar").content.decode())[1]

    assert shown.headers["Cache-Control"] == "no-store"
    assert secret.encode() not in bytes(CalendarDoor.objects.get().digest)
    assert (read(secret).status_code, read(renewed).status_code) == (404, 200)
    assert renewed not in client.get("/me").content.decode()
    client.post("/me/calendar/closing")
    assert read(renewed).status_code == 404
    names = [fact.name for fact in facts_of(desk.engineer.subject_id)]
    assert names[-3:] == ["person.calendar_opened", "person.calendar_opened", "person.calendar_closed"]


def test_nobody_opens_another_ones_calendar_and_a_disabled_colleague_has_none(desk):
    secret = opened(desk.engineer)
    _admin, as_admin = an_administrator()
    with pytest.raises(NotPermitted):
        open_calendar(person=desk.engineer, actor=as_admin, at=MONDAY_9)
    with pytest.raises(NotPermitted):
        close_calendar(person=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    disable_person(person=desk.engineer, actor=as_admin, at=database_now())
    gone = read(secret).status_code
    enable_person(person=desk.engineer, actor=as_admin, at=database_now())

    assert (gone, read(secret).status_code) == (404, 404)  # he makes a new one


def test_guessing_addresses_is_stopped(desk):
    answers = [read(f"guess-{n}").status_code for n in range(CALENDAR_BY_ADDRESS.cap + 1)]

    assert answers == [404] * CALENDAR_BY_ADDRESS.cap + [429]
