"""With the keyboard alone, and with one thumb."""

import pytest
from playwright.sync_api import Page, expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import dispatch_ticket, register_ticket
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import shot
from tests.journeys.hands import Hands, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-9 RS-4
def test_a_call_is_written_down_and_dispatched_with_fifteen_keys_and_no_mouse(desk, sit_down):
    page = sit_down(desk.agent)
    hands, drawer = Hands(page), page.locator("#drawer")

    hands.press("n")
    expect(drawer.get_by_label("电话", exact=True)).to_be_focused()
    hands.type("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    hands.press("Tab", "Tab", "Tab", "Tab")
    expect(drawer.get_by_label("现象")).to_be_focused()
    hands.type("二楼收费窗口打印机卡纸")
    hands.press("Tab", "Space", "Tab", "Space", "Tab", "ArrowRight", "Control+Enter")
    expect(drawer.locator(".big-number").first).to_be_visible()
    hands.press("Enter")
    expect(page.get_by_text("已派给")).to_be_visible()

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.impact_id) == ("dispatched", "impact/organisation")
    assert hands.keys <= 15
    check("agent: a call written down and dispatched", hands)


# REQ SD-9
def test_the_queue_is_walked_peeked_and_undone_by_keys(desk, sit_down):
    numbers = [_registered(desk).number for _ in range(3)]
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")

    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text(numbers[0])
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("#drawer")).to_contain_text(numbers[1])
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_contain_text("2")
    page.get_by_role("button", name="派单").press("Enter")
    drawer = page.locator("#drawer")
    drawer.get_by_role("radio", name="Wang").check()
    drawer.get_by_role("button", name="派单", exact=True).press("Enter")
    expect(page.get_by_text("已处理 2 单")).to_be_visible()
    assert Ticket.objects.filter(state="dispatched").count() == 2

    page.keyboard.press("z")
    expect(page.get_by_text("已撤销 2 单")).to_be_visible()
    assert Ticket.objects.filter(state="dispatched").count() == 0


# REQ SD-12 RS-5
def test_an_engineer_takes_and_completes_a_ticket_on_a_phone(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.engineer, phone=True)

    expect(page.get_by_text("派给我的")).to_be_visible()
    _fits(page)
    shot(page, "phone-today")
    page.get_by_role("link", name=ticket.title).first.tap()
    expect(page.get_by_role("heading", name=ticket.title)).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="接单").tap()
    expect(page.locator("#head").get_by_text("处理中")).to_be_visible()
    page.get_by_role("link", name="完成").tap()
    drawer = page.locator("#drawer")
    drawer.get_by_label("原因").fill("搓纸轮磨损")
    drawer.get_by_label("处理过程").fill("更换搓纸轮")
    drawer.get_by_label("解决方案与结果").fill("打印正常")
    _fits(page)
    shot(page, "phone-complete")
    drawer.get_by_role("button", name="完成").tap()

    expect(page.locator("#head").get_by_text("已完成")).to_be_visible()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solution) == ("completed", "打印正常")


def _registered(desk) -> Ticket:
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())


def _fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
