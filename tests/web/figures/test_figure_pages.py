"""Figures on screen: a number, its definition, and the very list it counts."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.models import Person
from tests.capabilities.reporting.makers import a_corrected_ticket, a_solved_ticket
from tests.capabilities.tickets.makers import Desk

Browse = Callable[[Person], Client]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")
pytestmark = pytest.mark.django_db


def rows_of(page: str) -> int:
    """How many records the list shows."""
    return page.count('<td class="nowrap"><a href="/t/')


# REQ SD-22 SD-29
def test_each_number_opens_a_list_of_that_length(desk: Desk, browse: Browse):
    wrong = a_corrected_ticket(desk)
    a_solved_ticket(desk)
    client = browse(desk.manager)

    page = client.get("/figures").content.decode()
    links = re.findall(r'<a href="(/figures/[^"]+)">(\d+)</a>', page.replace("&amp;", "&"))
    opened = {url: client.get(url).content.decode() for url, _number in links}

    assert "50.0%" in page
    assert "因派错对象而改派的，原派单计为派错" in page
    assert [(int(number), rows_of(opened[url])) for url, number in links] == [(1, 1), (2, 2), (1, 1), (1, 1)]
    assert f'<a href="/t/{wrong.number}">{wrong.number}</a>' in next(iter(opened.values()))


# REQ SD-22
def test_by_team_by_person_and_by_reason_each_row_opens_its_own_list(desk: Desk, browse: Browse):
    a_corrected_ticket(desk)
    client = browse(desk.manager)

    page = client.get("/figures/dispatch_accuracy?period=this_month").content.decode().replace("&amp;", "&")
    reason = "/figures/dispatch_accuracy?period=this_month&which=rest&reason=wrong_skill"
    person = f"/figures/dispatch_accuracy?period=this_month&person={desk.agent.pk}"
    behind = client.get(reason).content.decode()

    assert f'<a href="{reason}">技能不符</a>' in page
    assert f'<a href="{person}">Lin</a>' in page
    assert (rows_of(behind), rows_of(client.get(person).content.decode())) == (1, 2)
    assert "派错原因：技能不符" in behind


def test_of_nothing_there_is_no_share(desk: Desk, browse: Browse):
    page = browse(desk.manager).get("/figures").content.decode()

    assert '<td class="number nowrap strong">--</td>' in page
    assert ">0.0%" not in page


def test_days_that_make_no_period_are_said_and_this_month_is_shown(desk: Desk, browse: Browse):
    answer = browse(desk.manager).get("/figures?from_on=2026-11-09&to_on=2026-11-01")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“止”早于“起”：请把“止”改晚，或把“起”改早。" in page
    assert "还不能保存" not in page
    assert re.findall(r'value="(2026-11-0[19])"', page) == ["2026-11-09", "2026-11-01"]


def test_the_list_leaves_by_the_job_centre_as_it_is_narrowed(desk: Desk, browse: Browse):
    a_corrected_ticket(desk)
    client = browse(desk.manager)

    page = client.get("/figures/dispatch_accuracy?which=rest").content.decode().replace("&amp;", "&")
    address = re.search(r'action="(/figures/dispatch_accuracy/exports[^"]*)"', page)
    assert address is not None
    client.post(address[1])

    job = Job.objects.get()
    assert (job.kind, job.parameters["which"], job.parameters["from_on"]) == (
        "figures.export",
        "rest",
        "2026-11-01",
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("which=none", 404),
        ("team=x", 404),
        ("after=x", 404),
        ("after=2026-11-23T01:00:00~1", 404),
        ("team=0", 200),
    ],
)
def test_an_address_that_asks_for_what_there_is_not_finds_nothing(
    desk: Desk, browse: Browse, query: str, status: int
):
    assert browse(desk.manager).get(f"/figures/first_line_share?{query}").status_code == status


@pytest.mark.parametrize("path", ["/figures", "/figures/tiles", "/figures/dispatch_accuracy"])
def test_who_may_not_see_figures_gets_no_further_than_the_door(desk: Desk, browse: Browse, path: str):
    assert browse(desk.engineer).get(path).status_code == 403
    assert browse(desk.manager).get(path).status_code == 200


def test_figures_and_their_lists_cost_the_same_for_one_and_for_thirty(desk: Desk, browse: Browse):
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as held:
            client.get(path)
        return len([one for one in held.captured_queries if not one["sql"].startswith(CONTROL)])

    client = browse(desk.manager)
    paths = ("/figures", "/figures/dispatch_accuracy", "/figures/first_line_share")
    a_corrected_ticket(desk)
    a_solved_ticket(desk)
    one = [cost(path) for path in paths]
    for _ in range(29):
        a_solved_ticket(desk)
    for _ in range(14):
        a_corrected_ticket(desk)  # two dispatches each

    assert [cost(path) for path in paths] == one
    assert max(one) <= 12
