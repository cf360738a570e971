"""An engineer works his list off by keys, and moves a card of the board: what that needs is asked, or refused."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import dispatch_ticket, register_ticket
from shouwen.capabilities.workplace.models import Snooze
from tests.capabilities.tickets.makers import a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"viewport": {"width": 1920, "height": 1000}}


# REQ UX-1
def test_what_waits_is_put_off_brought_back_and_done_by_keys_then_moved_on_the_board(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.engineer, "/", **WIDE)
    row, drawer = page.locator(f"[data-row='ticket-{ticket.number}']"), page.locator("#drawer")

    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(row).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(drawer.get_by_role("button", name="明天上午")).to_be_visible()
    shot(page, "put-off")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有等你处理的事项")).to_be_visible()
    assert Snooze.objects.get().person == desk.engineer
    page.keyboard.press("z")
    expect(row).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(drawer.get_by_role("button", name="接单")).to_be_visible()
    drawer.get_by_role("button", name="接单").click()
    expect(row.get_by_role("link", name="完成")).to_be_visible()

    page.goto(page.url.replace("/todo", "/tickets/board?view=mine"))
    card = page.locator(f"[data-flow-state='in_progress'] [data-row='{ticket.number}']")
    card.drag_to(page.locator("[data-flow-state='suspended']"))
    expect(drawer.get_by_role("heading", name="挂起")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    card.drag_to(page.locator("[data-flow-state='verified']"))
    expect(page.get_by_text("不能直接到“已回访”")).to_be_visible()
    expect(card).to_be_visible()
    assert told(ticket)[-1] == "ticket.taken"
