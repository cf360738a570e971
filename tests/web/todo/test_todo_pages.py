"""The to-do page: overdue first, then by the reader's days; put off in place, and back by one press."""

import re
from datetime import timedelta

import pytest

from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.tickets.commands import ask_in
from shouwen.capabilities.tickets.models import Task, Ticket
from shouwen.capabilities.workplace.models import Snooze
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket, a_ticket_in_work

HOUR = timedelta(hours=1)


def page(answer):
    return answer.content.decode()


def groups(html):
    """Each group's name with the keys of its lines."""
    parts = re.findall(r"<h2>(.*?) <span.*?(?=<h2>|$)", html.split('id="list"')[1], re.S)
    bodies = re.split(r"<h2>", html.split('id="list"')[1])[1:]
    return {name: re.findall(r'data-row="([^"]+)"', body) for name, body in zip(parts, bodies, strict=True)}


# REQ UX-1
def test_overdue_stands_first_and_the_rest_by_the_readers_days(desk, browse):
    late, today, tomorrow, sometime = (a_ticket_in_work(desk) for _ in range(4))
    ask_in(ticket=today, person=desk.engineer, wish="看日志", actor=desk.as_agent, at=MONDAY_9 + HOUR)
    for ticket, due_at in ((late, -HOUR), (today, 14 * HOUR), (tomorrow, 16 * HOUR), (sometime, None)):
        due = None if due_at is None else MONDAY_9 + due_at
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=due)

    html = page(browse(desk.engineer).get("/todo"))

    assert groups(html) == {
        "已超时": [f"ticket-{late.number}"],
        "今日": [f"ticket-{today.number}", f"task-{Task.objects.get().pk}"],  # 23:00 in Shanghai
        "明天 · 11-24 星期二": [f"ticket-{tomorrow.number}"],
        "未定日期": [f"ticket-{sometime.number}"],
    }
    assert html.count(f"/t/{late.number}/complete") == 2  # by its button, and by C on the row
    assert f"/t/{late.number}/hand-over" in html


def test_what_is_put_off_by_a_press_rests_until_then_and_is_brought_back(desk, browse):
    ticket = a_ticket_in_work(desk)
    client, key = browse(desk.engineer), f"ticket-{ticket.number}"
    asked = page(client.get(f"/todo/{key}/snooze"))

    done = client.post(f"/todo/{key}/snooze", {"when": "tomorrow"})

    assert re.findall(r"<span class=\"help\">(2026[^<]+)</span>", asked) == [
        "2026-11-23 12:00", "2026-11-24 09:00", "2026-11-30 09:00"
    ]  # fmt: skip
    assert (done.status_code, done["Location"]) == (303, "/todo")
    assert Snooze.objects.get().until == MONDAY_9 + timedelta(days=1)
    assert "没有等你处理的事项" in page(client.get("/todo"))
    assert key in page(client.get("/todo?show=snoozed"))
    client.post(f"/todo/{key}/waking")
    assert key in page(client.get("/todo"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"when": "never"},
        {"until": "2026-11-23T09:00"},
        {"until": "2028-01-01T09:00"},
        {"until": "x"},
        {"when": "tomorrow", "person": "1"},
    ],
)
def test_an_instant_that_makes_no_sense_puts_nothing_off(desk, browse, sent):
    ticket = a_ticket_in_work(desk)

    answer = browse(desk.engineer).post(f"/todo/ticket-{ticket.number}/snooze", sent)

    assert answer.status_code == 422
    assert not Snooze.objects.exists()


def test_what_waits_for_another_is_not_there(desk, browse):
    ticket = a_ticket_in_work(desk)
    client = browse(desk.other_engineer)

    answers = [
        client.get(f"/todo/ticket-{ticket.number}/snooze").status_code,
        client.post(f"/todo/ticket-{ticket.number}/snooze", {"when": "tomorrow"}).status_code,
        client.get("/todo/nothing/snooze").status_code,
    ]

    assert answers == [404, 404, 404]
    assert not Snooze.objects.exists()


def test_each_list_says_what_would_stand_in_it_and_what_does(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.agent)
    shows = ("asked", "followed", "copied", "snoozed")
    empty = {show: "empty" in page(client.get(f"/todo?show={show}")) for show in shows}

    ask_in(ticket=ticket, person=desk.engineer, wish="看日志", actor=desk.as_agent, at=MONDAY_9)
    CallBack.objects.create(
        ticket=ticket, rule="usual", purpose="satisfaction", seq=1, assignee=desk.agent, opened_at=MONDAY_9,
        due_at=MONDAY_9,
    )  # fmt: skip

    assert empty == dict.fromkeys(shows, True)
    assert f"在{desk.engineer.name}处" in page(client.get("/todo?show=asked"))
    mine = page(client.get("/todo"))
    assert 'href="/call-backs/' in mine
    assert 'aria-current="page"' in mine.split("</nav>")[0]  # it belongs to the workplace
