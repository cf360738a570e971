"""What the page of a ticket offers first while its request has not passed the check."""

import re

import pytest
from django.core.cache import cache

from tests.capabilities.customers.makers import a_product
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    cache.clear()
    return a_desk("sla")


# REQ SA-6 SA-7 SA-9
def test_what_no_contract_covers_is_routed_away_first_and_accepted_first_once_served_all_the_same(
    desk, browse
):
    ticket = a_ticket(desk, at=MONDAY_9, product=a_product())

    assert ticket.state == "new"
    assert _first(browse(desk.manager), ticket) == "route-away"
    browse(desk.manager).post(f"/t/{ticket.number}/override", {"reason": "续约在办"})
    assert _first(browse(desk.manager), ticket) == "accept"


def _first(browser, ticket):
    page = browser.get(f"/t/{ticket.number}").content.decode()
    verbs = re.findall(rf'(?:href|action)="/t/{ticket.number}/(accept|route-away|grade|dispatch)"', page)
    return verbs[0]
