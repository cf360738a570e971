"""What a manager has to decide stands on his first page once, with its reason and the act that fits."""

import re
from datetime import timedelta

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Subject
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket, a_ticket_in_work

LATE = {"next_due_at": MONDAY_9 - timedelta(minutes=5)}


def test_each_ticket_that_needs_the_manager_stands_there_once_with_its_reason_and_one_act(desk: Desk, browse):
    late, urged, handed, complaint, unowned, silent, again, done = (a_ticket_in_work(desk) for _ in range(8))
    left, left_by_owner = (a_ticket_in_work(desk) for _ in range(2))
    gone = disable_person(person=a_person("he"), actor=SYSTEM, at=MONDAY_9)
    waiting = {"state": "suspended", "lane": "customer", "suspend_reason": "customer"}
    waiting["suspended_until"] = MONDAY_9 + timedelta(days=1)
    for ticket, changes in (
        (late, LATE),
        (urged, {"urged": 1}),
        (handed, {"escalated_to": desk.manager, "reopened": 1, **LATE}),
        (complaint, {"klass_id": "class/complaint"}),
        (unowned, {"owner": None}),
        (left, {"handler": gone}),
        (left_by_owner, {"owner": gone}),
        (silent, waiting),
        (again, {"reopened": 1, **LATE}),
        (done, {"reopened": 1, "state": "completed"}),
    ):
        Ticket.objects.filter(pk=ticket.pk).update(**changes)
    Subject.objects.filter(pk=silent.pk).update(last_at=MONDAY_9 - timedelta(days=4))

    page = browse(desk.manager).get("/").content.decode()
    decisions, rest = page.split('id="decisions"', 1)[1].split("</ul>", 1)
    told = {
        row.split('"', 1)[0]: (*re.findall(r'class="help">(.*?) · ', row), *acts_of(row))
        for row in decisions.split('data-row="')[1:]
    }

    assert told == {
        handed.number: ("交由你决定", "去决定", f"/t/{handed.number}/dispatch"),
        complaint.number: ("投诉尚未了结", "联系客户", f"/t/{complaint.number}/contact"),
        unowned.number: ("没有首接负责人", "指定负责人", f"/t/{unowned.number}/change-owner"),
        left.number: ("处理人的账号已停用", "重新派单", f"/t/{left.number}/dispatch"),
        left_by_owner.number: (
            "首接负责人的账号已停用",
            "指定负责人",
            f"/t/{left_by_owner.number}/change-owner",
        ),
        silent.number: ("客户三天没有答复", "再问客户", f"/t/{silent.number}#answer-body"),
        again.number: ("重新打开", "重新派单", f"/t/{again.number}/dispatch"),
    }
    assert "交由你决定 · 重新打开" in decisions
    assert "其余已超时" in rest
    assert re.findall(r'data-row="([^"]+)"', rest) == [late.number]


def acts_of(row: str) -> list[str]:
    """What the buttons of a row are called, and where they lead."""
    found = re.findall(r'<a [^>]*class="btn[^>]*>.*?</a>', row)
    return [
        part
        for link in found
        for part in (re.sub(r"<[^>]+>", "", link), re.search(r'href="([^"]+)"', link)[1])
    ]


def test_what_nobody_has_yet_is_to_be_dispatched(desk: Desk, browse):
    ticket = a_ticket(desk)
    Ticket.objects.filter(pk=ticket.pk).update(owner=None)
    page = browse(desk.manager).get("/").content.decode()

    decisions = page.split('id="decisions"', 1)[1].split("</ul>", 1)[0]

    assert acts_of(decisions) == ["派单", f"/t/{ticket.number}/dispatch"]


def test_who_finds_no_open_ticket_is_not_led_to_the_empty_list_of_open_tickets(desk: Desk, browse):
    a_ticket_in_work(desk)

    pages = {
        role: browse(a_person(role, roles=(role,))).get("/").content.decode().split('id="list"', 1)[1]
        for role in ("business_development", "third_line", "quality")
    }

    assert all("这里暂时没有工单" in pages[role] for role in ("business_development", "third_line"))
    assert "查看全部未结" in pages["third_line"]
    assert "查看全部" not in pages["business_development"]
    assert "查看全部</a>" in pages["quality"]


def test_an_empty_desk_says_of_each_list_what_would_stand_in_it(desk: Desk, browse):
    people = {"manager": desk.manager, "leader": a_person("sun", roles=("team_leader",)), "agent": desk.agent}

    pages = {
        role: browse(person).get("/").content.decode().split('id="list"', 1)[1]
        for role, person in people.items()
    }

    assert "没有超时工单" in pages["manager"]
    assert "由你首接、负责或处理的工单会出现在这里。" not in pages["manager"] + pages["leader"]
    assert "新登记的工单会立即出现在这里。" in pages["leader"]
    assert "由你首接、负责或处理的工单会出现在这里。" in pages["agent"]
