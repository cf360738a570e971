"""The board: open tickets by state, moved by the verbs of the workflow and refused with its reason."""

import json
import re
from datetime import timedelta

import pytest

from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import boards
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket, a_ticket_in_work

HTMX = {"HX-Request": "true"}


def columns(html):
    """State -> its count, the words beneath it, and the numbers of its cards."""
    found = {}
    for part in html.split('data-flow-state="')[1:]:
        state, body = part.split('"', 1)
        body = body.split("</section>", 1)[0]
        count = int(re.search(r'class="count"[^>]*>(\d+)<', body)[1])
        age = re.search(r'<p class="help">(.*?)</p>', body)[1]
        found[state] = (count, age, re.findall(r'data-row="([^"]+)"', body))
    return found


# REQ UX-1
def test_each_state_of_the_workflow_tells_how_much_is_in_it_and_since_when(desk, browse):
    new, later = a_ticket(desk), a_ticket(desk)
    in_work = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=later.pk).update(reported_at=MONDAY_9 - timedelta(days=3, hours=2), priority=1)
    Ticket.objects.filter(pk=a_ticket(desk).pk).update(state="closed")

    html = browse(desk.manager).get("/tickets/board?view=open").content.decode()
    found = columns(html)

    assert list(found) == [
        "new", "accepted", "dispatched", "in_progress", "suspended", "completed", "verified"
    ]  # fmt: skip
    assert found["accepted"] == (2, "最早一单已 3 天 2 小时", [later.number, new.number])
    assert found["in_progress"][::2] == (1, [in_work.number])
    assert found["suspended"] == (0, found["suspended"][1], [])
    assert "view=closed" not in html.split('class="tabs"')[-1].split("</nav>")[0]


def test_the_board_is_narrowed_as_the_queue_and_leads_to_the_whole_list(desk, browse, monkeypatch):
    monkeypatch.setattr(boards, "SHOWN", 2)
    tickets = [a_ticket(desk) for _ in range(3)]
    a_ticket(desk, impact="person", urgency="minor")
    level = Ticket.objects.get(pk=tickets[0].pk).level_id.partition("/")[2]

    html = browse(desk.manager).get(f"/tickets/board?view=open&level={level}").content.decode()

    count, _age, cards = columns(html)["accepted"]
    assert (count, len(cards)) == (3, 2)
    assert f'href="/tickets?view=open&amp;level={level}&amp;state=accepted"' in html
    assert f"/tickets/filters?on=board&amp;view=open&amp;level={level}" in html
    drawer = browse(desk.manager).get(f"/tickets/filters?on=board&view=open&level={level}")
    assert 'action="/tickets/board"' in drawer.content.decode()


def test_a_plain_move_is_done_at_once_and_one_with_a_form_asks_in_the_drawer(desk, browse):
    ticket = a_ticket(desk)
    desk_manager, engineer = browse(desk.manager), browse(desk.engineer)

    asked = desk_manager.post(f"/t/{ticket.number}/moves", {"to": "dispatched"}, headers=HTMX)
    desk_manager.post(f"/t/{ticket.number}/dispatch", {"engineer": desk.engineer.pk})
    taken = engineer.post(f"/t/{ticket.number}/moves", {"to": "in_progress"}, headers=HTMX)
    resting = engineer.post(f"/t/{ticket.number}/moves", {"to": "suspended"})

    assert json.loads(asked.headers["HX-Trigger"])["drawer:open"]["url"] == f"/t/{ticket.number}/dispatch"
    assert "toast" in json.loads(taken.headers["HX-Trigger"])
    assert (resting.status_code, resting["Location"]) == (303, f"/t/{ticket.number}/suspend")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.handler) == ("in_progress", desk.engineer)


@pytest.mark.parametrize(("to", "said"), [("verified", "不能直接到“已回访”"), ("moon", "不能直接到“moon”")])
def test_where_no_way_leads_the_card_stays_and_the_reason_is_told(desk, browse, to, said):
    ticket = a_ticket(desk)

    refused = browse(desk.manager).post(f"/t/{ticket.number}/moves", {"to": to}, headers=HTMX)

    sentence = json.loads(refused.headers["HX-Trigger"])["toast"]["text"]
    assert refused.status_code == 409
    assert said in sentence
    assert "派单 → 已派单" in sentence
    assert Ticket.objects.get(pk=ticket.pk).state == "accepted"


def test_who_may_not_make_the_move_is_told_so_and_others_see_no_such_ticket(desk, browse):
    ticket = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=ticket.pk).update(state="completed", team=None)

    refused = browse(desk.engineer).post(f"/t/{ticket.number}/moves", {"to": "verified"}, headers=HTMX)
    unseen = browse(desk.other_engineer).post(f"/t/{ticket.number}/moves", {"to": "verified"}, headers=HTMX)

    assert (refused.status_code, unseen.status_code) == (403, 404)
    assert Ticket.objects.get(pk=ticket.pk).state == "completed"


def test_the_ways_that_lead_on_are_offered_by_name_for_keys_and_fingers(desk, browse):
    ticket = a_ticket_in_work(desk)

    html = browse(desk.engineer).get(f"/t/{ticket.number}/moves").content.decode()

    assert re.findall(rf'/t/{ticket.number}/([\w-]+)"', html.split('class="list-plain')[-1])[:3] == [
        "complete", "hand-over", "suspend"
    ]  # fmt: skip
    assert "→ 已完成" in html
