"""The portal on phones: light enough for a bad line, readable for everybody, usable by keys."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from shouwen.base.models import Attachment
from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import complete_ticket, propose_solution
from shouwen.capabilities.tickets.progress_links import progress_path
from tests.capabilities.tickets.makers import a_desk, a_ticket, a_ticket_in_work
from tests.portal.browser import a_browser, phones, shot, sign_in
from tests.portal.makers import signed_in

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="session")
def chromium():
    yield from a_browser()


@pytest.fixture
def open_phone(chromium, live_server):
    yield from phones(chromium, live_server.url)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows_at_360_pixels(open_phone, live_server, scheme):
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    propose_solution(ticket=ticket, solution="换硬盘", actor=desk.as_engineer, at=database_now())
    phone = open_phone(color_scheme=scheme, bypass_csp=True)
    found = {"door": _faults(phone)}
    sign_in(phone, desk.contact, live_server.url)
    at_ticket = f"/portal/tickets/{ticket.subject.public_token}/"
    for path in (
        "/portal/",
        "/portal/tickets/",
        "/portal/reports/fault",
        "/portal/about/",
        at_ticket,
        f"{at_ticket}registered",
    ):
        phone.goto(f"{live_server.url}{path}")
        found[path] = _faults(phone)
        shot(phone, f"{scheme}{path.replace('/', '-').replace(ticket.subject.public_token, 'ticket')}")
    phone.goto(f"{live_server.url}{progress_path(ticket)}")
    found["link"] = _faults(phone)
    phone.goto(f"{live_server.url}/portal/tickets/none/")
    found["nothing"] = _faults(phone)

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_names_of_the_steps_stand_apart_in_english_at_360_pixels(open_phone, live_server):
    ticket = a_ticket_in_work(a_desk())
    phone = open_phone(progress_path(ticket), locale="en-GB")

    edges = phone.evaluate(
        """[...document.querySelectorAll(".step")].map(step => {
            const words = document.createRange()
            words.selectNodeContents(step.querySelector(".step-name"))
            const boxes = [...words.getClientRects()]
            return [Math.min(...boxes.map(box => box.left)), Math.max(...boxes.map(box => box.right))]
        })"""
    )

    assert phone.get_by_text("In progress", exact=True).first.is_visible()
    assert len(edges) == 5
    assert min(after[0] - before[1] for before, after in pairwise(edges)) >= 6


# REQ SD-9
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_one_press_on_yes_it_is_solved_closes_an_answered_question(open_phone, live_server):
    desk = a_desk()
    ticket = a_ticket(desk, klass="inquiry", impact="", urgency="", at=database_now())
    complete_ticket(
        ticket=ticket,
        cause="",
        solution="用报表中心导出",
        process="电话指导",
        actor=desk.as_agent,
        at=database_now(),
    )
    phone = open_phone()
    sign_in(phone, desk.contact, live_server.url)
    phone.goto(f"{live_server.url}/portal/tickets/{ticket.subject.public_token}/")

    phone.get_by_role("button", name=re.compile("已解决|it is solved")).first.click()
    phone.wait_for_load_state("networkidle")

    ticket.refresh_from_db()
    assert (ticket.state, ticket.close_kind) == ("closed", "confirmed")


@pytest.mark.django_db
def test_a_first_visit_weighs_less_than_eighty_kilobytes():
    desk = a_desk()
    page = signed_in(desk.contact).get("/portal/reports/fault").content
    files = [
        Path(finders.find(f"built/{name}")) for name in ("portal.css", "portal.js", "icons.svg", "logo.svg")
    ]

    weight = sum(len(gzip.compress(content)) for content in (page, *(file.read_bytes() for file in files)))

    assert weight < 80 * 1024


def _faults(page) -> list[tuple[str, str]]:
    """What axe finds, and whether something is wider than the phone."""
    page.evaluate(AXE.read_text())
    found = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in page.evaluate(RULES)["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([("overflow", str(width))] if width > 360 else [])


# REQ SA-8
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pictures_picked_one_after_the_other_are_all_sent_and_what_is_too_many_or_large_is_said_at_once(
    open_phone, live_server
):
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    phone = open_phone(progress_path(ticket))
    field, names = phone.locator("input[type=file]"), phone.locator("[data-file-list] .file-name")
    fault = phone.locator("[data-file-fault]")

    field.set_input_files(_a_photo("1.jpg"))
    field.set_input_files(_a_photo("2.jpg"))
    expect(names).to_have_text(["1.jpg", "2.jpg"])
    expect(fault).to_be_hidden()
    phone.evaluate(
        """() => {
            const tray = new DataTransfer()
            tray.items.add(new File([new ArrayBuffer(25 * 1024 ** 2 + 1)], "film.mp4"))
            for (let n = 3; n < 13; n++) tray.items.add(new File([`${n}`], `${n}.jpg`))
            const field = document.querySelector("input[type=file]")
            field.files = tray.files
            field.dispatchEvent(new Event("change", { bubbles: true }))
        }"""
    )
    expect(names).to_have_text([f"{n}.jpg" for n in range(1, 11)])
    expect(fault).to_contain_text("film.mp4 超过 25 MB")
    expect(fault).to_contain_text("11.jpg、12.jpg")
    shot(phone, "pictures-too-many")
    for name in ("2.jpg", *(f"{n}.jpg" for n in range(3, 11))):
        phone.get_by_role("button", name=f"移除 {name}", exact=True).click()
    expect(fault).to_be_hidden()
    phone.get_by_role("button", name="发送").click()
    phone.wait_for_load_state("networkidle")

    assert Attachment.objects.values_list("name", flat=True).get() == "1.jpg"


def _a_photo(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
