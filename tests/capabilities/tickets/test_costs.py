"""What commands cost in statements, transaction control left out; a face adds sign-in, look-up and the kept answer."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.queries import look_again
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    hand_over,
    reply_to_customer,
    suspend_ticket,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import candidates, timeline
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def at_most(most: int, *, now=MONDAY_11):
    with fixed_at(now), CaptureQueriesContext(connection) as captured:
        yield
    statements = [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]
    assert len(statements) <= most, "\n".join(statement[:160] for statement in statements)


def test_registering_takes_at_most_nine_statements():
    desk = a_desk()
    actor = desk.as_agent
    a_ticket(desk, actor=actor)
    with at_most(9, now=MONDAY_9):
        a_ticket(desk, actor=actor)


def test_the_acts_of_every_hour_take_at_most_ten_statements():
    desk = a_desk()
    agent, engineer = desk.as_agent, desk.as_engineer
    ticket = a_ticket(desk, actor=agent)
    with at_most(10, now=MONDAY_9):
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=agent, at=MONDAY_9)
    with at_most(9, now=MONDAY_10):
        take_ticket(ticket=ticket, actor=engineer, at=MONDAY_10)
    with at_most(7, now=MONDAY_10):
        reply_to_customer(ticket=ticket, text="正在查", actor=engineer, at=MONDAY_10)
    with at_most(9):
        complete_ticket(
            ticket=ticket, cause="断线", solution="接好", process="查线", actor=engineer, at=MONDAY_11
        )


def test_costs_do_not_grow_with_the_tickets_there_are():
    desk = a_desk()
    first = a_ticket_in_work(desk)
    for _ in range(10):
        a_ticket_in_work(desk)
    with at_most(11):
        hand_over(
            ticket=first,
            team=desk.second_line,
            tried="重启",
            reason="无效",
            actor=desk.as_engineer,
            at=MONDAY_11,
        )
    second = a_ticket_in_work(desk)
    with at_most(9):
        suspend_ticket(
            ticket=second,
            reason="waiting_parts",
            until=MONDAY_11.replace(day=30),
            actor=desk.as_engineer,
            at=MONDAY_11,
        )


# REQ RS-4
def test_ranking_candidates_takes_five_statements_for_any_number_of_people(settings):
    desk = a_desk()
    ticket = a_ticket(desk)
    look_again()
    settings.ROLE = "web"  # which looks once a second which regulation and which holidays are in force
    candidates(ticket=ticket, at=MONDAY_10)
    with at_most(5):
        found = candidates(ticket=ticket, at=MONDAY_10)
    look_again()
    assert len(found) >= 2


def test_the_story_of_a_ticket_takes_three_statements_for_any_number_of_lines():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    for number in range(30):
        reply_to_customer(ticket=ticket, text=f"第 {number} 次答复", actor=desk.as_agent, at=MONDAY_11)
    actor = desk.as_agent
    with at_most(3):
        assert len(timeline(ticket=ticket, actor=actor, limit=20)) == 20


def test_visibility_is_a_union_of_indexed_branches():
    desk = a_desk()
    mine = a_ticket_in_work(desk)
    a_ticket(desk)
    engineer = desk.as_engineer
    with at_most(1):
        assert list(Ticket.objects.visible_to(engineer)) == [mine]
    assert "UNION" in str(Ticket.objects.visible_to(engineer).query)
