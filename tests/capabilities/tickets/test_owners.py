"""Who answers to the customer: the first agent, whoever accepts the work."""

import pytest

from shouwen.capabilities.tickets.commands import dispatch_ticket, take_ticket
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, a_desk, a_ticket

pytestmark = pytest.mark.django_db


# REQ BX-7 SD-8
@pytest.mark.parametrize("preset", ["desk", "always-on", "sla"])
def test_the_first_agent_answers_whoever_accepts(preset):
    desk = a_desk(preset)
    ticket = a_ticket(desk)

    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.handler) == (desk.agent, desk.engineer)
