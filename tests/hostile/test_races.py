"""Two at once: one is taken, the other is told so; nobody waits for ever and nothing is done twice."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands import link_tickets, set_parent
from shouwen.capabilities.tickets.commands.holding import lock_ticket
from shouwen.capabilities.tickets.models import Ticket, TicketLink
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import MONDAY_10, Desk, a_desk, a_ticket, a_ticket_in_work, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return a_desk()


def test_two_tickets_merged_into_each_other_leave_one_survivor(desk):
    a, b = a_ticket(desk), a_ticket(desk)
    programs = a_program(desk.manager), a_program(desk.manager)

    statuses = at_once(
        lambda: programs[0].post(f"/tickets/{a.number}/merges", {"survivor": b.number}).status_code,
        lambda: programs[1].post(f"/tickets/{b.number}/merges", {"survivor": a.number}).status_code,
    )

    assert sorted(statuses) == [201, 409]
    assert sorted(Ticket.objects.values_list("state", flat=True)) == ["accepted", "merged"]
    assert (told(a) + told(b)).count("ticket.merged") == 1


def test_two_who_link_their_tickets_to_each_other_both_may(desk):
    a, b = a_ticket(desk), a_ticket(desk)

    def linked(ticket, other):
        def carry_out() -> int:
            with transaction.atomic():
                lock_ticket(ticket.pk)
                both_hold_theirs.wait()
                link_tickets(
                    ticket=ticket, other=other, kind=LinkKind.RELATED, actor=desk.as_agent, at=MONDAY_10
                )
            return 201

        return carry_out

    both_hold_theirs = threading.Barrier(2)
    statuses = at_once(linked(a, b), linked(b, a))

    assert statuses == [201, 201]
    assert TicketLink.objects.count() == 2


def test_parts_that_are_set_at_once_make_no_circle(desk):
    a, b, c = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    set_parent(ticket=b, parent=c, actor=desk.as_agent, at=MONDAY_10)

    def part_of(ticket, whole):
        def carry_out() -> int:
            try:
                with transaction.atomic():
                    lock_ticket(ticket.pk)
                    both_hold_theirs.wait()
                    set_parent(ticket=ticket, parent=whole, actor=desk.as_agent, at=MONDAY_10)
                    time.sleep(0.3)  # the other one asks meanwhile
            except InvalidInput:
                return 422
            return 201

        return carry_out

    both_hold_theirs = threading.Barrier(2)
    statuses = at_once(part_of(a, b), part_of(c, a))

    assert sorted(statuses) == [201, 422]


def test_of_two_who_take_one_ticket_one_has_it(desk):
    ticket = a_ticket(desk)
    a_program(desk.agent).post(f"/tickets/{ticket.number}/dispatches", {"team": desk.second_line.code})
    programs = a_program(desk.engineer), a_program(desk.other_engineer)

    statuses = at_once(
        *(
            lambda program=program: program.post(f"/tickets/{ticket.number}/takings").status_code
            for program in programs
        )
    )

    assert statuses.count(201) == 1
    assert told(ticket).count("ticket.taken") == 1


def test_a_ticket_is_closed_once(desk):
    ticket = a_ticket_in_work(desk)
    done = {"cause": "x", "solution": "y", "process": "z"}
    assert a_program(desk.engineer).post(f"/tickets/{ticket.number}/completion", done).status_code == 201
    programs = [a_program(desk.manager) for _ in range(3)]

    statuses = at_once(
        *(
            lambda program=program: (
                program.post(f"/tickets/{ticket.number}/closing", {"override_reason": "试"}).status_code
            )
            for program in programs
        )
    )

    assert sorted(statuses) == [201, 409, 409]
    assert told(ticket).count("ticket.closed") == 1


def test_one_order_sent_by_five_hands_is_one_ticket(desk):
    program = a_program(desk.agent)
    body = {"klass": "inquiry", "description": "怎么导出？", "customer": desk.customer.code}
    order = {"Idempotency-Key": "order-1"}

    statuses = at_once(*(lambda: program.post("/tickets", body, **order).status_code for _ in range(5)))

    assert set(statuses) <= {201, 409}
    assert Ticket.objects.count() == 1


def at_once(*acts: Callable[[], int]) -> list[int]:
    """What each of `acts` answered, all begun at the same moment; fails when one of them hangs."""
    gate, answers = threading.Barrier(len(acts)), [0] * len(acts)

    def run(place: int, act: Callable[[], int]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return answers
