"""What can become of a ticket off the straight way: routed away, wrongly dispatched, back to work, resting, late."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from shouwen.base.journal import facts_of
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.call_backs.commands.opening import open_call_backs
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    register_ticket,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Dispatch, Ticket
from tests.capabilities.tickets.makers import Desk, a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BEFORE_NATIONAL_DAY = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in Shanghai


# REQ SD-10 SA-6 SA-7
def test_a_caller_without_contract_is_routed_away_with_the_reason(desk, sit_down):
    page = sit_down(desk.agent, "/tickets?view=routed-away")

    page.keyboard.press("n")
    drawer = page.locator("#drawer")
    drawer.get_by_label("电话", exact=True).fill("010-66668888")
    expect(drawer.get_by_text("没有匹配的客户")).to_be_visible()
    expect(drawer.get_by_text("客户无效")).to_be_visible()
    expect(drawer.locator("#check").get_by_text("潜在客户", exact=False)).to_be_visible()
    drawer.get_by_label("现象").fill("想了解你们的收费系统，能否安排演示？")
    drawer.locator("[name=screenshot][value=no]").check()
    drawer.get_by_label("报告人").fill("孙先生")
    drawer.get_by_text("更多").click()
    drawer.get_by_label("转出到").select_option(label="潜在客户 · 商务拓展部")
    drawer.locator("[name=route_reason]").fill("还不是客户，请商务联系。")
    drawer.get_by_role("button", name="登记").click()
    expect(drawer.get_by_text("已转出")).to_be_visible()
    shot(page, "routed-away")

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.route_id, ticket.customer_id) == ("routed_away", "route/prospect", None)
    assert "ticket.routed_away" in told(ticket)


# REQ SD-9 SD-22 RS-4
def test_a_wrong_dispatch_is_corrected_and_counted_as_wrong(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    page.locator("#head").get_by_role("link", name="派单", exact=True).click()
    drawer = page.locator("#drawer")
    drawer.get_by_role("radio", name="Zhao").check()
    drawer.get_by_label("上次派单是否有误").select_option(label="技能不符")
    drawer.get_by_role("button", name="派单", exact=True).click()

    expect(page.locator("#story").get_by_text("改派给Zhao，上次派单有误：技能不符")).to_be_visible()
    ticket.refresh_from_db()
    outcomes = list(
        Dispatch.objects.filter(ticket=ticket).order_by("pk").values_list("outcome", "outcome_reason")
    )
    assert outcomes == [("wrong", "wrong_skill"), ("open", "")]
    assert (ticket.handler_id, ticket.owner_id) == (desk.other_engineer.pk, desk.agent.pk)


# REQ BX-1
def test_a_split_made_by_mistake_is_taken_back_and_both_tickets_say_so(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    expect(page.locator("#verbs a").filter(has_text="拆分")).to_be_attached()
    page.keyboard.press(".")
    page.locator("#verbs a").filter(has_text="拆分").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("标题").fill("扫描仪也坏了")
    drawer.get_by_label("第二个问题").fill("扫描仪不出纸")
    drawer.get_by_role("button", name="拆分").click()
    expect(page.get_by_text("已拆分", exact=False)).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#story").get_by_text("撤回拆分")).to_be_visible()
    page.goto(page.url.rstrip("/") + "/related")
    page.get_by_role("link", name="扫描仪也坏了").first.click()
    expect(page.locator("#head").get_by_text("拆分已撤回")).to_be_visible()
    expect(page.locator("#head").get_by_role("link", name=ticket.number)).to_be_visible()
    shot(page, "split-taken-back")

    child = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (child.state, child.close_kind) == ("cancelled", "split_taken_back")


# REQ SD-15 SD-24 CS-1
def test_a_customer_who_is_not_satisfied_brings_the_ticket_back_to_work(desk, sit_down, worker):
    ticket = _completed(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    _wait_for(page, lambda: page.get_by_role("link", name="拨打"))
    page.get_by_role("link", name="拨打").click()
    drawer = page.locator("#drawer")
    later, improvement = drawer.get_by_label("约定再次致电时间"), drawer.get_by_label("改进建议")
    expect(drawer.get_by_label("客户原话")).to_be_visible()
    expect(improvement).to_be_hidden()
    drawer.get_by_role("radio", name="稍后再打").check()
    expect(later).to_be_visible()
    later.fill("2026-12-24T10:00")
    drawer.get_by_role("radio", name="没有解决").check()
    expect(later).to_be_hidden()
    expect(improvement).to_be_visible()
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_text("请记下客户说哪里没有解决")).to_be_visible()
    drawer.get_by_label("客户原话").fill("第二天又卡纸了。")
    drawer.get_by_role("button", name="保存").click()

    expect(page.locator("#head").get_by_text("处理中")).to_be_visible()
    expect(page.locator("#story").get_by_text("重新打开")).to_be_visible()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened, ticket.handler_id) == ("in_progress", 1, desk.engineer.pk)


# REQ SD-3 SD-6 SD-13
def test_a_rest_across_a_holiday_stops_the_clock_and_the_account_says_why(desk, sit_down, at_instant):
    with fixed_at(BEFORE_NATIONAL_DAY):
        ticket = _registered(desk, at=BEFORE_NATIONAL_DAY)
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=BEFORE_NATIONAL_DAY)
        take_ticket(ticket=ticket, actor=desk.as_engineer, at=BEFORE_NATIONAL_DAY)
    at_instant(BEFORE_NATIONAL_DAY + timedelta(hours=1))
    page = sit_down(desk.engineer, f"/t/{ticket.number}")

    page.get_by_role("link", name="挂起").click()
    drawer = page.locator("#drawer")
    drawer.get_by_role("radio", name="等待备件").check()
    drawer.get_by_label("截止").or_(drawer.locator("[name=until]")).first.fill("2026-10-08T10:00")
    drawer.get_by_role("button", name="挂起").click()
    expect(page.locator("#head").get_by_text("等待备件 · 至")).to_be_visible()
    expect(page.locator("#clocks").get_by_text("停表")).to_be_visible()

    at_instant(datetime(2026, 10, 8, 2, 0, tzinfo=UTC))
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("#head").get_by_text("处理中")).to_be_visible()
    page.locator("#clocks li", has_text="解决").get_by_role("link").first.click()
    expect(drawer.get_by_text("等待备件").first).to_be_visible()
    shot(page, "why-across-a-holiday")
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


# REQ SD-13 SD-14
def test_a_breach_reaches_the_desk_manager(desk, sit_down, worker):
    page = sit_down(desk.manager, "/inbox")
    last_week = database_now() - timedelta(days=7)
    with fixed_at(last_week):
        ticket = _registered(desk, at=last_week)

    _wait_for(page, lambda: page.locator("#list li").filter(has_text=ticket.number).get_by_text("超时"))
    page.get_by_role("button", name="打开").first.click()
    expect(page.get_by_role("heading", name=ticket.title)).to_be_visible()
    expect(page.locator("#story").get_by_text("承诺超时").first).to_be_visible()

    notices = Notice.objects.filter(person=desk.manager, subject_id=ticket.pk)
    assert notices.exclude(
        read_at=None
    ).exists()  # opening it is reading it; what the worker tells since is new


def _registered(desk: Desk, *, at: datetime | None = None) -> Ticket:
    return register_ticket(
        new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=at or database_now()
    )


def _completed(desk: Desk) -> Ticket:
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=database_now())
    return complete_ticket(
        ticket=ticket,
        cause="搓纸轮磨损",
        solution="已更换搓纸轮。",
        process="拆机更换",
        actor=desk.as_engineer,
        at=database_now(),
    )


def _wait_for(page: Page, what, seconds: int = 30) -> None:
    """Reload until it is there: the worker needs its moment."""
    for _ in range(seconds * 2):
        if what().count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(what().first).to_be_visible()


# REQ SD-15
def test_on_a_phone_every_act_of_a_completed_ticket_is_in_sight_without_sideways_moves(desk, sit_down):
    at = database_now()
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=at)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=at)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=at)
    complete_ticket(
        ticket=ticket, cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机更换", way="on_site",
        actor=desk.as_engineer, at=at,
    )  # fmt: skip
    done = [fact for fact in facts_of(ticket.pk) if fact.name == "ticket.completed"]
    open_call_backs(fact=done[-1])

    page = sit_down(desk.agent, f"/t/{ticket.number}", phone=True)

    more = page.locator("#head").get_by_role("button", name="更多").bounding_box()
    assert more
    assert more["x"] + more["width"] <= 360
