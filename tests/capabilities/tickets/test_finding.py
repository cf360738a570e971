"""One ticket is found by exactly those who may know of it."""

import pytest

from shouwen.base.actors import NOBODY, SYSTEM, Actor
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.commands import ask_in
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered
from tests.capabilities.customers.makers import a_customer
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_11, a_desk, a_ticket_in_work

pytestmark = pytest.mark.django_db


def test_a_ticket_is_found_by_those_among_whose_visible_ones_it_is():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    helper, stranger = a_person("han", roles=("field_engineer",)), a_person("he", roles=("field_engineer",))
    ask_in(ticket=ticket, person=helper, wish="看一下日志", actor=desk.as_engineer, at=MONDAY_11)
    other_company = Actor(kind="contact", id=desk.contact.pk, customer_id=a_customer().pk, via="portal")
    actors = {
        "agent": desk.as_agent,
        "engineer": desk.as_engineer,
        "his team": desk.as_other_engineer,
        "helper": actor_of(helper),
        "stranger": actor_of(stranger),
        "contact": desk.as_contact,
        "other company": other_company,
        "desk itself": SYSTEM,
        "nobody": NOBODY,
    }

    for with_company in (False, True):
        found = {
            name
            for name, actor in actors.items()
            if ticket_numbered(ticket.number, actor=actor, with_company=with_company)
        }
        assert found == {
            name for name, actor in actors.items() if Ticket.objects.visible_to(actor).filter(pk=ticket.pk)
        }
        assert found == {"agent", "engineer", "his team", "helper", "contact", "desk itself"}


def test_finding_one_takes_at_most_two_statements(django_assert_max_num_queries):
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    for actor in (desk.as_agent, desk.as_engineer, desk.as_other_engineer):
        with django_assert_max_num_queries(2):
            found = ticket_numbered(ticket.number, actor=actor, with_company=True)
            assert found is not None
            assert (found.handler, found.customer) == (desk.engineer, desk.customer)
