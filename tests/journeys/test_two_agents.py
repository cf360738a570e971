"""Two colleagues on one ticket: each sees what the other does, and nobody answers over unseen news."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import register_ticket
from tests.capabilities.tickets.makers import a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SILENT_WORKER = "window.SharedWorker = class { port = { start() {}, close() {}, postMessage() {} } }"


# REQ SD-9
def test_a_selection_survives_what_colleagues_do(desk, sit_down):
    first = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    page.keyboard.press("j")
    page.keyboard.press("x")

    second = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_manager, at=database_now())
    page.wait_for_timeout(2_000)
    expect(page.locator(f"tr[data-row='{first.number}'] [data-pick]")).to_be_checked()
    page.get_by_role("button", name="清空").click()
    third = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_manager, at=database_now())

    expect(page.locator(f"tr[data-row='{third.number}']")).to_be_visible(timeout=15_000)
    expect(page.locator(f"tr[data-row='{second.number}']")).to_be_visible()
    expect(page.locator("tr.is-current")).to_contain_text(first.number)


# REQ SD-9
def test_a_page_whose_shared_worker_never_answers_hears_by_a_line_of_its_own(desk, sit_down):
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    page.add_init_script(SILENT_WORKER)
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.line == 'open'")

    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_manager, at=database_now())

    expect(page.locator(f"tr[data-row='{ticket.number}']")).to_be_visible(timeout=15_000)


# REQ SD-8 SA-25
def test_a_reply_over_unseen_news_is_held_and_its_text_kept(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    agent = sit_down(desk.agent, f"/t/{ticket.number}")
    manager = sit_down(desk.manager, f"/t/{ticket.number}")
    agent.get_by_label("正文").fill("您好，工程师下午两点到。")

    manager.locator("#answer").get_by_text("内部备注").click()
    manager.get_by_label("正文").fill("客户改约到明天上午。")
    manager.get_by_role("button", name="保存备注").click()
    expect(manager.locator("#story").get_by_text("客户改约到明天上午。")).to_be_visible()
    expect(agent.get_by_text("1 条新动态")).to_be_visible(timeout=15_000)

    agent.get_by_role("button", name="发送").click()
    view = agent.get_by_role("dialog", name="期间有了新动态")
    expect(view.get_by_text("客户改约到明天上午。")).to_be_visible()
    expect(view.get_by_label("我写的内容")).to_have_value("您好，工程师下午两点到。")
    shot(agent, "held-over-news")
    assert "ticket.replied" not in told(ticket)

    view.get_by_role("button", name="继续修改").click()
    expect(agent.locator("#story").get_by_text("客户改约到明天上午。")).to_be_visible()
    agent.get_by_label("正文").fill("您好，改约到明天上午，工程师九点到。")
    agent.get_by_role("button", name="发送").click()
    expect(agent.locator("#story").get_by_text("您好，改约到明天上午，工程师九点到。")).to_be_visible()
    assert told(ticket).count("ticket.replied") == 1
