"""With the keyboard alone, and with one thumb."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.commands import ask_review, draft_from
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.tickets.commands import dispatch_ticket, hand_over, register_ticket, take_ticket
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import a_request, a_ticket, told
from tests.journeys.conftest import shot
from tests.journeys.hands import Hands, check

NARROW = {"viewport": {"width": 360, "height": 780}}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-9 RS-4
def test_a_call_is_written_down_and_dispatched_with_twelve_keys_and_no_mouse(desk, sit_down):
    page = sit_down(desk.agent)
    hands, drawer = Hands(page), page.locator("#drawer")

    hands.press("n")
    expect(drawer.get_by_label("电话", exact=True)).to_be_focused()
    hands.type("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    hands.press("Enter")
    expect(drawer.get_by_label("现象")).to_be_focused()
    hands.type("二楼收费窗口打印机卡纸")
    hands.press("Tab", "Space", "Tab", "Space", "Tab", "ArrowRight", "Control+Enter")
    expect(drawer.locator(".big-number").first).to_be_visible()
    hands.press("Enter")
    expect(page.get_by_text("已派给")).to_be_visible()

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.impact_id) == ("dispatched", "impact/organisation")
    assert hands.keys <= 12
    check("agent: a call written down and dispatched", hands)


# REQ SD-9
def test_the_queue_is_walked_peeked_and_undone_by_keys(desk, sit_down):
    numbers = [_registered(desk).number for _ in range(3)]
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")

    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text(numbers[0])
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("#drawer[open]")).to_contain_text(numbers[1])
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_contain_text("2")
    page.get_by_role("button", name="派单", exact=True).press("Enter")
    drawer = page.locator("#drawer")
    drawer.get_by_role("radio", name="Wang").check()
    drawer.get_by_role("button", name="派单", exact=True).press("Enter")
    expect(page.get_by_text("已处理 2 单")).to_be_visible()
    assert Ticket.objects.filter(state="dispatched").count() == 2

    page.keyboard.press("z")
    expect(page.get_by_text("已撤销 2 单")).to_be_visible()
    assert Ticket.objects.filter(state="dispatched").count() == 0


# REQ SD-9 RS-4
def test_somebody_who_is_not_the_first_is_found_by_his_initials_and_sent_with_four_keys(desk, sit_down):
    Person.objects.filter(pk=desk.other_engineer.pk).update(name="赵敏")
    _registered(desk)
    page = sit_down(desk.agent, "/dispatch", color_scheme="dark", **NARROW)
    page.keyboard.press("j")
    hands, drawer = Hands(page), page.locator("#drawer")

    hands.press("a")
    expect(drawer.get_by_role("radio", name="Wang")).to_be_focused()
    expect(drawer.locator("[data-found-by]").first).to_contain_text("没来过")
    _fits(page)
    shot(page, "chooser-phone-dark")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(drawer.get_by_role("columnheader")).to_have_text(["工程师", "资质", "在手", "空档", "熟悉客户"])
    shot(page, "chooser-dark")
    drawer.get_by_role("searchbox").fill("nobody")
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("status")).to_have_text("人选中没有这个名字。")
    drawer.get_by_role("searchbox").fill("")
    expect(drawer.get_by_role("radio", name="Wang")).to_be_checked()
    drawer.get_by_role("radio", name="Wang").focus()
    hands.press("z", "m")
    expect(drawer.locator("[data-found-by]:visible")).to_have_count(1)
    expect(drawer.get_by_role("radio", name="赵敏")).to_be_checked()
    hands.press("Enter")
    expect(page.get_by_text("没有待派的工单")).to_be_visible()

    assert Ticket.objects.get().handler == desk.other_engineer
    check("dispatcher: sent to somebody who is not the first", hands)


# REQ SD-12 RS-5 RS-7
def test_an_engineer_works_a_ticket_from_first_to_last_by_keys(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.engineer)
    hands, drawer, head = Hands(page), page.locator("#drawer"), page.locator("#head")

    _to_row(page, hands, ticket, tile="1")
    hands.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")
    hands.press("t")
    expect(head.get_by_text("处理中", exact=True)).to_be_visible()

    hands.press("p")
    expect(page.locator("#answer-body")).to_be_focused()
    hands.type("已到二楼收费窗口，打印机搓纸轮磨损")
    hands.press("Tab")
    hands.type("备件箱里没有同型号搓纸轮")
    hands.press("Tab")
    hands.type("向库房领取后更换")
    hands.press("Tab")
    hands.type_instant(f"{localtime(database_now()) + timedelta(days=1):%Y-%m-%dT10:00}")
    hands.press("Control+Enter")
    expect(page.locator(".entry").get_by_text("备件箱里没有同型号搓纸轮")).to_be_visible()

    hands.press("s")
    expect(drawer.locator("[name=reason]").first).to_be_focused()
    hands.press("Space", "Tab")
    hands.type_instant(f"{localtime(database_now()) + timedelta(days=2):%Y-%m-%dT10:00}")
    hands.press("Control+Enter")
    expect(head.get_by_text("已挂起", exact=True).first).to_be_visible()
    hands.press("s")
    expect(head.get_by_text("处理中", exact=True)).to_be_visible()

    hands.press("Shift+p")
    expect(drawer.get_by_label("方案（客户可见）")).to_be_focused()
    hands.type("更换搓纸轮，约二十分钟")
    hands.press("Control+Enter")
    expect(drawer).to_be_hidden()
    confirm = page.locator("#verbs a").filter(has_text="确认方案")
    expect(confirm).to_be_attached()
    hands.press(".")
    hands.reach(confirm, by="ArrowDown")
    hands.press("Enter")
    expect(drawer.get_by_label("客户确认方式")).to_be_focused()
    hands.press("Control+Enter")
    expect(drawer).to_be_hidden()
    hands.press("c")
    expect(drawer.get_by_label("原因")).to_be_focused()
    hands.type("搓纸轮磨损")
    hands.press("Tab")
    hands.type("更换搓纸轮并试打三张")
    hands.press("Control+Enter")
    expect(head.get_by_text("已完成", exact=True)).to_be_visible()

    ticket.refresh_from_db()
    assert (ticket.state, ticket.cause, ticket.solution) == (
        "completed",
        "搓纸轮磨损",
        "更换搓纸轮，约二十分钟",
    )
    check("engineer: a ticket taken, rested, and completed", hands)


# REQ SD-30 RS-8 RS-16
def test_the_next_line_answers_both_sides_of_what_was_handed_over_by_keys(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=database_now())
    hand_over(
        ticket=ticket, team=desk.second_line, tried="更换搓纸轮，仍卡纸", found="固件版本过低", asked="能否远程升级固件",
        reason="beyond_line", actor=desk.as_engineer, at=database_now(),
    )  # fmt: skip
    page = sit_down(desk.other_engineer, "/tickets?view=team-to-take")
    hands, story = Hands(page), page.locator("#story")

    hands.press("j")
    expect(page.locator("tr.is-current")).to_contain_text(ticket.number)
    hands.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")
    expect(page.locator("main aside")).to_contain_text("能否远程升级固件")
    hands.press("t")
    expect(page.locator("#head").get_by_text("处理中", exact=True)).to_be_visible()
    expect(page.locator("#answer [value=reply]")).to_be_checked()
    hands.press("r")
    expect(page.locator("#answer-body")).to_be_focused()
    hands.type("您好，今晚远程升级固件，明早九点给您结果。")
    hands.press("Tab")
    expect(page.get_by_label("给同事的结论")).to_be_focused()
    hands.type("固件 2.1 起修复卡纸误报，升级后观察一天。")
    hands.press("Control+Enter")
    expect(story).to_contain_text("固件 2.1 起修复卡纸误报")
    expect(story).to_contain_text("今晚远程升级固件")
    check("next line: a hand-over accepted and both sides answered", hands)
    assert told(ticket)[-2:] == ["ticket.replied", "ticket.noted"]


# REQ RS-7
def test_a_manager_goes_from_the_late_number_to_its_ticket_and_decides_by_keys(desk, sit_down):
    ticket = a_ticket(desk, occurred_at=None, at=database_now() - timedelta(days=9))
    version = RegulationVersion.objects.get()
    draft = draft_from(version=version, note="缩短派单承诺", actor=SYSTEM, at=database_now())
    ask_review(version=draft, remark="请看派单一节", actor=SYSTEM, at=database_now())
    page = sit_down(desk.manager)
    hands = Hands(page)

    _to_row(page, hands, ticket, tile="2")
    hands.press("w")
    expect(page.locator("#cell-editor :focus")).to_contain_text("Wang")
    hands.press("Enter")
    expect(page.locator("tr.is-current .q-handler")).to_contain_text("Wang")
    hands.press("e")
    expect(page.locator("#cell-editor [name=reason]")).to_be_focused()
    hands.type("收费窗口全部停用")
    hands.press("Tab", "Enter")
    expect(page.get_by_text("已定级")).to_be_visible()

    hands.press("g", "h")
    _arrived(page)
    expect(page.get_by_text("缩短派单承诺")).to_be_visible()
    hands.press("v")
    expect(page.get_by_role("button", name="复核通过")).to_be_visible()
    _arrived(page)
    hands.press("a")
    expect(page.get_by_text("已复核").first).to_be_visible()
    hands.press("g", "d")
    page.wait_for_url("**/dispatch")
    expect(page.get_by_role("link", name="日程板")).to_be_visible()
    hands.press("Control+k")
    hands.type("大屏")
    expect(page.locator("#palette-lines [aria-selected='true']")).to_contain_text("大屏")
    hands.press("Enter")
    expect(page.locator("body")).to_contain_text("待派")

    ticket.refresh_from_db()
    draft.refresh_from_db()
    assert (ticket.handler, draft.review) == (desk.engineer, "passed")
    check("manager: a late ticket given and raised, a draft reviewed, the wall", hands)


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


def _to_row(page: Page, hands: Hands, ticket: Ticket, *, tile: str) -> None:
    """From a number of Today to the first row of its list."""
    hands.press(tile)
    page.wait_for_url("**/tickets*")
    hands.press("j")
    expect(page.locator("tr.is-current")).to_contain_text(ticket.number)


def _arrived(page: Page) -> None:
    """What is seen of a new page is not all of it: once its scripts are there too, it hears the keys."""
    page.wait_for_load_state()


def _fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
