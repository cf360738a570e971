"""Long work and what-if by the API: asked for, looked at, cancelled, fetched."""

import pytest

from shouwen.base.time import now
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.simulations.models import Simulation
from tests.api.makers import a_program
from tests.capabilities.jobs.makers import finish
from tests.capabilities.simulations.makers import a_regulation_with_response_of_medium
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


def test_a_list_of_tickets_is_asked_for_and_fetched_as_a_file(desk: Desk):
    a_ticket(desk, title="打印机不工作")
    program = a_program(desk.manager)

    asked = program.post("/tickets/exports", {"format": "csv", "columns": ["title"], "order": "newest"})
    finish(Job.objects.get())
    told = program.get(f"/jobs/{asked.json()['id']}").json()
    fetched = program.get(told["file_url"])

    assert (asked.status_code, asked.json()["state"], asked.json()["file_url"]) == (201, "waiting", None)
    assert (told["state"], told["rows"]) == ("succeeded", 1)
    assert "打印机不工作" in b"".join(fetched.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_a_filter_that_does_not_exist_is_an_error(desk: Desk):
    answer = a_program(desk.manager).post("/tickets/exports", {"colour": "red"})

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_job_is_cancelled_and_only_its_askers_program_sees_it(desk: Desk):
    program = a_program(desk.manager)
    job = program.post("/tickets/exports", {}).json()["id"]

    foreign = a_program(desk.agent).get(f"/jobs/{job}")
    cancelled = program.post(f"/jobs/{job}/cancellation")

    assert foreign.status_code == 404
    assert (cancelled.status_code, cancelled.json()["state"]) == (201, "cancelled")
    assert [one["id"] for one in program.get("/jobs").json()["items"]] == [job]
    assert a_program(desk.agent).get("/jobs").json()["items"] == []


def test_a_token_without_the_right_to_export_asks_in_vain(desk: Desk):
    assert a_program(desk.engineer).post("/tickets/exports", {}).status_code == 403
    assert a_program(desk.manager, "tickets:read").post("/tickets/exports", {}).status_code == 403


# REQ BX-3
def test_what_would_have_been_is_asked_and_read_by_a_program(desk: Desk):
    late = a_ticket_in_work(desk)
    program = a_program(desk.manager)

    asked = program.post(
        "/simulations",
        {
            "period_from": "2026-11-01T00:00:00Z",
            "period_to": "2026-12-01T00:00:00Z",
            "text": a_regulation_with_response_of_medium("working: 30m"),
        },
    )
    number = asked.json()["id"]
    finish(Job.objects.get(pk=number), later=MONDAY_9.replace(day=24) - now())
    told = program.get(f"/simulations/{number}").json()
    behind = program.get(f"/simulations/{number}/tickets?promise=response").json()

    response = next(one for one in told["promises"] if one["promise"] == "response")
    assert (asked.status_code, asked.json()["job"]["state"]) == (201, "waiting")
    assert (response["breached"], response["newly_breached"], response["met"]) == (1, 1, 0)
    assert [(one["number"], one["before"], one["after"]) for one in behind["items"]] == [
        (late.number, "met", "breached")
    ]


def test_a_regulation_with_faults_names_them_and_nothing_is_begun(desk: Desk):
    program = a_program(desk.manager)
    period = {"period_from": "2026-11-01T00:00:00Z", "period_to": "2026-12-01T00:00:00Z"}

    answer = program.post("/simulations", {**period, "text": "desk: 7"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "regulation_invalid"
    assert not Simulation.objects.exists()
