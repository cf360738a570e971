"""A mail, from the customer's mailbox to the closed ticket, by a real IMAP and a real SMTP server."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import told
from tests.gateways.mail.posts import DESK, a_mailbox, turn
from tests.gateways.mail.raw_mails import a_raw_mail, encoded_word
from tests.gateways.servers import ImapServer, SmtpServer, imap_server, smtp_server
from tests.journeys.test_call_to_closed import COURSE, called_back, worked_on

WANG = "wangfang@example.com"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with smtp_server() as server:
        yield server


# REQ RS-1 RS-9 SD-9 SD-12 SD-15
def test_a_mail_becomes_a_ticket_that_is_answered_worked_on_called_back_and_closed(
    desk, sit_down, imap, smtp
):
    a_mailbox(imap, smtp)
    imap.deliver(_mail("打印机坏了", "二楼收费窗口的打印机卡纸。\n王芳", message_id="<first@example.com>"))
    turn(database_now())
    ticket = Ticket.objects.get()
    (receipt,) = smtp.postbox.to(WANG)
    assert (receipt["In-Reply-To"], ticket.number in receipt["Subject"]) == ("<first@example.com>", True)

    agent = sit_down(desk.agent, f"/t/{ticket.number}")
    _answered(agent, "王芳您好，请看一下是哪一台？")
    turn(database_now())
    answer = smtp.postbox.to(WANG)[-1]
    assert "请看一下是哪一台？" in answer.get_content()
    assert (answer["In-Reply-To"], answer["Subject"]) == (
        "<first@example.com>",
        f"Re: 打印机坏了 [{ticket.number}]",
    )

    imap.deliver(_mail("回复：打印机坏了", "靠门的那台。", message_id="<second@example.com>", answers=answer))
    turn(database_now())
    expect(agent.get_by_text("1 条新动态")).to_be_visible(timeout=15_000)
    agent.reload()
    expect(agent.locator("#story").get_by_text("靠门的那台。")).to_be_visible()
    _accepted_and_dispatched(agent)

    worked_on(sit_down(desk.engineer, f"/t/{ticket.number}"))
    turn(database_now())

    agent.bring_to_front()
    called_back(agent, ticket.number)

    ticket.refresh_from_db()
    assert Ticket.objects.count() == 1
    assert (ticket.state, ticket.channel, ticket.evidence["grade"]) == ("closed", "mail", 10)
    assert (ticket.owner_id, ticket.handler_id) == (desk.agent.pk, desk.engineer.pk)
    assert [name for name in told(ticket) if name in COURSE] == list(COURSE)


def _answered(page: Page, text: str) -> None:
    expect(page.locator("#story").get_by_text("二楼收费窗口的打印机卡纸。")).to_be_visible()
    page.get_by_label("正文").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(page.locator("#story").get_by_text(text)).to_be_visible()


def _accepted_and_dispatched(page: Page) -> None:
    head, drawer = page.locator("#head"), page.locator("#drawer")
    head.get_by_role("button", name="受理").click()
    expect(head.get_by_text("已受理")).to_be_visible()
    head.get_by_role("link", name="派单", exact=True).click()
    drawer.get_by_role("radio", name="Wang").check()
    drawer.get_by_role("button", name="派单", exact=True).click()
    expect(head.get_by_text("已派单")).to_be_visible()


def _mail(subject: str, text: str, *, message_id: str, answers: EmailMessage | None = None) -> bytes:
    """As Wang's program writes it: GB 18030 under the name of GB 2312, an answer in the thread of what it answers."""
    thread = f"In-Reply-To: {answers['Message-ID']}\nReferences: {answers['Message-ID']}\n" if answers else ""
    return a_raw_mail(
        text, charset="gb18030", label="gb2312", sender=f"{encoded_word('王芳', 'gb18030')} <{WANG}>", to=DESK,
        subject=encoded_word(subject, "gb18030", label="gb2312"), message_id=message_id, more=thread,
    )  # fmt: skip
