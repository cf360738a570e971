"""A call is written down: what may help shows itself, and words find the open ticket they belong to."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import register_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.tickets.makers import a_request, a_ticket_in_work, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = "(field) => field.validationMessage"


# REQ SD-3 SA-13
def test_a_second_call_about_the_same_goes_to_the_open_ticket_by_one_chord(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    page.get_by_label("现象").press_sequentially("收费窗口打印机又卡纸了")
    expect(page.locator("#hints")).to_contain_text("同一客户 · 用词相同")
    expect(page.get_by_label("合同")).to_be_visible()
    shot(page, "hints")

    page.keyboard.press("Alt+Shift+Digit1")
    expect(page.locator("#drawer [name='text']")).to_have_value("收费窗口打印机又卡纸了")
    page.locator("#drawer [name='text']").press("Control+Enter")
    expect(page.locator("#drawer")).to_be_hidden()

    assert told(ticket).count("ticket.customer_spoke") == 1
    assert Ticket.objects.count() == 1


def test_while_an_input_method_composes_nothing_is_looked_up(desk, sit_down):
    register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    expect(page.locator("#hints")).to_contain_text("同一客户")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/t/new/hints" in request.url else None)

    page.get_by_label("现象").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "dayinji", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_timeout(700)
    while_composing = list(asked)
    with page.expect_response("**/t/new/hints*"):
        keyboard.send("Input.insertText", {"text": "打印机卡纸"})
    page.wait_for_timeout(600)

    assert (while_composing, len(asked)) == ([], 1)


# REQ SD-3
def test_a_call_half_written_down_is_there_again_for_the_same_caller_only(desk, sit_down):
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    with page.expect_response(lambda told: "打印机" in (told.request.post_data or "")):
        page.get_by_label("现象").fill("打印机")

    again = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    other = sit_down(desk.agent, "/t/new?caller_phone=13900139000")

    expect(again.get_by_label("现象")).to_have_value("打印机")
    expect(other.get_by_label("现象")).to_have_value("")


# REQ SD-3
def test_what_was_begun_earlier_says_so_and_is_set_aside_and_brought_back_by_a_press(desk, sit_down):
    first = sit_down(desk.agent, "/t/new")
    first.get_by_label("电话", exact=True).press_sequentially("13800138000")
    expect(first.locator("#callers")).to_contain_text("王芳")
    with first.expect_response(lambda told: "打印机卡纸" in (told.request.post_data or "")):
        first.get_by_label("现象").press_sequentially("打印机卡纸")
    expect(first.locator("[data-draft-state]")).to_contain_text("已保存")

    page = sit_down(desk.agent, "/t/new")
    phone, words = page.get_by_label("电话", exact=True), page.get_by_label("现象")
    expect(page.get_by_text("已恢复未完成的内容")).to_be_visible()
    page.get_by_role("button", name="从头写").click()
    expect(phone).to_be_focused()
    expect(words).to_have_value("")
    expect(page.locator("#callers")).not_to_contain_text("王芳")
    expect(page.locator("[data-draft-state]")).to_have_text("")
    assert not Draft.objects.exists()
    page.get_by_role("button", name="恢复刚才的内容").click()
    expect(words).to_have_value("打印机卡纸")
    expect(page.locator("#callers")).to_contain_text("王芳")
    phone.press_sequentially("9")

    expect(phone).to_have_value("138001380009")


# REQ SD-3
def test_registering_at_once_leaves_nothing_half_written_behind(desk, sit_down):
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    expect(page.locator("#callers")).to_contain_text("王芳")
    page.get_by_label("现象").press_sequentially("收费窗口打印机又卡纸了", delay=5)
    page.locator("label.chip", has_text="个别用户").click()
    page.locator("label.chip", has_text="工作受阻").click()
    page.locator("label.chip", has_text="没有").last.click()
    page.get_by_label("现象").press("Control+Enter")
    expect(page.locator(".big-number").first).to_be_visible(timeout=10_000)
    page.wait_for_timeout(1_500)

    again = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    again.wait_for_timeout(1_000)

    assert Ticket.objects.count() == 1
    assert not Draft.objects.exists()
    expect(again.get_by_label("现象")).to_have_value("")


# REQ SD-3 SA-8
def test_what_a_refused_registration_lacks_stays_in_sight_while_the_caller_loads_above_it(desk, sit_down):
    for _ in range(5):
        register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent)
    page.keyboard.press("n")
    drawer = page.locator("#drawer")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    drawer.get_by_label("现象").fill("三楼自助机黑屏")
    expect(drawer.locator("#callers")).to_contain_text("该客户的未结工单")
    drawer.locator("[name=screenshot][value=yes]").check()
    with page.expect_response("**/t/new/callers*"):
        drawer.get_by_role("button", name="登记").click()

    expect(drawer.locator("#callers")).to_contain_text("该客户的未结工单")
    expect(drawer.locator("[name=screenshot][value=yes]")).to_be_focused()
    lack = drawer.get_by_text("已选择有截图，请上传截图。").bounding_box()
    acts = drawer.locator(".form-acts").bounding_box()
    assert lack
    assert acts
    assert lack["y"] + lack["height"] <= acts["y"]


# REQ SD-3
def test_hints_are_linked_or_ignored_while_one_writes_and_beside_the_ticket(desk, sit_down):
    linked, ignored, third = (
        register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
        for _ in range(3)
    )
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    page.get_by_label("现象").fill("收费窗口打印机又卡纸了")
    hints = page.locator("#hints")
    expect(hints).to_contain_text(third.number)
    hints.locator(f"input[name='ignore'][value='{ignored.number}']").check()
    expect(hints).not_to_contain_text(ignored.number)
    hints.locator(f"input[name='link'][value='{linked.number}']").check()
    shot(page, "hints-chosen")
    for name, value in (("impact", "department"), ("urgency", "blocked"), ("screenshot", "no")):
        page.locator(f"[name={name}][value={value}]").check()
    expect(hints.locator(f"input[value='{linked.number}'][name='link']")).to_be_checked()
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".big-number").first).to_be_visible()

    new = Ticket.objects.latest("pk")
    assert [link.other for link in new.links.all()] == [linked]
    page = sit_down(desk.agent, f"/t/{new.number}/related")
    similar = page.locator("#similar")
    expect(similar).to_contain_text(third.number)
    expect(similar).not_to_contain_text(ignored.number)
    similar.get_by_role("button", name="关联").click()
    expect(page.locator("#toasts")).to_contain_text(f"已关联 {third.number}")
    expect(similar).to_be_empty()
    assert {link.other for link in new.links.all()} == {linked, third}


# REQ SD-9
def test_what_lacks_is_said_in_the_language_of_the_page_and_no_longer_once_it_is_there(desk, sit_down):
    ticket = a_ticket_in_work(desk)
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    head, drawer = page.locator("#head"), page.locator("#drawer")
    reasons, until = drawer.locator("[name=reason]"), drawer.locator("[name=until]")

    page.keyboard.press("s")
    expect(reasons.first).to_be_focused()
    page.keyboard.press("Control+Enter")
    assert reasons.first.evaluate(SAID) == "请填写或选择此项。"
    reasons.nth(1).check()
    page.keyboard.press("Control+Enter")
    assert [reasons.first.evaluate(SAID), until.evaluate(SAID)] == ["", "请填写或选择此项。"]
    until.fill(f"{localtime(database_now()) + timedelta(days=2):%Y-%m-%dT10:00}")
    page.keyboard.press("Control+Enter")

    expect(head.get_by_text("已挂起", exact=True).first).to_be_visible()
