"""A call, from the first ring to the closed ticket."""

import pytest
from playwright.sync_api import Page, expect

from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import told

COURSE = ("ticket.registered", "ticket.dispatched", "ticket.taken", "ticket.completed", "ticket.closed")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-1 SD-6 SD-7 SD-8 SD-9 SD-12 SD-15 SD-23 RS-4 RS-5 CS-3 SA-6 SA-8
def test_a_call_becomes_a_ticket_that_is_dispatched_worked_on_called_back_and_closed(desk, sit_down, worker):
    agent = sit_down(desk.agent)
    number = _written_down(agent)
    _dispatched(agent, number)

    engineer = sit_down(desk.engineer, f"/t/{number}")
    worked_on(engineer)

    agent.bring_to_front()
    called_back(agent, number)

    ticket = Ticket.objects.get(number=number)
    assert (ticket.state, ticket.close_kind, ticket.evidence["grade"]) == ("closed", "confirmed", 10)
    assert (ticket.owner_id, ticket.handler_id) == (desk.agent.pk, desk.engineer.pk)
    assert [name for name in told(ticket) if name in COURSE] == list(COURSE)


def _written_down(page: Page) -> str:
    """The caller is found by his number; the check and the promise show while the agent writes."""
    page.keyboard.press("n")
    drawer = page.locator("#drawer")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.get_by_text("来电人")).to_be_visible()
    expect(drawer.locator("[name=contact]")).to_be_checked()
    expect(drawer.get_by_text("客户有效")).to_be_visible()
    drawer.get_by_label("现象").fill("二楼收费窗口的打印机卡纸，重启后仍然报错。")
    drawer.locator("[name=impact][value=department]").check()
    drawer.locator("[name=urgency][value=blocked]").check()
    expect(drawer.get_by_text("级别 高")).to_be_visible()
    expect(drawer.locator("#check").get_by_text("响应")).to_be_visible()
    drawer.locator("[name=screenshot][value=no]").check()
    drawer.get_by_role("button", name="登记").click()
    number = drawer.locator(".big-number").first.text_content() or ""
    assert number.startswith("SD-")
    return number.strip()


def _dispatched(page: Page, number: str) -> None:
    """Somebody else than the suggestion: the drawer shows everybody with his reasons."""
    drawer = page.locator("#drawer")
    drawer.get_by_role("link", name="换人").click()
    expect(drawer.get_by_role("heading", name=f"派单 · {number}")).to_be_visible()
    drawer.get_by_role("radio", name="Wang").check()
    drawer.get_by_role("button", name="派单", exact=True).click()
    expect(page.get_by_text(f"{number} 已派给 Wang")).to_be_visible()


def worked_on(page: Page) -> None:
    page.get_by_role("button", name="接单").click()
    expect(page.locator("#head").get_by_text("处理中")).to_be_visible()
    page.locator("#answer").get_by_text("内部备注").click()
    page.get_by_label("正文").fill("已到现场，拆机检查。")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("#story").get_by_text("已到现场，拆机检查。")).to_be_visible()
    expect(page.get_by_label("正文")).to_have_value("")

    page.get_by_role("link", name="完成").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("原因").fill("搓纸轮磨损")
    drawer.get_by_label("处理过程").fill("清理纸路，更换搓纸轮，连续打印二十页。")
    drawer.get_by_label("解决方案与结果").fill("更换搓纸轮后打印正常。")
    drawer.get_by_role("button", name="完成").click()
    expect(page.locator("#head").get_by_text("已完成")).to_be_visible()


def called_back(page: Page, number: str) -> None:
    """The call-back that the worker opened: script, result, grade."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/call-backs")
    row = page.locator("tr", has_text=number)
    for _ in range(40):
        if row.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    row.get_by_role("link", name="拨打").click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_text("请问问题解决了吗")).to_be_visible()
    drawer.get_by_role("radio", name="已解决").check()
    drawer.get_by_role("radio", name="非常满意").check()
    drawer.get_by_role("button", name="保存").click()
    expect(page.get_by_text("回访已记录")).to_be_visible()
