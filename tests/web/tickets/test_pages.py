"""Every page and fragment of tickets opens for those whose business it is, and for nobody else."""

import pytest

from shouwen.capabilities.tickets.commands import complete_ticket, dispatch_ticket, register_ticket
from shouwen.web.tickets.acts import ACTS
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, a_request, a_ticket, a_ticket_in_work

PAGES = ("", "/head", "/peek", "/story", "/news?seen=1", "/clocks", "/people", "/call-backs", "/files", "/messages", "/related", "/journal")


@pytest.mark.parametrize("page", PAGES)
def test_every_part_of_a_ticket_opens(desk, browse, page):
    ticket = a_ticket_in_work(desk)

    response = browse(desk.agent).get(f"/t/{ticket.number}{page}")

    assert response.status_code == 200


@pytest.mark.parametrize("slug", sorted(slug for slug, act in ACTS.items() if not act.is_plain))
def test_every_act_shows_its_form(desk, browse, slug):
    ticket = a_ticket_in_work(desk)

    response = browse(desk.manager).get(f"/t/{ticket.number}/{slug}")

    assert response.status_code in (200, 403)
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/tickets", "/tickets?view=open", "/tickets?view=closed", "/tickets/counts", "/tickets/filters",
                                  "/dispatch", "/call-backs", "/call-backs?whose=all", "/inbox", "/inbox?show=all", "/inbox/count", "/search",
                                  "/search?q=打印机", "/search?q=13800138000", "/t/new", "/t/new/callers?caller_phone=13800138000",
                                  "/t/new/callers?find=abc", "/t/new/check?klass=fault&impact=organisation&urgency=blocked"])  # fmt: skip
def test_every_page_opens(desk, browse, path):
    a_ticket(desk)

    response = browse(desk.manager).get(path)

    assert response.status_code == 200
