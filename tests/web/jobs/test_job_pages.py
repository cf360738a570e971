"""The job centre on screen: one's own work with its progress, its result, and what one may do about it."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.base.time import fixed_at
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.exporting import EXPORT_TICKETS, export_parameters, export_tickets
from shouwen.capabilities.tickets.queries.lists import Filters, tickets_listed
from shouwen.web.live import audible
from tests.capabilities.jobs.makers import carried_out, finish
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket

Browse = Callable[[Person], Client]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")
pytestmark = pytest.mark.django_db


def an_export(person: Person, **asked: object) -> Job:
    with fixed_at(MONDAY_9):
        parameters = export_parameters(view="open", filters=Filters(), **asked)  # type: ignore[arg-type]
        return ask_for(kind=EXPORT_TICKETS, parameters=parameters, actor=actor_of(person))


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


# REQ CS-10
def test_a_list_is_exported_exactly_as_it_is_shown(desk: Desk, browse: Browse):
    urgent = a_ticket(desk, title="=1+1")
    a_ticket(desk, title="打印机不工作")
    a_ticket(desk, title="另一个工单")
    Ticket.objects.filter(pk=urgent.pk).update(priority=1)
    client = browse(desk.manager)

    begun = client.post("/tickets/exports?view=open", {"as": "xlsx"})
    job = Job.objects.get()
    finish(job)
    shown = client.get(f"/jobs/{job.pk}/file")

    listed = tickets_listed(view="open", actor=desk.as_manager, at=MONDAY_9).rows
    head, *rows = rows_of(b"".join(shown.streaming_content))  # type: ignore[attr-defined]
    assert (begun.status_code, begun["Location"]) == (303, f"/jobs/{job.pk}")
    assert head[:2] == ("单号", "标题")
    assert [row[0] for row in rows] == [row.number for row in listed]
    assert [row[1] for row in rows] == [row.title for row in listed]
    assert rows[0][1] == "=1+1"
    assert "attachment" in shown["Content-Disposition"]


def test_an_export_holds_the_filters_and_the_columns_of_the_list(desk: Desk):
    kept = a_ticket(desk, title="一")
    a_ticket(desk, title="二")
    Ticket.objects.filter(pk=kept.pk).update(priority=1, lane="customer")
    with fixed_at(MONDAY_9):
        parameters = export_parameters(
            view="open",
            filters=Filters(lane="customer"),
            columns=["title", "priority", "no such"],
            excel=False,
        )

    outcome, content = carried_out(export_tickets, desk.as_manager, parameters)

    assert outcome.result["rows"] == 1
    assert content.decode("utf-8-sig").splitlines() == ["单号,标题,优先级", f"{kept.number},一,1"]


def test_an_export_keeps_the_order_of_the_list(desk: Desk):
    first, second = a_ticket(desk), a_ticket(desk)
    with fixed_at(MONDAY_9):
        parameters = export_parameters(
            view="open", filters=Filters(), columns=["number", "title"], ordering="newest", excel=False
        )

    _outcome, content = carried_out(export_tickets, desk.as_manager, parameters)

    assert [line.partition(",")[0] for line in content.decode("utf-8-sig").splitlines()[1:]] == [
        second.number,
        first.number,
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_an_export_to_csv_guards_against_formulas(desk: Desk, sign: str):
    a_ticket(desk, title=f'{sign}HYPERLINK("http://evil")')
    with fixed_at(MONDAY_9):
        parameters = export_parameters(view="open", filters=Filters(), columns=["title"], excel=False)

    _outcome, content = carried_out(export_tickets, desk.as_manager, parameters)

    assert f",\"'{sign}HYPERLINK" in content.decode("utf-8-sig").splitlines()[1]


def test_nobody_exports_what_he_may_not_see(desk: Desk):
    a_ticket(desk, title="不关他的事")
    with fixed_at(MONDAY_9):
        parameters = export_parameters(view="open", filters=Filters(), columns=["title"], excel=False)

    outcome, _content = carried_out(export_tickets, desk.as_other_engineer, parameters)

    assert outcome.result["rows"] == 0


def test_who_may_not_export_is_refused(desk: Desk, browse: Browse):
    answer = browse(desk.engineer).post("/tickets/exports?view=open", {"as": "xlsx"})

    assert answer.status_code == 403
    assert not Job.objects.exists()


def test_the_page_of_a_running_job_shows_how_far_it_is_and_how_to_end_it(desk: Desk, browse: Browse):
    job = an_export(desk.manager)
    Job.objects.update(state="running", done=1200, total=5000, started_at=MONDAY_9)

    page = browse(desk.manager).get(f"/jobs/{job.pk}").content.decode()

    assert "1,200 / 5,000" in page
    assert '<progress class="meter" value="1200" max="5000"' in page
    assert f'action="/jobs/{job.pk}/cancellation"' in page
    assert f'data-live="jobs/{desk.manager.pk} progress/{desk.manager.pk}"' in page


def test_a_job_that_waits_is_cancelled_by_one_press(desk: Desk, browse: Browse):
    job = an_export(desk.manager)

    answer = browse(desk.manager).post(f"/jobs/{job.pk}/cancellation")

    assert answer.status_code == 303
    assert Job.objects.get().state == "cancelled"


def test_a_failed_job_is_tried_again_as_it_was_asked(desk: Desk, browse: Browse):
    job = an_export(desk.manager, columns=["title"])
    Job.objects.update(state="failed", ended_at=MONDAY_9)

    browse(desk.manager).post(f"/jobs/{job.pk}/repeats")

    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.state, again.parameters) == ("waiting", job.parameters)


# REQ BX-9
@pytest.mark.parametrize("way", ["", "/file"])
def test_a_job_of_another_does_not_exist_for_me(desk: Desk, browse: Browse, way: str):
    job = an_export(desk.manager)
    finish(job)

    assert browse(desk.agent).get(f"/jobs/{job.pk}{way}").status_code == 404
    assert browse(desk.agent).post(f"/jobs/{job.pk}/cancellation").status_code == 404


def test_one_hears_of_ones_own_jobs_and_of_nobody_elses(desk: Desk):
    mine, other = desk.manager.pk, desk.agent.pk

    heard = audible(
        desk.as_manager, frozenset({f"jobs/{mine}", f"progress/{mine}", f"jobs/{other}", f"progress/{other}"})
    )

    assert heard == {f"jobs/{mine}", f"progress/{mine}", "again"}


def test_who_went_on_finds_in_his_inbox_that_it_is_done(desk: Desk):
    job = an_export(desk.manager)
    finish(job, later=timedelta(seconds=30))

    notice = Notice.objects.get(person=desk.manager)

    assert (notice.title, notice.path) == ("导出工单：已完成", f"/jobs/{job.pk}")


def test_who_had_it_at_once_is_not_told_besides(desk: Desk):
    finish(an_export(desk.manager), later=timedelta(seconds=2))

    assert not Notice.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_job_centre_costs_the_same_for_one_job_and_for_thirty(desk: Desk, browse: Browse, count: int):
    for _ in range(count):
        an_export(desk.manager)
        Job.objects.update(state="succeeded", ended_at=MONDAY_9)
    client = browse(desk.manager)

    with CaptureQueriesContext(connection) as held:
        page = client.get("/jobs")

    assert page.status_code == 200
    assert len([one for one in held.captured_queries if not one["sql"].startswith(CONTROL)]) == 2
