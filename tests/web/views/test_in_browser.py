"""Lists, palette, board and wall in a real browser: by keys alone, and without a finding of axe."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import ShiftPattern
from shouwen.capabilities.tickets.commands import dispatch_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.views.commands import open_screen
from shouwen.web import shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_ticket, a_ticket_in_work
from tests.portal.browser import a_browser
from tools.pages import SETTLED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
DARK = {"color_scheme": "dark"}


@pytest.fixture(scope="session")
def chromium():
    yield from a_browser()


@pytest.fixture
def open_page(chromium, live_server, settings):
    settings.DEBUG = True
    shell.address.cache_clear()
    problems, contexts = [], []

    def open_one(person, path, **options):
        context = chromium.new_context(
            **{"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", **options}
        )
        contexts.append(context)
        key = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
        context.add_cookies([{"name": COOKIE, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


# REQ UX-4 UX-5
def test_edges_of_columns_move_by_keys_and_by_drag_and_stay_while_the_first_columns_are_frozen(open_page):
    desk = a_desk()
    ticket = a_ticket(desk)
    page = open_page(desk.manager, "/tickets?view=open")
    edges, told = page.locator("[data-edge]"), "**/views/widths*"
    priority, customer = page.locator("th[data-column=priority]"), page.locator("th[data-column=customer]")
    edges.first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(edges.nth(3)).to_be_focused()
    wide = int(edges.nth(3).get_attribute("aria-valuenow"))
    with page.expect_response(told):
        page.keyboard.press("ArrowRight")
    expect(edges.nth(3)).to_have_attribute("aria-valuenow", str(wide + 16))
    box = edges.first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 405, box["y"] + 8, steps=4)
    with page.expect_response(told):
        page.mouse.up()
    page.wait_for_function("(cell) => cell.offsetWidth > 460", arg=priority.element_handle())

    page.reload()
    assert priority.evaluate("cell => cell.offsetWidth") > 460
    assert customer.evaluate("cell => cell.offsetWidth") == wide + 16
    scroll = page.locator("#list .scroll")
    assert scroll.evaluate("box => box.scrollWidth > box.clientWidth")
    scroll.evaluate("box => box.scrollLeft = 300")
    frozen = page.locator(f"[data-row='{ticket.number}'] td").nth(1)
    assert frozen.bounding_box()["x"] == scroll.bounding_box()["x"] + 40
    edges.first.focus()
    with page.expect_response(told):
        page.keyboard.press("Home")
    page.wait_for_function("(cell) => cell.offsetWidth < 100", arg=priority.element_handle())


# REQ UX-4 UX-5
def test_a_list_is_saved_laid_out_and_changed_by_keys_alone(open_page):
    desk = a_desk()
    ticket = a_ticket(desk)
    page = open_page(desk.manager, "/tickets?view=open")

    page.keyboard.press("j")
    page.keyboard.press("e")
    editor = page.locator("#cell-editor")
    expect(editor).to_contain_text(ticket.number)
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type("rcb")
    expect(page.locator("#palette-lines [aria-selected='true']")).to_have_text("日程板")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type(ticket.number[-4:])
    expect(page.locator("#palette-lines [aria-selected='true']")).to_contain_text(ticket.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")


# REQ RS-4
def test_a_card_of_the_board_is_given_by_keys_and_by_drag_and_the_board_waits_for_it(open_page):
    desk = a_desk()
    always_on_duty(desk.engineer)
    by_keys, by_drag = a_ticket(desk), a_ticket(desk)
    page = open_page(desk.agent, "/dispatch/board")
    cards = page.locator(".board-card")
    expect(cards).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("[data-give]:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".board-pick:focus")).to_be_visible()
    page.locator(".board-pick").last.click()
    expect(page.locator(".board-card.is-picked")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator(f"[data-row='{by_drag.number}']").drag_to(
        page.locator(f"tr[data-person='{desk.engineer.pk}'] th")
    )

    expect(cards).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(f"tr[data-person='{desk.engineer.pk}'] [data-give]").focus()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(0)

    for ticket in (by_keys, by_drag):
        ticket.refresh_from_db()
        assert (ticket.handler_id, ticket.state) == (desk.engineer.pk, "dispatched")

    a_ticket(desk)
    expect(cards).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".board-card.is-picked")).to_be_visible()
    a_ticket(desk)
    page.evaluate("document.dispatchEvent(new CustomEvent('ring', {detail: {topics: ['queue']}}))")
    expect(cards).to_have_count(1)  # it keeps still while a card is in hand
    page.keyboard.press("Escape")
    expect(cards).to_have_count(2)


def always_on_duty(person):
    """Day and night, so that no day on which this runs finds him off duty."""
    for weekday in range(1, 8):
        ShiftPattern.objects.create(
            person=person,
            weekday=weekday,
            starts_at=time(),
            ends_at=time(),
            time_zone="Asia/Shanghai",
            valid_from=date(2026, 1, 1),
        )


# REQ UX-9
def test_a_screen_that_nobody_is_signed_in_at_follows_the_queue_by_the_stream(open_page):
    desk = a_desk()
    _screen, secret = open_screen(name="大厅", actor=desk.as_manager)
    page = open_page(desk.agent, f"/wall/{secret}")
    page.context.clear_cookies()
    page.reload()
    page.wait_for_selector("html[data-line='open']")
    today = page.locator(".wall-figure", has_text="今日新增").locator(".wall-number")
    before = int(today.inner_text())

    a_ticket(desk, occurred_at=None, at=database_now())

    expect(today).to_have_text(str(before + 1), timeout=20_000)  # its own net is 30 s wide


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/tickets?view=open", DARK),
        ("/tickets?view=open", PHONE),
        ("/dispatch/board", {}),
        ("/dispatch/board", PHONE | DARK),
        ("/wall", DARK),
        ("/", PHONE),
    ],
)
def test_axe_finds_nothing_and_nothing_overflows(open_page, path, options):
    desk = a_desk()
    a_ticket(desk)
    a_ticket_in_work(desk)
    page = open_page(desk.manager, path, bypass_csp=True, **options)
    page.wait_for_function(SETTLED)

    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )

    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    width = options.get("viewport", {"width": 1366})["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 1440, "height": 900}}])
def test_what_falls_due_in_an_hour_can_be_read_on_the_board_and_stays_within_it(open_page, options):
    desk = a_desk()
    always_on_duty(desk.engineer)
    midnight = localtime(database_now()).replace(hour=0, minute=30)
    for hour in (0, 10, 21, 22, 23):
        ticket = dispatch_ticket(
            ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9
        )
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=midnight + timedelta(hours=hour))

    page = open_page(desk.manager, "/dispatch/board", **options)

    chips = page.locator(".board-chip")
    expect(chips).to_have_count(5)
    right = page.locator(".board-table").evaluate("table => table.getBoundingClientRect().right")
    boxes = [chip.bounding_box() for chip in chips.all()]
    assert all(box["width"] >= 80 and box["x"] + box["width"] <= right for box in boxes)


# REQ UX-1 UX-4
def test_a_promise_shows_its_calendar_to_the_pointer_to_keys_and_to_a_finger(open_page):
    desk = a_desk()
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    page = open_page(desk.manager, "/tickets?view=open", bypass_csp=True)
    chip, card = page.locator("[data-card]"), page.locator("#promise-card")
    drawer = page.locator("#drawer")

    chip.hover()
    expect(card).to_contain_text("日历")
    card.hover()
    expect(card).to_be_visible()
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run()")["violations"] == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()

    page.locator(f"[data-row='{ticket.number}'] .row-link").focus()
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    expect(chip).to_have_attribute("aria-describedby", "promise-card")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(drawer).to_contain_text("逐段计时")
    expect(card).to_be_hidden()
    page.close()

    phone = open_page(desk.manager, "/tickets?view=open", **PHONE)
    phone.locator("[data-card]").tap()
    expect(phone.locator("#promise-card")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.get_by_role("heading", level=1).tap()
    expect(phone.locator("#promise-card")).to_be_hidden()
