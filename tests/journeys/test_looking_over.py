"""A draft looked over by a colleague: two people at one text, and the writer sends it."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import register_ticket
from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.tickets.makers import a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-9
def test_a_draft_is_given_by_keys_changed_by_the_colleague_and_sent_by_its_writer(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    writer = sit_down(desk.agent, f"/t/{ticket.number}")
    mine = writer.locator("#answer-body")
    writer.keyboard.press("r")
    writer.keyboard.type("您好，工程师两点到。")
    expect(writer.locator("#answer [data-draft-state]")).to_contain_text("已保存")
    writer.keyboard.press("Alt+Shift+R")
    writer.locator("#drawer select[name=reviewer]").select_option(label=desk.manager.name)
    writer.get_by_label("请同事看什么").fill("语气合适吗？")
    writer.keyboard.press("Control+Enter")
    expect(writer.locator("#reviews")).to_contain_text(f"{desk.manager.name}正在过目这份草稿")

    colleague = sit_down(desk.manager, f"/t/{ticket.number}", phone=True)
    given = colleague.locator("#reviews").get_by_label("正文")
    expect(given).to_have_value("您好，工程师两点到。")
    expect(colleague.locator("#reviews")).to_contain_text("语气合适吗？")
    given.fill("王女士您好，工程师两点到。")
    expect(mine).to_have_value("王女士您好，工程师两点到。", timeout=10_000)
    mine.press("End")
    writer.keyboard.type("请留人。")
    expect(given).to_have_value("王女士您好，工程师两点到。请留人。", timeout=10_000)

    colleague.get_by_label(f"给{desk.agent.name}的话").fill("称呼写全。")
    shot(colleague, "draft-looked-over")
    colleague.get_by_role("button", name="可以发送").click()
    panel = writer.locator("#reviews")
    expect(panel).to_contain_text("称呼写全。", timeout=10_000)
    expect(panel.locator("ins")).to_have_text("王女士")
    expect(given).to_have_value("王女士您好，工程师两点到。请留人。")
    expect(mine).to_have_value("王女士您好，工程师两点到。请留人。")
    shot(writer, "draft-looked-over-writer")

    mine.press("Control+Enter")
    expect(writer.locator("#story").get_by_text("王女士您好，工程师两点到。请留人。")).to_be_visible()
    expect(panel).to_be_empty()
    expect(colleague.locator("#reviews")).to_be_empty(timeout=10_000)
    assert not Draft.objects.exists()
    assert told(ticket)[-4:] == [
        "ticket.review_asked",
        "ticket.reviewed",
        "ticket.replied",
        "ticket.review_ended",
    ]
