"""Hints that learn: what people linked and ignored decides what is hinted at next, by a rule one can follow."""

from datetime import timedelta
from itertools import permutations

import pytest

from shouwen.base.refusals import NotPermitted, NotVisible
from shouwen.capabilities.tickets.models import Ticket, TicketLink
from shouwen.capabilities.workplace.commands.hints import heed_hint, ignore_hint, link_hint
from shouwen.capabilities.workplace.models import HintChoice
from shouwen.capabilities.workplace.queries.hints import REMEMBERED, hints_on, tallies
from tests.capabilities.customers.makers import a_customer
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, a_desk, a_ticket, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return a_desk()


def again(ticket):
    """The ticket as its page reads it."""
    return Ticket.objects.select_related("customer", "product").get(pk=ticket.pk)


def chosen(desk, act, reasons, *, times):
    """Elsewhere on the desk such a choice was made so many times."""
    elsewhere = a_customer()
    tickets = [
        a_ticket(desk, customer=elsewhere, contact=None, product=None, caller_name="赵六") for _ in range(3)
    ]
    pairs = list(permutations(tickets, 2))[:times]
    HintChoice.objects.bulk_create(
        HintChoice(ticket=one, other=other, person=desk.agent, act=act, reasons=reasons, at=MONDAY_9)
        for one, other in pairs
    )


def hinted(desk, ticket, *, at=MONDAY_10):
    same, _solved = hints_on(ticket=again(ticket), actor=desk.as_agent, at=at)
    return [hint.ticket.pk for hint in same]


# REQ SD-3
def test_a_ticket_hinted_at_is_linked_and_no_hint_any_more(desk):
    ticket, other = a_ticket(desk), a_ticket(desk)
    before = hinted(desk, ticket)

    link_hint(ticket=again(ticket), other=other, actor=desk.as_agent, at=MONDAY_10)

    assert (before, hinted(desk, ticket), hinted(desk, other)) == ([other.pk], [], [])
    assert TicketLink.objects.filter(ticket=ticket, other=other, kind="related").exists()
    choice = HintChoice.objects.get()
    assert (choice.act, choice.reasons, choice.share, choice.person_id) == (
        "link", ["customer", "product", "words"], 100, desk.agent.pk,
    )  # fmt: skip


def test_what_is_ignored_on_one_ticket_is_hinted_at_there_never_again_until_it_is_heeded(desk):
    ticket, other, third = a_ticket(desk), a_ticket(desk), a_ticket(desk)

    ignore_hint(ticket=again(ticket), other=other, actor=desk.as_agent, at=MONDAY_10)
    ignored = (hinted(desk, ticket), hinted(desk, third))
    heed_hint(ticket=ticket, other=other, actor=desk.as_agent)

    assert ignored == ([third.pk], [other.pk, ticket.pk])
    assert hinted(desk, ticket) == [third.pk, other.pk]
    assert "ticket.linked" not in told(ticket)


def test_reasons_that_are_linked_go_up_and_reasons_that_are_ignored_go_down(desk):
    by_customer = a_ticket(desk, description="发票抬头需要更改", product=None)
    by_words = a_ticket(
        desk,
        customer=a_customer(),
        contact=None,
        caller_name="李四",
        description="打印机卡纸了请来看看怎么回事",
    )
    call = a_ticket(desk)
    before = hinted(desk, call)

    chosen(desk, "link", ["customer"], times=6)
    chosen(desk, "ignore", ["product", "words"], times=6)

    assert (before, hinted(desk, call)) == ([by_words.pk, by_customer.pk], [by_customer.pk, by_words.pk])
    later = MONDAY_10 + REMEMBERED + timedelta(days=1)
    assert ({reason: tally.weight for reason, tally in tallies(at=MONDAY_10).items()}, tallies(at=later)) == (
        {"customer": 1.5, "product": 0.5, "words": 0.5}, {},
    )  # fmt: skip


def test_nobody_chooses_among_tickets_he_may_not_see_or_may_not_link(desk):
    ticket, other = a_ticket(desk), a_ticket(desk)
    ticket.involvements.create(person=desk.engineer, why="follower")
    other.involvements.create(person=desk.engineer, why="follower")

    for choose in (link_hint, ignore_hint):
        with pytest.raises(NotVisible):
            choose(ticket=again(ticket), other=other, actor=desk.as_other_engineer, at=MONDAY_9)
        with pytest.raises(NotPermitted):
            choose(ticket=again(ticket), other=other, actor=desk.as_engineer, at=MONDAY_9)

    assert not HintChoice.objects.exists()
