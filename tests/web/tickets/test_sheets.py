"""Tickets on paper: one page each, for those who see the ticket, as many as are selected."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.tickets.progress_links import progress_path
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ UX-6 SD-17
def test_the_sheet_holds_who_what_when_the_promises_and_room_for_signatures(desk, browse):
    ticket = a_ticket_in_work(desk)

    page = browse(desk.engineer).get(f"/t/{ticket.number}/sheet").content.decode()
    sheet = page[page.index('<article class="service-sheet"') : page.index("</article>")]

    for words in (ticket.number, ticket.customer.name, desk.engineer.name, "现象", "客户签字", "第 1/1 张"):
        assert words in sheet
    assert sheet.count("<svg") == 1
    assert "派单" not in sheet  # a promise from inside the house
    assert "解决" in sheet
    assert progress_path(ticket).startswith("/s/")


def test_those_selected_are_printed_in_their_order_as_far_as_one_sees_them(desk, browse):
    first, second = a_ticket(desk), a_ticket_in_work(desk)
    asked = f"/tickets/sheets?ticket={second.number}&ticket={first.number}&ticket=SD-20200101-0001"

    page = browse(desk.manager).get(asked).content.decode()
    assert [page.count(f'aria-label="{one.number}"') for one in (first, second)] == [1, 1]
    assert page.index(f'aria-label="{second.number}"') < page.index(f'aria-label="{first.number}"')
    assert "第 2/2 张" in page

    own = browse(desk.engineer).get(asked).content.decode()
    assert f'aria-label="{first.number}"' not in own
    assert "第 1/1 张" in own
    assert browse(a_person("stranger")).get(asked).status_code == 404


def test_thirty_sheets_cost_as_many_statements_as_one(desk, browse):
    numbers = [a_ticket(desk).number for _ in range(30)]
    browser = browse(desk.manager)

    def cost(chosen):
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/tickets/sheets", {"ticket": chosen}).status_code == 200
        return len(captured.captured_queries)

    cost(numbers)
    assert cost(numbers) == cost(numbers[:1])
