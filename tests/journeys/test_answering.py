"""Answering as one does it all day: drafts that follow, colleagues in sight, nothing said over unseen news."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.commands import add_note, register_ticket
from shouwen.capabilities.tickets.models import Involvement
from shouwen.capabilities.workplace.commands.macros import keep_macro
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.tickets.makers import a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ticket(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())


# REQ SD-9
def test_a_draft_follows_its_writer_and_ends_with_the_sending(desk, ticket, sit_down):
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    page.keyboard.press("r")
    page.keyboard.type("您")
    expect(page.locator("#answer [data-draft-state]")).to_contain_text("已保存")

    phone = sit_down(desk.agent, f"/t/{ticket.number}", phone=True)
    expect(phone.get_by_label("正文")).to_have_value("您")
    phone.get_by_label("正文").fill("您好，工程师两点到。")
    expect(page.get_by_label("正文")).to_have_value("您好，工程师两点到。", timeout=10_000)
    shot(phone, "draft-on-the-phone")
    queue = sit_down(desk.agent, "/tickets?view=open")
    expect(queue.locator(f"tr[data-row='{ticket.number}'] .draft-mark")).to_have_text("草稿")
    shot(queue, "draft-in-the-queue")

    page.reload()
    expect(page.get_by_label("正文")).to_have_value("您好，工程师两点到。")
    page.get_by_label("正文").press("Control+Enter")
    expect(page.locator("#story").get_by_text("您好，工程师两点到。")).to_be_visible()
    expect(page.get_by_label("正文")).to_have_value("")
    expect(phone.get_by_label("正文")).to_have_value("", timeout=10_000)
    assert not Draft.objects.exists()


# REQ SD-4 SD-9
def test_what_a_form_refused_stays_written_and_kept(desk, sit_down):
    page = sit_down(desk.agent)
    drawer = page.locator("#drawer")
    page.keyboard.press("n")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    drawer.get_by_label("现象").fill("三号窗口打印机卡纸")
    drawer.get_by_label("现象").press("Control+Enter")

    expect(drawer.get_by_text("请说明是否有截图。")).to_be_visible()
    expect(drawer.locator("[name=screenshot]").first).to_be_focused()
    expect(drawer.locator("[name=contact]")).to_be_checked()
    expect(drawer.get_by_label("电话", exact=True)).to_have_value("13800138000")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(drawer.get_by_label("现象")).to_have_value("三号窗口打印机卡纸")


# REQ SD-9
def test_colleagues_on_the_ticket_are_in_sight(desk, ticket, sit_down):
    agent = sit_down(desk.agent, f"/t/{ticket.number}")
    manager = sit_down(desk.manager, f"/t/{ticket.number}")
    expect(agent.locator(".presence")).to_have_text("Zhou 在看", timeout=5_000)

    manager.get_by_label("正文").press_sequentially("您好")
    expect(agent.locator(".presence")).to_have_text("Zhou 正在写", timeout=5_000)
    shot(agent, "presence")

    manager.goto("about:blank")
    expect(agent.locator(".presence")).to_have_text("", timeout=5_000)


# REQ SD-8
def test_over_unseen_news_one_is_asked_once_beside_them(desk, ticket, sit_down):
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    page.keyboard.press("r")
    page.keyboard.type("您好，工程师今天两点到。")
    add_note(ticket=ticket, text="客户改约到明天上午。", actor=desk.as_manager, at=database_now())
    page.keyboard.press("Control+Enter")

    view = page.get_by_role("dialog", name="期间有了新动态")
    expect(view.get_by_text("客户改约到明天上午。")).to_be_visible()
    expect(view.get_by_label("我写的内容")).to_have_value("您好，工程师今天两点到。")
    shot(page, "merge-view")
    assert "ticket.replied" not in told(ticket)

    view.get_by_label("我写的内容").fill("您好，工程师明天上午到。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story").get_by_text("您好，工程师明天上午到。")).to_be_visible()
    assert told(ticket).count("ticket.replied") == 1


# REQ SD-8
def test_going_on_after_the_question_loses_nothing(desk, ticket, sit_down):
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    page.keyboard.press("r")
    page.keyboard.type("您好。")
    add_note(ticket=ticket, text="客户改约。", actor=desk.as_manager, at=database_now())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="期间有了新动态")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator("#story").get_by_text("客户改约。")).to_be_visible()
    expect(page.get_by_label("正文")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("明天见。")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#story").get_by_text("您好。明天见。")).to_be_visible()


# REQ CS-3
def test_words_and_colleagues_are_chosen_without_the_mouse(desk, ticket, sit_down):
    Person.objects.filter(pk=desk.engineer.pk).update(name="王强")
    keep_phrase(
        name="改约致歉",
        body="{contact}您好，改为 {until} 到。",
        team=None,
        actor=desk.as_agent,
        at=database_now(),
    )
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    text = page.get_by_label("正文")
    page.keyboard.press("r")
    page.keyboard.type("/gy")
    expect(page.get_by_role("option", name="改约致歉")).to_have_attribute("aria-selected", "true")
    shot(page, "phrases")
    page.keyboard.press("Enter")
    expect(text).to_have_value("王芳您好，改为 {until} 到。")
    page.keyboard.type("明天 9 点")
    expect(text).to_have_value("王芳您好，改为 明天 9 点 到。")

    text.fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.get_by_role("radio", name="内部备注")).to_be_checked()
    text.press_sequentially("请@wq")
    expect(page.get_by_role("option", name="王强")).to_be_visible()
    page.keyboard.press("Tab")
    expect(text).to_have_value("请@王强 ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#story").get_by_text("请@王强")).to_be_visible()
    assert Involvement.objects.filter(ticket=ticket, person=desk.engineer).exists()
    expect(text).to_have_value("")
    expect(
        page.get_by_role("radio", name="内部备注")
    ).to_be_checked()  # the next words go where the last went
    expect(page.locator("#answer [data-send-button]")).to_have_text("保存备注")
    expect(page.locator("#head").get_by_text("剩").first).to_be_visible()
    text.press_sequentially("@yx")
    expect(page.get_by_role("option", name="一线坐席组")).to_be_visible()


def test_while_an_input_method_composes_no_key_is_ours(desk, ticket, sit_down):
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    text = page.get_by_label("正文")
    page.keyboard.press("r")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "/gy", "selectionStart": 3, "selectionEnd": 3})
    for key in ("Enter", " ", "Tab", "ArrowDown"):
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "windowsVirtualKeyCode": 229})
    keyboard.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "Enter", "modifiers": 2, "windowsVirtualKeyCode": 229},
    )
    page.wait_for_timeout(400)

    expect(page.get_by_role("listbox")).to_have_count(0)
    assert "ticket.replied" not in told(ticket)
    keyboard.send("Input.insertText", {"text": "、完工"})
    expect(page.locator("#offers [role=option]").first).to_contain_text("完工")
    expect(text).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(text).to_have_value("、完工")


# REQ SD-9
def test_a_macro_shows_what_it_does_then_does_it_and_is_undone(desk, ticket, sit_down):
    steps = [{"act": "take"}, {"act": "reply", "text": "{contact}您好，已接手处理。"}]
    keep_macro(name="接手并告知", steps=steps, team=None, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    page.keyboard.press("m")
    expect(page.get_by_role("link", name="接手并告知")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_label("回复客户")).to_have_value("王芳您好，已接手处理。")
    expect(page.locator("#drawer .facts")).to_contain_text("处理中")
    shot(page, "macro")
    assert "ticket.taken" not in told(ticket)

    page.keyboard.press("Control+Enter")
    expect(page.locator("#story").get_by_text("王芳您好，已接手处理。")).to_be_visible()
    expect(page.locator("#head").get_by_text("处理中")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#head").get_by_text("处理中")).to_be_hidden()
    expect(page.locator("#head").get_by_text("已受理")).to_be_visible()
    assert "ticket.undone" in told(ticket)
