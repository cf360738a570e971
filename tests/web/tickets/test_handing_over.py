"""A hand-over waits for one answer only: accepted, returned, or given on within the line that has it."""

import re

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands import (
    dispatch_ticket,
    hand_over,
    link_tickets,
    refuse_dispatch,
    return_hand_over,
    take_ticket,
    undo,
    urge_ticket,
)
from shouwen.capabilities.tickets.models import HandOver
from tests.capabilities.tickets.makers import MONDAY_10, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ SD-30
def test_what_a_line_gives_on_to_one_of_its_people_is_his_to_take_or_refuse_and_waits_for_no_acceptance(
    desk, browse
):
    ticket = hand_over(
        ticket=a_ticket_in_work(desk), team=desk.second_line, tried="重装驱动", reason="需要二线", actor=desk.as_engineer,
        at=MONDAY_10,
    )  # fmt: skip
    waiting = {"actor": desk.as_other_engineer, "at": MONDAY_10}
    dispatch_ticket(ticket=ticket, engineer=desk.other_engineer, actor=desk.as_manager, at=MONDAY_10)

    page = browse(desk.other_engineer).get(f"/t/{ticket.number}").content.decode()
    assert f"/t/{ticket.number}/refuse" in page
    assert f"/t/{ticket.number}/return-hand-over" not in page
    with pytest.raises(InvalidInput):
        return_hand_over(ticket=ticket, answer="缺日志", **waiting)

    refuse_dispatch(ticket=ticket, reason="no_skill", text="不熟悉", **waiting)
    assert [row.outcome for row in ticket.dispatches.order_by("pk")][-1] == "refused"
    assert [one.state for one in ticket.hand_overs.all()] == ["accepted"]


# REQ SD-30 BX-1
@pytest.mark.parametrize("act", ["dispatch", "take"])
def test_a_dispatch_or_receipt_that_is_undone_leaves_the_hand_over_waiting_again(desk, act):
    ticket = hand_over(
        ticket=a_ticket_in_work(desk), team=desk.second_line, tried="重装驱动", reason="需要二线", actor=desk.as_engineer,
        at=MONDAY_10,
    )  # fmt: skip
    before = list(HandOver.objects.filter(ticket=ticket).values())
    on = {"ticket": ticket, "actor": desk.as_manager, "at": MONDAY_10}
    if act == "dispatch":
        dispatch_ticket(**on, engineer=desk.other_engineer)
    else:
        take_ticket(**on)
    assert [one.state for one in ticket.hand_overs.all()] == ["accepted"]

    told = [fact for fact in facts_of(ticket.pk) if fact.name in ("ticket.dispatched", "ticket.taken")]
    undo(seq=told[-1].seq, **on)

    assert list(HandOver.objects.filter(ticket=ticket).values()) == before


# REQ SD-30
def test_a_person_who_is_not_in_the_team_is_refused_at_the_field_and_by_the_command(desk, browse):
    ticket = a_ticket_in_work(desk)
    package = {"team": desk.second_line.pk, "tried": "重装驱动", "reason": "beyond_line"}
    client = browse(desk.engineer)

    answer = client.post(f"/t/{ticket.number}/hand-over", package | {"person": desk.agent.pk})

    assert answer.status_code == 422
    assert f"{desk.agent.name} 不在该班组" in answer.content.decode()
    assert not HandOver.objects.filter(ticket=ticket).exists()

    taken = client.post(f"/t/{ticket.number}/hand-over", package | {"person": desk.other_engineer.pk})
    assert taken.status_code == 303
    assert HandOver.objects.get(ticket=ticket).to_person == desk.other_engineer


def test_work_that_is_done_is_handed_back_by_a_reason_of_its_own(desk, browse):
    page = browse(desk.engineer).get(f"/t/{a_ticket_in_work(desk).number}/hand-over").content.decode()

    assert "已处理，交回" in page


# REQ SD-30
def test_colleagues_are_offered_under_their_teams_and_not_who_hands_it_over(desk, browse):
    page = browse(desk.engineer).get(f"/t/{a_ticket_in_work(desk).number}/hand-over").content.decode()

    persons = page.partition('name="person"')[2].partition("</select>")[0]
    groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', persons, re.S))
    second = re.findall(r'<option value="(\d+)"', groups["二线技术组"])
    assert str(desk.other_engineer.pk) in second
    assert f'value="{desk.engineer.pk}"' not in persons


# REQ SD-30 SD-10
def test_the_story_says_to_whom_it_was_handed_over_or_dispatched_and_which_other_ticket_is_meant(
    desk, browse
):
    ticket, other, secret = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    alike = {"actor": desk.as_manager, "at": MONDAY_10}
    dispatch_ticket(ticket=ticket, team=desk.second_line, **alike)
    link_tickets(ticket=ticket, other=other, kind=LinkKind.RELATED, **alike)
    link_tickets(ticket=ticket, other=secret, kind=LinkKind.RELATED, **alike)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)
    hand_over(
        ticket=ticket, team=desk.second_line, person=desk.other_engineer, tried="重启", reason="beyond_line",
        actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip
    dispatch_ticket(ticket=other, engineer=desk.engineer, **alike)
    urge_ticket(ticket=ticket, actor=desk.as_contact, at=MONDAY_10, channel="portal")

    story = browse(desk.engineer).get(f"/t/{ticket.number}/story").content.decode()

    told = [
        line
        for line in re.findall(r"<strong>([^<]+)</strong><span>([^<]+)</span>", story)
        if line[0] != "系统"
    ]
    assert told[:2] == [
        (desk.contact.name, "催单"),
        (desk.engineer.name, f"转交给二线技术组 · {desk.other_engineer.name}"),
    ]
    assert told[3:6] == [
        (desk.manager.name, "关联另一张工单"),
        (desk.manager.name, f"关联 {other.number}"),
        (desk.manager.name, "派单给二线技术组"),
    ]


def test_nobody_is_offered_himself_as_a_helper(desk, browse):
    asking = browse(desk.engineer).get(f"/t/{a_ticket_in_work(desk).number}/ask-in").content.decode()

    assert ">Zhao</option>" in asking
    assert ">Wang</option>" not in asking
