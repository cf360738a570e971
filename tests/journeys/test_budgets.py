"""Journeys within their budgets of keys, clicks and page loads: see docs/journeys.md."""

import pytest
from playwright.sync_api import expect

from shouwen.base.journal import facts_of
from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    register_ticket,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.worker.reactions import handler_named, handlers
from tests.capabilities.tickets.makers import a_request
from tests.journeys.hands import Hands, check
from tests.portal.browser import phones, sign_in

NO_MOUSE = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-9 RS-4
def test_twelve_tickets_are_dispatched_by_keys_alone(desk, sit_down):
    for _ in range(12):
        register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent)

    hands = Hands(page)
    hands.press("g", "d")
    page.wait_for_url("**/dispatch")
    rows = page.locator("#dispatches [data-row]")
    for left in range(12, 0, -1):
        expect(rows).to_have_count(left)
        hands.press("j")
        expect(page.locator("tr.is-current")).to_be_visible()
        hands.press("Enter")
    expect(page.get_by_text("没有待派的工单")).to_be_visible()

    assert Ticket.objects.filter(state="dispatched").count() == 12
    check("dispatcher: twelve tickets dispatched", hands)


@pytest.fixture
def open_phone(chromium, live_server):
    yield from phones(chromium, live_server.url)


# REQ SA-8 SD-4
def test_a_customer_reports_and_rates_with_few_taps_and_could_do_so_by_keys(desk, open_phone, live_server):
    phone = open_phone()
    sign_in(phone, desk.contact, live_server.url)
    _reported_by_taps(phone)
    ticket = Ticket.objects.get()
    _completed(ticket, desk)
    phone.goto(f"{live_server.url}/portal/tickets/{ticket.subject.public_token}/")
    hands = Hands(phone)
    hands.click(phone.get_by_role("button", name="非常满意"))
    expect(phone.get_by_text("谢谢您的评价")).to_be_visible()
    check("customer: rated", hands)

    state = phone.context.storage_state()
    _reported_by_keys(open_phone(**NO_MOUSE, storage_state=state))
    assert Ticket.objects.count() == 2


def _reported_by_taps(phone) -> None:
    hands = Hands(phone)
    hands.click(phone.get_by_role("link", name="故障"))
    phone.get_by_label("发生了什么").fill("收费窗口打开后是白屏。")
    for choice in ("一个部门", "工作受阻", "没有"):
        hands.click(phone.get_by_text(choice, exact=True).first)
    hands.click(phone.get_by_role("button", name="发送"))
    expect(phone.get_by_role("heading", name="已收到您的请求")).to_be_visible()
    check("customer: a fault reported on the portal", hands)


def _reported_by_keys(page) -> None:
    hands = Hands(page)
    hands.reach(page.get_by_role("link", name="故障"))
    hands.press("Enter")
    hands.reach(page.get_by_label("发生了什么"))
    hands.type("三号窗口也是白屏。")
    for name, choose in (("impact", "Space"), ("urgency", "Space"), ("screenshot", "ArrowDown")):
        hands.reach(page.locator(f"[name={name}]").first)
        hands.press(choose)
    hands.reach(page.get_by_role("button", name="发送"))
    hands.press("Enter")
    expect(page.get_by_role("heading", name="已收到您的请求")).to_be_visible()
    assert hands.clicks == 0


def _completed(ticket: Ticket, desk) -> None:
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=database_now())
    complete_ticket(
        ticket=ticket, cause="缓存用尽", solution="已重启收费服务。", process="重启服务。", actor=desk.as_engineer,
        at=database_now(),
    )  # fmt: skip
    for fact in facts_of(ticket.pk):
        for dotted in handlers().get(fact.name, []):
            handler_named(dotted)(fact.pk)
