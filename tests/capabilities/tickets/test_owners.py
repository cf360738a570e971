"""Who answers to the customer: as each regulation binds him, and who acts for him while he is off duty."""

from datetime import UTC, date, datetime, time

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.base.time import fixed_at
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.commands.teams import change_team, join_team
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.commands import (
    accept_hand_over,
    cancel_ticket,
    change_owner,
    complete_ticket,
    dispatch_ticket,
    hand_over,
    keep_owners_on_duty,
    name_stand_in,
    record_confirmation,
    refuse_dispatch,
    reply_to_customer,
    route_away,
    take_ticket,
    undo,
    verify_ticket,
)
from shouwen.capabilities.tickets.models import Dispatch, Entry, Ticket
from shouwen.capabilities.tickets.queries.parties import persons_meant
from shouwen.capabilities.tickets.queries.views import in_view
from shouwen.capabilities.tickets.telling import what_to_tell
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import (
    FOUNDING_DAY,
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_ticket,
    told,
)

pytestmark = pytest.mark.django_db

MONDAY_22 = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai: the agents of the day are at home
TUESDAY_9 = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def somebody_on_nights(desk, name="night", *, team=None):
    """A colleague of the first line who works from 21 to 6."""
    person = a_person(name, roles=("agent",), on_duty=False)
    with fixed_at(FOUNDING_DAY):
        team = team or Team.objects.filter(line="first").order_by("pk").first()
        join_team(person=person, team=team, actor=SYSTEM, at=FOUNDING_DAY)
        set_weekly_plan(
            person=person,
            shifts=[Shift(day, time(21), time(6)) for day in range(1, 8)],
            valid_from=date(2026, 1, 1),
            actor=SYSTEM,
            at=FOUNDING_DAY,
        )
    return person


def unanswered(desk, at):
    return list(in_view("unanswered", actor=desk.as_manager, at=at).order_by("pk"))


def at_night():
    """The worker's look at the shifts, at ten in the evening."""
    with fixed_at(MONDAY_22):
        return keep_owners_on_duty()


# REQ BX-7 SD-8
@pytest.mark.parametrize("preset", ["desk", "always-on", "sla", "dealer"])
def test_the_first_agent_answers_whoever_accepts(preset):
    desk = a_desk(preset)
    ticket = a_ticket(desk)

    dispatch_ticket(
        ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9, leader="decided"
    )
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.handler) == (desk.agent, desk.engineer)


# REQ BX-7
def test_at_a_dealer_the_one_the_leader_chose_leads_whoever_takes_over():
    desk = a_desk("dealer")
    ticket = a_ticket(desk)
    dispatch_ticket(
        ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9, leader="decided"
    )
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)

    hand_over(
        ticket=ticket, team=desk.second_line, person=desk.other_engineer, tried="重启", reason="需要更换",
        actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip
    accept_hand_over(ticket=ticket, actor=desk.as_other_engineer, at=MONDAY_11)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.responsible, ticket.handler) == (
        desk.agent,
        desk.engineer,
        desk.other_engineer,
    )
    assert ticket.contact == desk.contact


# REQ BX-7 CS-1 CS-2
def test_at_a_dealer_who_refuses_leads_nothing_unless_another_was_chosen_first():
    desk = a_desk("dealer")
    by_leader = {"actor": desk.as_manager, "leader": "decided"}
    alone, second = a_ticket(desk), a_ticket(desk)
    for ticket in (alone, second):
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, at=MONDAY_9, **by_leader)
    dispatch_ticket(ticket=second, engineer=desk.other_engineer, at=MONDAY_10, **by_leader)

    refusal = {"reason": "no_skill", "text": "不会修", "at": MONDAY_10}
    alone = refuse_dispatch(ticket=alone, actor=desk.as_engineer, **refusal)
    second = refuse_dispatch(ticket=second, actor=desk.as_other_engineer, **refusal)
    again = dispatch_ticket(ticket=alone, engineer=desk.other_engineer, at=MONDAY_11, **by_leader)
    taken = take_ticket(ticket=again, actor=desk.as_other_engineer, at=MONDAY_11)

    assert (alone.responsible, second.responsible) == (None, desk.engineer)
    assert taken.responsible == desk.other_engineer
    outcomes = Dispatch.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes.filter(ticket=alone)) == ["refused", "taken"]
    assert list(outcomes.filter(ticket=second)) == ["replaced", "refused"]


# REQ BX-7 DP-9
def test_the_hotline_owns_it_until_it_is_accepted_and_who_worked_on_it_does_not_speak_for_the_customer():
    desk = a_desk("software")
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9)
    ticket.refresh_from_db()
    assert ticket.owner == desk.agent

    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.handler) == (desk.engineer, desk.engineer)
    payload = [fact.payload for fact in facts_of(ticket.pk) if fact.name == "ticket.owner_changed"]
    assert [(one["owner"], one["previous"], one["because"]) for one in payload] == [
        (desk.engineer.pk, desk.agent.pk, "accepted")
    ]
    record_confirmation(
        ticket=ticket, what="backup_done", text="移动硬盘", actor=desk.as_engineer, at=MONDAY_10
    )
    complete_ticket(
        ticket=ticket, cause="断线", solution="接好", process="查线", actor=desk.as_engineer, at=MONDAY_11
    )
    for attempt in (
        lambda: record_confirmation(
            ticket=ticket, what="customer_agreed", actor=desk.as_engineer, at=MONDAY_11
        ),
        lambda: verify_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11),
    ):
        with pytest.raises(NotPermitted):
            attempt()


# REQ BX-7 SD-10
def test_the_hotline_owns_it_until_the_department_concerned_is_reached():
    desk = a_desk("software")
    ticket = a_ticket(desk)
    business = Team.objects.get(code="business")
    change_team(team=business, leader=desk.other_engineer, actor=SYSTEM, at=MONDAY_9)

    route_away(ticket=ticket, route="new_need", reason="新需求", actor=desk.as_manager, at=MONDAY_9)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team) == (desk.other_engineer, business)
    assert [
        fact.payload["because"] for fact in facts_of(ticket.pk) if fact.name == "ticket.owner_changed"
    ] == ["reached"]


# REQ BX-7
def test_who_takes_his_taking_back_gives_the_owner_back():
    desk = a_desk("software")
    ticket = a_ticket(desk)
    take_ticket(ticket=ticket, actor=desk.as_manager, at=MONDAY_9)
    assert Ticket.objects.get(pk=ticket.pk).owner == desk.manager
    taken = next(fact for fact in facts_of(ticket.pk) if fact.name == "ticket.taken")

    undo(ticket=ticket, seq=taken.seq, actor=desk.as_manager, at=MONDAY_9)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.handler, ticket.taken_at) == (desk.agent, None, None)


# REQ BX-7
def test_a_later_hand_over_does_not_move_the_owner_again():
    desk = a_desk("software")
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    hand_over(
        ticket=ticket, team=desk.second_line, person=desk.other_engineer, tried="重启", reason="需要更换",
        actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip

    accept_hand_over(ticket=ticket, actor=desk.as_other_engineer, at=MONDAY_11)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.handler) == (desk.engineer, desk.other_engineer)


# REQ BX-7
def test_off_shift_the_shift_on_duty_acts_for_the_owner_and_the_owner_takes_back_his_own():
    desk = a_desk("always-on")
    ticket, night = a_ticket(desk), somebody_on_nights(desk)
    words = Entry.objects.filter(ticket=ticket).latest("pk").body

    assert (at_night(), at_night()) == (1, 0)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.stand_in) == (desk.agent, night)
    assert told(ticket)[-1] == "ticket.stand_in_named"
    note = Entry.objects.filter(ticket=ticket).latest("pk")
    assert (note.kind, note.visibility, note.body) == ("hand_over", "internal", words)
    acting = actor_of(night)
    assert list(in_view("mine", actor=acting, at=MONDAY_22)) == [ticket]
    assert {person.pk for person in persons_meant("owner", ticket, at=MONDAY_22)} == {desk.agent.pk, night.pk}
    fact = facts_of(ticket.pk)[-1]
    assert what_to_tell(fact).persons["owner"] == (desk.agent.pk, night.pk)
    reply_to_customer(ticket=ticket, text="夜班接着处理", actor=acting, at=MONDAY_22)

    with fixed_at(TUESDAY_9):
        assert (keep_owners_on_duty(), keep_owners_on_duty()) == (1, 0)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.stand_in, ticket.stand_in_at) == (desk.agent, None, None)
    assert told(ticket)[-1] == "ticket.stand_in_released"


# REQ BX-7
def test_shift_follows_shift_and_what_ended_meanwhile_is_taken_back_too():
    desk = a_desk("always-on")
    ticket, night = a_ticket(desk), somebody_on_nights(desk)
    name_stand_in(ticket=ticket, person=desk.manager, note="下午去客户处", actor=desk.as_agent, at=MONDAY_11)

    assert at_night() == 1
    assert Ticket.objects.get(pk=ticket.pk).stand_in == night

    cancel_ticket(ticket=ticket, reason="重复", actor=desk.as_manager, at=MONDAY_22)
    with fixed_at(TUESDAY_9):
        assert keep_owners_on_duty() == 1
    assert Ticket.objects.get(pk=ticket.pk).stand_in is None


# REQ BX-7
def test_where_the_first_agent_owns_it_no_shift_acts_by_itself():
    desk = a_desk("desk")
    ticket = a_ticket(desk)
    somebody_on_nights(desk)

    assert at_night() == 0

    ticket.refresh_from_db()
    assert ticket.stand_in is None


# REQ BX-7
def test_an_owner_hands_his_shift_over_by_a_note_before_he_leaves():
    desk = a_desk("always-on")
    ticket, night = a_ticket(desk), somebody_on_nights(desk)

    for actor, person, note, refusal in (
        (desk.as_other_engineer, night, "等备件", NotPermitted),
        (desk.as_agent, night, " ", InvalidInput),
        (desk.as_agent, desk.agent, "等备件", InvalidInput),
    ):
        with pytest.raises(refusal):
            name_stand_in(ticket=ticket, person=person, note=note, actor=actor, at=MONDAY_11)
    name_stand_in(ticket=ticket, person=night, note="等备件，十点到货", actor=desk.as_agent, at=MONDAY_11)
    with fixed_at(MONDAY_11):
        assert keep_owners_on_duty() == 0  # he is still here, and has not begun another shift

    assert at_night() == 0
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.stand_in) == (desk.agent, night)
    assert Entry.objects.filter(ticket=ticket).latest("pk").body == "等备件，十点到货"


# REQ BX-7
def test_what_nobody_on_duty_answers_for_waits_for_the_manager():
    desk = a_desk("always-on")
    ticket = a_ticket(desk)
    assert unanswered(desk, MONDAY_10) == []

    assert at_night() == 0  # nobody is there to act
    assert unanswered(desk, MONDAY_22) == [ticket]

    somebody_on_nights(desk)
    assert at_night() == 1
    assert unanswered(desk, MONDAY_22) == []


# REQ BX-7
def test_at_a_desk_that_sleeps_an_owner_is_missed_when_the_others_are_at_work():
    desk = a_desk("desk")
    ticket = a_ticket(desk)
    assert unanswered(desk, MONDAY_22) == []

    somebody_on_nights(desk)

    assert unanswered(desk, MONDAY_22) == [ticket]


# REQ BX-7 SD-8
def test_an_owner_who_has_left_must_be_replaced_whoever_acts_for_him():
    desk = a_desk("always-on")
    ticket = a_ticket(desk)
    name_stand_in(ticket=ticket, person=desk.manager, note="离职交接", actor=desk.as_manager, at=MONDAY_9)
    disable_person(person=desk.agent, actor=SYSTEM, at=MONDAY_10)
    assert unanswered(desk, MONDAY_10) == [ticket]

    change_owner(ticket=ticket, owner=desk.manager, reason="离职", actor=desk.as_manager, at=MONDAY_10)

    assert unanswered(desk, MONDAY_10) == []
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.owner, ticket.stand_in) == (desk.manager, None)
