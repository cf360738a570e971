"""A customer's whole way on a phone: reported with a picture, worked on, agreed, completed, rated, closed."""

from datetime import date, time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Attachment
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.tickets.commands import (
    accept_ticket,
    complete_ticket,
    dispatch_ticket,
    propose_solution,
    reply_to_customer,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.worker.reactions import handler_named, handlers
from tests.capabilities.tickets.makers import Desk, a_desk, told
from tests.portal.browser import phones, shot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_phone(chromium, live_server):
    yield from phones(chromium, live_server.url)


# REQ SD-4 SD-8 SD-15 SD-23 SA-8 RS-7 DP-20
def test_a_report_with_a_picture_is_worked_on_agreed_completed_and_rated(open_phone, live_server, tmp_path):
    desk = _a_desk_on_duty()
    phone = open_phone()
    shot(phone, "1-door")
    sign_in(phone, desk.contact, live_server.url)
    shot(phone, "2-home")

    phone.get_by_role("link", name="故障").click()
    phone.get_by_text("页面空白").click()
    phone.get_by_label("发生了什么").fill("收费窗口打开后是白屏，刷新也没有用。")
    phone.get_by_text("一个部门", exact=True).click()
    phone.get_by_text("工作受阻").click()
    phone.get_by_text("有，我来添加").click()
    phone.locator("input[type=file]").set_input_files(_a_photo(tmp_path))
    shot(phone, "3-report")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_role("heading", name="已收到您的请求")).to_be_visible()
    ticket = Ticket.objects.get()
    expect(phone.get_by_text(ticket.number)).to_be_visible()
    shot(phone, "4-receipt")
    phone.get_by_role("link", name="查看进展").click()

    _worked_on(ticket, desk)
    phone.reload()
    shot(phone, "5-in-work")
    phone.get_by_role("button", name="催单").click()
    expect(phone.get_by_text("已告知处理人员")).to_be_visible()
    phone.get_by_role("button", name="同意，请处理").click()
    expect(phone.get_by_text("我们将按方案处理")).to_be_visible()
    phone.get_by_label("补充说明").fill("三号窗口也这样。")
    phone.get_by_role("button", name="发送").click()
    expect(phone.locator("#story").get_by_text("三号窗口也这样。")).to_be_visible()
    expect(phone.get_by_label("补充说明")).to_have_value("")
    shot(phone, "6-after-word")

    _completed(ticket, desk)
    phone.reload()
    shot(phone, "7-solved")
    phone.get_by_role("button", name="非常满意").click()
    expect(phone.get_by_text("谢谢您的评价")).to_be_visible()
    shot(phone, "8-rated")

    _seen_without_signing_in(ticket, open_phone)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.urged, ticket.evidence["grade"]) == ("closed", 1, 10)
    assert Attachment.objects.filter(subject_id=ticket.pk, media_type="image/jpeg").count() == 1
    assert "ticket.solution_confirmed" in told(ticket)


def _seen_without_signing_in(ticket: Ticket, open_phone) -> None:
    """A colleague who was sent the progress link sees this ticket on a dark phone, and nothing else."""
    other = open_phone(progress_path(ticket), color_scheme="dark")
    expect(other.get_by_role("heading", name="收费窗口打开后是白屏")).to_be_visible()
    expect(other.get_by_role("link", name="我的工单")).to_be_hidden()
    shot(other, "9-by-link-dark")
    other.goto(other.url.split("/s/")[0] + "/portal/")
    expect(other.get_by_label("您的邮箱地址")).to_be_visible()


def _a_desk_on_duty() -> Desk:
    """A desk whose people work around the clock, so that the story can be told at any hour."""
    desk = a_desk()
    always = [Shift(day, time(0), time(0)) for day in range(1, 8)]
    for person in (desk.agent, desk.engineer):
        set_weekly_plan(
            person=person,
            shifts=always,
            valid_from=date(2026, 1, 1),
            actor=SYSTEM,
            at=database_now(),
            on_holidays=True,
        )
    return desk


def _worked_on(ticket: Ticket, desk: Desk) -> None:
    now = database_now
    if ticket.state == "new":
        accept_ticket(ticket=ticket, actor=desk.as_agent, at=now())
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=now())
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=now())
    reply_to_customer(
        ticket=ticket, text="您好，已经看到您的截图，正在检查服务器。", actor=desk.as_agent, at=now()
    )
    propose_solution(
        ticket=ticket,
        solution="需要重启收费服务，约两分钟，期间窗口暂停收费。您看现在可以吗？",
        actor=desk.as_engineer,
        at=now(),
    )


def _completed(ticket: Ticket, desk: Desk) -> None:
    complete_ticket(
        ticket=ticket,
        cause="缓存服务内存用尽",
        solution="已重启收费服务并调大缓存，三个窗口都恢复正常。",
        process="检查日志，重启服务。",
        actor=desk.as_engineer,
        at=database_now(),
    )
    for fact in facts_of(ticket.pk):
        for dotted in handlers().get(fact.name, []):
            handler_named(dotted)(fact.pk)


def _a_photo(folder: Path) -> Path:
    path = folder / "白屏.jpg"
    Image.new("RGB", (1200, 900), "#eef").save(path, "JPEG")
    return path
