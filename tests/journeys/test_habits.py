"""A newcomer is shown round, and later puts the keys where his hand expects them."""

import pytest
from playwright.sync_api import expect

from shouwen.base import live
from shouwen.base.models import Fact
from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import add_note, record_customer_word
from shouwen.capabilities.workplace.reactions import tell_mentioned
from tests.capabilities.tickets.makers import a_ticket

OBSERVED = """
window.shown = []
window.Notification = class {
  static permission = "granted"
  static requestPermission = async () => "granted"
  constructor(title, options) { window.shown.push([title, options.tag]) }
}
window.heard = 0
document.addEventListener("live", ({ detail }) => { if (detail.topic.startsWith("inbox/")) window.heard += 1 }, true)
"""
"""What the computer shows can't be seen by a test: it is written down instead, and so is every ring for the bell."""
COVERED = """
Object.defineProperty(document, "hidden", { configurable: true, get: () => true })
document.dispatchEvent(new Event("visibilitychange"))
"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ UX-5 UX-9
def test_the_tour_goes_by_keys_and_moved_keys_do_what_they_say(desk, sit_down):
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    for text in ("早上就卡纸", "打印机又卡了"):
        record_customer_word(
            ticket=ticket, text=text, actor=desk.as_agent, at=database_now(), channel="phone"
        )
    page = sit_down(desk.agent)
    steps, toured = page.locator("[data-tour-step]:visible"), page.locator(".is-toured")
    expect(steps).to_contain_text("1 / 5")
    expect(page.locator("body")).to_be_focused()

    page.locator("[data-tour-go='1']").focus()
    page.keyboard.press("Enter")
    expect(steps).to_contain_text("2 / 5")
    expect(toured).to_have_attribute("href", "/t/new")
    with page.expect_response("**/tours/agent"):
        page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(toured).to_have_count(0)
    page.reload()
    expect(page.locator("#tour")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_role("link", name="开始导览").last.click()
    expect(steps).to_contain_text("1 / 5")

    page.goto(page.url.split("/?")[0] + "/me/keys")
    new, tickets = (
        page.get_by_label("自定义键：新建工单"),
        page.get_by_label("工单", exact=False).and_(page.locator("[name='g t']")),
    )
    new.press("q")
    expect(new).to_have_value("q")
    tickets.press("g")
    tickets.press("q")
    expect(tickets).to_have_value("g q")
    new.press("Enter")
    expect(page.locator(".bar-new .key")).to_have_text("Q")

    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.locator("#keys-sheet dl").first).to_contain_text("Q")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/tickets")

    page.goto(page.url.replace("/tickets", f"/t/{ticket.number}"))
    page.keyboard.press("l")
    expect(page.locator(".entry:focus")).to_contain_text("打印机又卡了")


def test_the_tour_is_taken_by_thumb(desk, sit_down):
    page = sit_down(desk.engineer, phone=True)

    page.locator("[data-tour-go='1']").tap()
    expect(page.locator("[data-tour-step]:visible")).to_contain_text("2 / 5")
    with page.expect_response("**/tours/engineer"):
        page.locator("[data-tour-end]").tap()
    expect(page.locator("#tour")).to_be_hidden()
    page.reload()
    expect(page.locator("#main")).to_be_visible()

    expect(page.locator("#tour")).to_have_count(0)


# REQ UX-9
def test_what_is_new_reaches_covered_windows_and_is_shown_once(desk, sit_down):
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    front = sit_down(desk.agent, "/inbox")
    front.context.add_init_script(OBSERVED)
    front.reload()
    front.get_by_role("button", name="在此设备上提醒").click()
    expect(front.locator("[data-notices]")).to_have_attribute("aria-pressed", "true")
    other = front.context.new_page()
    other.goto(front.url.replace("/inbox", "/tickets"))
    # A ring for nothing, until it comes through: those that follow come once and in order.
    for page in (front, other):
        for _ in range(40):
            live.ring(f"inbox/{desk.agent.pk}")
            page.wait_for_timeout(250)
            if page.evaluate("heard"):
                break

    def somebody_names_me(text):
        note = {"text": text, "mentions": (desk.agent,), "actor": desk.as_manager, "at": database_now()}
        entry = add_note(ticket=ticket, **note)
        tell_mentioned(Fact.objects.get(payload__entry=entry.pk).pk)

    def bells():
        return [page.locator(".bar-bell .count").first for page in (front, other)]

    somebody_names_me("可见时不弹出")
    for bell in bells():
        expect(bell).to_have_text("1")
    assert [page.evaluate("shown") for page in (front, other)] == [[], []]
    for page in (front, other):
        page.evaluate(COVERED)
    asked = "**/inbox/newest"
    with front.expect_response(asked), other.expect_response(asked):
        somebody_names_me("被遮住时弹出")
    for bell in bells():
        expect(bell).to_have_text("2")
    front.wait_for_function("() => Number(localStorage.getItem('shouwen-notices-shown')) > 0")
    for page in (front, other):  # whoever comes second has looked and left
        page.evaluate("navigator.locks.request('shouwen-notices-shown', () => {})")

    shown = [one for page in (front, other) for one in page.evaluate("shown")]
    assert [title for title, _tag in shown] == [f"Zhou 提到了你：{ticket.number} {ticket.title}"]


# REQ RS-4
def test_who_chooses_a_team_lets_go_of_the_engineer_suggested(desk, sit_down):
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    page = sit_down(desk.manager, f"/t/{ticket.number}")
    drawer, team = page.locator("#drawer"), page.locator("#drawer [name=team]")
    suggested = drawer.get_by_role("radio").first
    page.locator("#head a[href$='/dispatch']").click()
    suggested.check()
    team.select_option(label="二线技术组")
    expect(suggested).not_to_be_checked()
    suggested.check()
    expect(team).to_have_value("")
    team.select_option(label="二线技术组")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#head")).to_contain_text("已派单")
    ticket.refresh_from_db()
    assert (ticket.handler_id, ticket.team_id) == (None, desk.second_line.pk)
