"""The inbox: grouped by ticket, muted by ticket, and told to a browser whose window is covered."""

import re

import pytest

from shouwen.base import journal
from shouwen.capabilities.notifications.commands.telling import tell_colleagues
from shouwen.capabilities.notifications.composing import Words
from shouwen.capabilities.notifications.models import Mute, Notice
from shouwen.capabilities.notifications.parties import as_addressee
from shouwen.capabilities.tickets.telling import what_to_tell
from shouwen.web.inbox.views import without_number
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket


def page(answer):
    return answer.content.decode()


def told(desk, ticket, name="ticket.noted", **payload):
    """Something happened on the ticket, and the agent is told; his notice."""
    fact = journal.record(
        journal.lock(ticket.pk), name, actor=desk.as_manager, at=MONDAY_9,
        regulation_id=ticket.regulation_id, **payload,
    )  # fmt: skip
    words = {as_addressee(desk.agent): Words(f"{ticket.number} 有新消息", f"正文 {fact.seq}")}
    tell_colleagues(what=what_to_tell(fact), kind="k", words=words, mailed=frozenset(), at=MONDAY_9)
    return Notice.objects.get(fact=fact)


@pytest.fixture
def ticket(desk):
    return a_ticket(desk)


def test_notices_of_one_ticket_stand_together(desk, browse, ticket):
    other = a_ticket(desk)
    for about in (ticket, other, ticket):
        told(desk, about)

    html = page(browse(desk.agent).get("/inbox"))

    assert [html.count(f">{about.number}<") for about in (ticket, other)] == [1, 1]
    assert [html.count(words) for words in (">有新消息 × 2<", ">有新消息<")] == [1, 1]
    assert f"{ticket.number} 有新消息" not in html
    assert html.count('<section class="card"') == 2


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("【SD-1】工程师已开始处理", "工程师已开始处理"),
        ("派单 SD-1：打印机卡纸", "派单：打印机卡纸"),
        ("[SD-1] Work has begun", "Work has begun"),
        ("Handed over SD-1: printer", "Handed over: printer"),
        ("SD-1", "SD-1"),
        ("派单 SD-12：另一单", "派单 SD-12：另一单"),
    ],
)
def test_a_title_reads_well_under_the_number(title, shown):
    assert without_number(title, "SD-1") == shown


def test_who_mutes_a_ticket_hears_only_what_calls_for_him(desk, browse, ticket):
    client = browse(desk.agent)
    told(desk, ticket)

    muted = client.post("/inbox/mutes", {"subject": ticket.pk})
    quiet = told(desk, ticket)
    loud = [
        told(desk, ticket, "ticket.dispatched"),
        told(desk, ticket, "clock.near", promise="answer"),
        told(desk, ticket, mentions=[desk.agent.pk]),
    ]

    assert muted.status_code == 303
    assert quiet.read_at == MONDAY_9
    assert [notice.read_at for notice in loud] == [None] * 3
    assert page(client.get("/inbox/count")) == "3"
    assert ticket.number in page(client.get("/inbox?show=muted"))
    client.post(f"/inbox/mutes/{ticket.pk}/removal")
    assert told(desk, ticket).read_at is None
    assert "没有静音的内容" in page(client.get("/inbox?show=muted"))


def test_nobody_mutes_for_another_or_what_he_was_never_told_of(desk, browse, ticket):
    told(desk, ticket)

    assert browse(desk.manager).post("/inbox/mutes", {"subject": ticket.pk}).status_code == 404
    assert browse(desk.agent).post("/inbox/mutes", {"subject": "x"}).status_code == 404
    browse(desk.agent).post("/inbox/mutes", {"subject": ticket.pk})
    browse(desk.manager).post(f"/inbox/mutes/{ticket.pk}/removal")
    assert Mute.objects.get().person_id == desk.agent.pk


def test_a_browser_asks_for_what_is_new_and_gets_ones_own_newest_only(desk, browse, ticket, at_instant):
    client = browse(desk.agent)
    assert client.get("/inbox/newest").status_code == 204
    notice = told(desk, ticket)
    at_instant(Notice.objects.get().created_at)

    answer = client.get("/inbox/newest").json()

    assert answer == {
        "id": notice.pk, "title": notice.title, "body": notice.body, "path": f"/t/{ticket.number}"
    }  # fmt: skip
    assert re.fullmatch(r"/t/[\w-]+", answer["path"])
    assert browse(desk.manager).get("/inbox/newest").status_code == 204
    client.post("/inbox/read")
    assert client.get("/inbox/newest").status_code == 204


def test_a_new_ticket_is_offered_to_whoever_may_register_one(desk, browse):
    offered = 'href="/t/new"'

    assert offered in browse(desk.agent).get("/tickets").content.decode()
    assert offered not in browse(desk.engineer).get("/tickets").content.decode()
    assert browse(desk.engineer).get("/t/new").status_code == 403
