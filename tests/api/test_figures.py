"""Figures by the API: the same numbers, definitions and records as on the pages."""

import pytest

from shouwen.capabilities.jobs.models import Job
from tests.api.makers import a_program
from tests.capabilities.reporting.makers import a_corrected_ticket, a_solved_ticket
from tests.capabilities.tickets.makers import Desk

pytestmark = pytest.mark.django_db
NOVEMBER = "period=days&from_on=2026-11-01&to_on=2026-11-30"


# REQ SD-22 SD-29
def test_a_program_reads_figures_and_follows_each_to_its_records(desk: Desk):
    wrong = a_corrected_ticket(desk)
    a_solved_ticket(desk)
    program = a_program(desk.manager)

    accuracy, first_line = program.get(f"/figures?{NOVEMBER}").json()["items"]
    whole = program.get(f"/figures/dispatch_accuracy?{NOVEMBER}").json()
    first = program.get(f"/figures/dispatch_accuracy/records?{NOVEMBER}&limit=1").json()
    rest = program.get(first["next"]).json()
    others = program.get(f"/figures/dispatch_accuracy/records?{NOVEMBER}&which=rest").json()["items"]

    assert (accuracy["part"], accuracy["whole"], accuracy["percent"], accuracy["is_met"]) == (
        1,
        2,
        50.0,
        False,
    )
    assert (first_line["percent"], first_line["wanted"]) == (100.0, "")
    assert [(row["code"], row["whole"]) for row in whole["by_reason"]] == [("wrong_skill", 1)]
    assert [(row["id"], row["part"], row["whole"]) for row in whole["by_person"]] == [(desk.agent.pk, 1, 2)]
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [1, 1, None]
    assert [(row["number"], row["is_part"]) for row in others] == [(wrong.number, False)]


def test_of_nothing_the_share_is_null(desk: Desk):
    figure = a_program(desk.manager).get(f"/figures?{NOVEMBER}").json()["items"][0]

    assert (figure["percent"], figure["whole"], figure["is_met"]) == (None, 0, None)


def test_the_records_behind_a_figure_are_asked_for_as_a_file(desk: Desk):
    answer = a_program(desk.manager).post(
        "/figures/dispatch_accuracy/exports", {"period": "last_month", "which": "rest"}
    )

    assert (answer.status_code, answer.json()["kind"]) == (201, "figures.export")
    assert Job.objects.get().parameters["which"] == "rest"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/figures?period=days", 422),
        ("/figures?period=days&from_on=2026-11-02&to_on=2026-11-01", 422),
        ("/figures/none", 404),
        ("/figures/dispatch_accuracy/records?cursor=WzEsMl0", 422),
        ("/figures/dispatch_accuracy/records?cursor=WyJ4IiwgMV0", 422),
    ],
)
def test_what_makes_no_period_and_no_place_is_refused(desk: Desk, path: str, status: int):
    assert a_program(desk.manager).get(path).status_code == status


def test_a_program_without_the_right_or_the_scope_reads_no_figures(desk: Desk):
    assert a_program(desk.engineer).get("/figures").status_code == 403
    assert a_program(desk.manager, "tickets:read").get("/figures").status_code == 403
