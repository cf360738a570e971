"""A promise's date set by hand on the ticket's page: by who may, with a reason, told in the story, and undone."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.service_levels.models import Clock
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY_9 + timedelta(days=4)


def resolution(ticket) -> Clock:
    return Clock.objects.get(subject_id=ticket.pk, promise="resolution")


# REQ SD-13 BX-1
def test_a_date_set_by_hand_is_on_the_panel_in_the_story_and_can_be_undone(desk: Desk, browse):
    with fixed_at(MONDAY_9):
        ticket = a_ticket_in_work(desk)
    due = resolution(ticket).due_at
    client, address = browse(desk.manager), f"/t/{ticket.number}"
    form = {
        "promise": "resolution",
        "due_at": f"{localtime(FRIDAY):%Y-%m-%dT%H:%M}",
        "reason": "客户要求周五前",
    }

    assert f'href="{address}/promise"' in client.get(f"{address}/clocks").content.decode()
    assert client.get(f"{address}/promise").status_code == 200
    assert client.post(f"{address}/promise", form).status_code == 303

    page = client.get(address).content.decode()
    assert (resolution(ticket).due_at, resolution(ticket).by_hand) == (FRIDAY, True)
    assert "· 手工设定</span>" in page
    assert "客户要求周五前" in page

    (undo,) = set(re.findall(rf"{address}/undo/\d+", page))
    assert client.post(undo).status_code == 303
    assert (resolution(ticket).due_at, resolution(ticket).by_hand) == (due, False)
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_9 + timedelta(hours=3)) == []


# REQ SD-13
def test_without_a_reason_or_in_the_past_it_is_refused_at_the_field(desk: Desk, browse):
    with fixed_at(MONDAY_9):
        ticket = a_ticket_in_work(desk)
    client, address = browse(desk.manager), f"/t/{ticket.number}/promise"
    past = {"promise": "resolution", "due_at": "2026-11-01T09:00", "reason": "客户要求"}

    with fixed_at(MONDAY_9):
        refused = [client.post(address, past), client.post(address, past | {"reason": ""})]

    assert [answer.status_code for answer in refused] == [422, 422]
    assert ["aria-invalid" in answer.content.decode() for answer in refused] == [True, True]
    assert not resolution(ticket).by_hand


# REQ SD-13
def test_whoever_may_not_is_neither_offered_it_nor_let_in(desk: Desk, browse):
    ticket = a_ticket_in_work(desk)
    client, address = browse(desk.engineer), f"/t/{ticket.number}"

    assert f"{address}/promise" not in client.get(address).content.decode()
    assert client.get(f"{address}/promise").status_code == 403
