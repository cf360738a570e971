"""Under "the customer sees" stands what the customer reads himself, and nothing from inside."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from shouwen.base.files import Upload
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import (
    add_note,
    attach_file,
    cancel_ticket,
    reply_to_customer,
    suspend_ticket,
    update_progress,
)
from shouwen.capabilities.tickets.queries import timeline
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ SA-13 SA-25
def test_the_filter_shows_what_the_customer_reads_and_no_text_that_is_internal(desk, browse, at_instant):
    ticket = a_ticket_in_work(desk)
    on = {"ticket": ticket, "actor": desk.as_engineer}
    later = MONDAY_11 + timedelta(days=1)
    add_note(**on, at=MONDAY_10, text="内部笔记")
    said = {"found": "驱动过旧", "next_step": "明早升级", "next_at": later}
    update_progress(**on, at=MONDAY_10, done="只给同事看的进展", **said)
    update_progress(**on, at=MONDAY_10, done="也给客户看的进展", tell_customer=True, **said)
    reply_to_customer(**on, at=MONDAY_10, text="请先用三楼打印机")
    suspend_ticket(**on, at=MONDAY_11, reason="waiting_parts", until=later, text="供应商拖延，别告诉客户")
    at_instant(MONDAY_11)

    page = browse(desk.agent).get(f"/t/{ticket.number}/story?show=customer").content.decode()
    internal = browse(desk.agent).get(f"/t/{ticket.number}/story?show=internal").content.decode()

    assert [words in page for words in ("也给客户看的进展", "请先用三楼打印机")] == [True, True]
    assert "挂起" in page
    secret = ("内部笔记", "只给同事看的进展", "供应商拖延")
    assert [words in page for words in secret] == [False, False, False]
    assert [words in internal for words in secret] == [True, True, True]
    his = {line.seq for line in timeline(ticket=ticket, actor=desk.as_contact)}
    ours = {line.seq for line in timeline(ticket=ticket, actor=desk.as_agent, show="customer")}
    assert ours == his


# REQ SA-13
@pytest.mark.parametrize("at_portal", [True, False])
def test_that_it_rests_was_cancelled_or_closed_is_seen_also_where_the_reason_is_internal(
    desk, browse, at_portal
):
    ticket = a_ticket_in_work(desk)
    on = {"ticket": ticket, "at": MONDAY_10}
    suspend_ticket(**on, actor=desk.as_engineer, reason="waiting_parts", until=MONDAY_11, text="供应商拖延")
    cancel_ticket(**on, actor=desk.as_manager, reason="客户自己拔了线")
    actor = desk.as_contact if at_portal else desk.as_agent

    lines = timeline(ticket=ticket, actor=actor, show="all" if at_portal else "customer")

    assert {"ticket.suspended", "ticket.cancelled"} <= {line.name for line in lines}
    assert [line.entry.body for line in lines if line.entry] == [ticket.entries.order_by("pk")[0].body]


# REQ SA-13 SA-25
def test_of_a_file_for_colleagues_the_filter_tells_nothing_and_older_lines_are_still_reached(desk, browse):
    ticket = a_ticket_in_work(desk)
    on = {"ticket": ticket, "actor": desk.as_engineer, "at": MONDAY_10}
    for name, visibility in (("给客户.txt", Visibility.CUSTOMER), ("给同事.txt", Visibility.INTERNAL)):
        upload = Upload(BytesIO(b"x"), name, "text/plain")
        attach_file(**on, upload=upload, visibility=visibility)
    for number in range(25):
        said = {"done": f"第 {number} 步", "found": "仍报错", "next_step": "再试", "next_at": MONDAY_11}
        update_progress(**on, **said, tell_customer=False)

    address, found = f"/t/{ticket.number}/story?show=customer", ""
    client = browse(desk.agent)
    while address and found.count("story?") < 9:
        page = client.get(address).content.decode()
        found += page
        older = re.findall(rf'"(/t/{ticket.number}/story\?show=customer&amp;before=\d+)"', page)
        address = older[0].replace("&amp;", "&") if older else ""

    assert "给客户.txt" in found
    assert "给同事.txt" not in found
    assert "fact-1" in found
