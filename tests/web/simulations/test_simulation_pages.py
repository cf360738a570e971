"""What-if on screen: asked by a form, its figures open the tickets behind them, two stand side by side."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.simulations.models import Simulation
from tests.capabilities.jobs.makers import finish
from tests.capabilities.simulations.makers import a_regulation_with_response_of_medium, a_simulation
from tests.capabilities.tickets.makers import MONDAY_10, Desk, a_ticket, a_ticket_in_work

Browse = Callable[[Person], Client]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")
pytestmark = pytest.mark.django_db

ASKED = {
    "title": "响应改为半小时",
    "period_from": "2026-11-01",
    "period_to": "2026-11-23",
    "source": "preset/sla",
    "calendar_from": "",
    "calendar_to": "",
    "level_from": "",
    "level_to": "",
}


def test_a_version_taken_from_a_shipped_regulation_is_named_and_not_coded(desk: Desk, browse: Browse):
    client = browse(desk.manager)
    number = RegulationVersion.objects.get().number
    asked = client.get("/simulations/new").content.decode()
    swapped = {"level_from": "standard", "level_to": "vip"}
    client.post("/simulations/new", {**ASKED, **swapped, "title": "", "source": f"version/{number}"})
    listed = client.get("/simulations").content.decode()
    versions = client.get("/regulation/versions").content.decode()

    assert f"版本 {number} · 生效 · 内置：服务台管理制度" in asked
    assert f"版本 {number} · 生效 · 内置：服务台管理制度" in listed
    assert "<td>内置：服务台管理制度</td>" in versions


# REQ BX-3
def test_a_replay_is_asked_by_a_form_and_its_page_shows_how_far_it_is(desk: Desk, browse: Browse):
    client = browse(desk.manager)

    answer = client.post("/simulations/new", ASKED)
    simulation = Simulation.objects.get()
    Job.objects.update(state="running", done=30, total=120, started_at=MONDAY_10)
    page = client.get(f"/simulations/{simulation.pk}").content.decode()

    assert answer["Location"] == f"/simulations/{simulation.pk}"
    assert (simulation.title, simulation.period_to.isoformat()) == (
        "响应改为半小时",
        "2026-11-23T16:00:00+00:00",
    )
    assert "30 / 120" in page
    assert f"/jobs/{simulation.pk}/cancellation" in page


def test_an_uploaded_regulation_goes_before_the_one_chosen(desk: Desk, browse: Browse):
    text = a_regulation_with_response_of_medium("working: 30m")

    browse(desk.manager).post(
        "/simulations/new", {**ASKED, "file": SimpleUploadedFile("other.yaml", text.encode())}
    )

    assert (Simulation.objects.get().document, Simulation.objects.get().source) == (text, "other.yaml")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"period_to": "2026-10-01"}, "结束时间必须晚于开始时间"),
        ({"calendar_from": "office"}, "请两项都选"),
        ({"file": b"desk: 7"}, "处"),
        ({"file": b"\xff\xfe\x00"}, "UTF-8"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_beside_the_field(
    desk: Desk, browse: Browse, changes: dict[str, object], words: str
):
    if isinstance(changes.get("file"), bytes):
        changes = {"file": SimpleUploadedFile("x.yaml", changes["file"])}  # type: ignore[arg-type]

    answer = browse(desk.manager).post("/simulations/new", {**ASKED, **changes})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Simulation.objects.exists()


# REQ BX-3
def test_each_figure_opens_the_tickets_behind_it(desk: Desk, browse: Browse):
    late = a_ticket_in_work(desk)
    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))
    client = browse(desk.manager)

    page = client.get(f"/simulations/{simulation.pk}").content.decode()
    behind = client.get(
        f"/simulations/{simulation.pk}/tickets?promise=response&which=newly_breached"
    ).content.decode()

    assert (
        f'href="/simulations/{simulation.pk}/tickets?promise=response&amp;which=newly_breached">1</a>' in page
    )
    assert 'class="bar-svg"' in page
    assert "会多超时 1 项承诺" in page
    assert f'<a href="/t/{late.number}">{late.number}</a>' in behind
    assert "新增超时" in behind


def test_two_replays_stand_side_by_side(desk: Desk, browse: Browse):
    a_ticket_in_work(desk)
    strict = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"), title="严")
    mild = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 4h"), title="宽")

    page = browse(desk.manager).get(f"/simulations/{strict.pk}?with={mild.pk}").content.decode()

    row = page.split("<td>响应</td>")[-1].split("</tr>")[0]
    assert [cell.partition("<")[0] for cell in row.split('<td class="number">')[1:]] == [
        "0",
        "1",
        "1",
        "0",
        "+1",
    ]


def test_a_replay_leaves_by_the_job_centre_and_is_removed_by_one_press(desk: Desk, browse: Browse):
    a_ticket_in_work(desk)
    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))
    client = browse(desk.manager)

    export = client.post(f"/simulations/{simulation.pk}/exports")
    job = Job.objects.exclude(pk=simulation.pk).get()
    finish(job)
    removed = client.post(f"/simulations/{simulation.pk}/removal")

    assert (export["Location"], Job.objects.get(pk=job.pk).file_name) == (f"/jobs/{job.pk}", "试算.xlsx")
    assert (removed["Location"], Simulation.objects.count()) == ("/simulations", 0)


@pytest.mark.parametrize(
    "path", ["/simulations", "/simulations/new", "/simulations/1", "/simulations/1/tickets"]
)
def test_who_may_not_replay_gets_no_further_than_the_door(desk: Desk, browse: Browse, path: str):
    assert browse(desk.engineer).get(path).status_code == 403


def test_the_tickets_of_a_figure_cost_the_same_for_one_and_for_thirty(desk: Desk, browse: Browse):
    def cost(simulation: Simulation) -> int:
        with CaptureQueriesContext(connection) as held:
            client.get(f"/simulations/{simulation.pk}/tickets?promise=response&which=breached")
        return len([one for one in held.captured_queries if not one["sql"].startswith(CONTROL)])

    client = browse(desk.manager)
    a_ticket(desk)
    one = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))
    for _ in range(29):
        a_ticket(desk)
    thirty = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))

    assert cost(one) == cost(thirty) == 3
