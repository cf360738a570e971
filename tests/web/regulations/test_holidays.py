"""Public holidays on screen: tapped, read from files, tried on what is open, kept as a further version."""

import json
from datetime import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, localtime
from openpyxl import Workbook

from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.service_levels.models import Clock, HolidayTable
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket
from tests.web.regulations.test_editing import Form

ADDRESS = "/regulation/holidays"
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270104
SUMMARY:元旦（休）
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def manager(desk, browse) -> Client:
    person, _actor = an_administrator()
    return browse(person)


def shown(page: bytes) -> list[dict[str, str]]:
    text = page.decode().replace('<form method="post" class="with-aside"', '<form id="editor"')
    return json.loads(Form(text).sent["now"][0])


def sent(days: list[dict[str, str]], act: str, year: int = 2027, **more: object) -> dict[str, object]:
    return {"year": year, "now": json.dumps(days), "act": act, "source": "国务院办公厅", **more}


# REQ BX-1
def test_from_november_on_next_year_is_missed(manager, desk):
    a_ticket(desk)

    page = manager.get("/regulation").content.decode()
    table = manager.get(f"{ADDRESS}?year=2027").content.decode()

    assert "次年" in page or "明年" in page
    assert "2027 年的节假日缺失" in table


# REQ BX-1
def test_a_day_is_tapped_to_a_day_off_to_a_make_up_day_and_back(manager):
    off = shown(manager.post(ADDRESS, sent([], "day:2027-01-01", name="元旦")).content)
    worked = shown(manager.post(ADDRESS, sent(off, "day:2027-01-01")).content)
    nothing = shown(manager.post(ADDRESS, sent(worked, "day:2027-01-01")).content)

    assert off == [{"on": "2027-01-01", "is": "closed", "name": "元旦"}]
    assert worked == [{"on": "2027-01-01", "is": "make_up", "name": "元旦"}]
    assert nothing == []
    assert not HolidayTable.objects.filter(year=2027).exists()


# REQ BX-1
def test_calendar_files_and_sheets_are_shown_before_they_are_kept(manager):
    book = Workbook()
    for row in (("日期", "安排", "名称"), ("2027-01-01", "休", "元旦"), ("2027-01-09", "班", "元旦")):
        book.active.append(row)
    sheet = BytesIO()
    book.save(sheet)

    by_ics = shown(
        manager.post(ADDRESS, sent([], "file", file=SimpleUploadedFile("2027.ics", ICS.encode()))).content
    )
    by_sheet = shown(
        manager.post(
            ADDRESS, sent([], "file", file=SimpleUploadedFile("2027.xlsx", sheet.getvalue()))
        ).content
    )
    files = {
        "1.json": b"[1]",
        "2.json": b'[{"on": "2027-01-01", "is": "odd"}]',
        "3.xlsx": b"PK\x03\x04",
        "4.ics": b"\xff",
    }
    broken = [
        manager.post(ADDRESS, sent([], "file", file=SimpleUploadedFile(name, content)))
        for name, content in files.items()
    ]
    made_up = manager.post(ADDRESS, sent([{"on": "2027-01-01", "is": "own_hours", "hours": "x"}], "save"))

    assert [day["on"] for day in by_ics] == ["2027-01-01", "2027-01-02", "2027-01-03"]
    assert [day["is"] for day in by_sheet] == ["closed", "make_up"]
    assert [answer.status_code for answer in broken] == [422] * 4
    assert made_up.status_code == 422
    assert not HolidayTable.objects.filter(year=2027).exists()


# REQ BX-1
@pytest.mark.django_db(transaction=True)  # the job's watch looks from a connection of its own
def test_what_would_move_is_shown_before_it_is_kept_and_moves_then(manager, desk, at_instant):
    present = database_now()  # which the job counts from
    at_instant(present)
    ticket = a_ticket(desk, occurred_at=None, at=present)
    response = Clock.objects.get(subject_id=ticket.pk, promise="response")
    day, tables = localdate(response.due_at), HolidayTable.objects.order_by("-version")
    year, known = day.year, tables.filter(year=day.year).first()
    days = [*(known.days if known else []), {"on": day.isoformat(), "is": "closed", "name": "临时放假"}]

    tried = manager.post(ADDRESS, sent(days, "try", year=year)).content.decode()
    untouched = Clock.objects.get(pk=response.pk).due_at
    kept = manager.post(ADDRESS, sent(days, "save", year=year))
    page = manager.get(f"{ADDRESS}?year={year}").content.decode()
    (job,) = Job.objects.all()
    assert carry_out_next() == 1
    told = manager.get(f"/jobs/{job.pk}").content.decode()

    assert ticket.number in tried
    assert untouched == response.due_at
    assert kept.status_code == 303
    assert ("1 件未结事项仍按旧节假日计时" in page, f'href="/jobs/{job.pk}"' in page) == (True, True)
    assert "1 件未结事项已按最新节假日计时" in told
    assert "按旧节假日" not in manager.get(f"{ADDRESS}?year={year}").content.decode()
    moved = Clock.objects.get(pk=response.pk).due_at
    nothing_was_counted = localdate(present) == day  # else the hours of the days before stay counted
    hour = time(11) if nothing_was_counted else localtime(response.due_at).time()
    assert (localdate(moved) > day, localtime(moved).time()) == (True, hour)
    assert tables.filter(year=year).first().version == (known.version if known else 0) + 1


# REQ BX-1 BX-5
def test_what_is_left_is_offered_to_be_counted_and_the_job_shows_how_far_it_is(manager, desk):
    a_ticket(desk)
    days = [*HolidayTable.objects.get(year=2026).days, {"on": "2026-11-24", "is": "closed", "name": "停电"}]
    manager.post(ADDRESS, sent(days, "save", year=2026))
    (first,) = Job.objects.all()
    manager.post(f"/jobs/{first.pk}/cancellation")
    offered = manager.get(f"{ADDRESS}?year=2026").content.decode()

    asked = manager.post(f"{ADDRESS}/recounts")

    second = Job.objects.exclude(pk=first.pk).get()
    assert 'action="/regulation/holidays/recounts"' in offered
    assert (asked.status_code, asked["Location"]) == (303, f"/jobs/{second.pk}")


def test_who_may_not_keep_calendars_does_not_come_here(desk, browse):
    assert browse(desk.agent).get(ADDRESS).status_code == 403
