"""What a ladder did by itself is taken back where it is told, as long as nobody went on from it."""

import re

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.capabilities.tickets.commands import add_note
from shouwen.capabilities.tickets.commands.escalate import Order, carry_out_step
from shouwen.capabilities.tickets.models import Task
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_ticket_in_work


# REQ RS-4 RS-6
def test_a_helper_whom_a_ladder_brought_in_is_let_go_by_a_press_on_the_page(desk, browse, at_instant):
    ticket = climbed(a_ticket_in_work(desk), desk, "raise", "add_helper")
    client, stranger = browse(desk.agent), browse(desk.other_engineer)
    at_instant(MONDAY_11)

    (place,) = offered(client, ticket)
    unasked = offered(stranger, ticket)
    answer = client.post(place)

    ticket.refresh_from_db()
    assert (unasked, answer.status_code) == ([], 303)
    assert Task.objects.get(ticket=ticket).withdrawn_at == MONDAY_11
    assert offered(client, ticket) == []


def test_nothing_is_offered_once_somebody_went_on_nor_where_the_step_found_nobody(desk, browse):
    ticket = climbed(a_ticket_in_work(desk), desk, "open_meeting")
    nobody = climbed(a_ticket_in_work(desk), desk, "add_helper", brings=("team:nowhere",))
    client = browse(desk.agent)
    before = offered(client, ticket)

    add_note(ticket=ticket, text="已联系厂家。", actor=desk.as_engineer, at=MONDAY_11)

    assert (len(before), offered(client, ticket), offered(client, nobody)) == (1, [], [])


def climbed(ticket, desk, *acts, brings=()):
    """The ticket after a step of a ladder ordered `acts`."""
    brings = brings or (f"team:{desk.second_line.code}",)
    mark = next(iter(facts_of(ticket.pk)))
    order = Order(acts, ("desk_manager",), brings)
    return carry_out_step(ticket=ticket, escalation=mark, order=order, actor=SYSTEM, at=MONDAY_10)


def offered(client, ticket):
    return re.findall(r'data-undo="([^"]+)"', client.get(f"/t/{ticket.number}/story").content.decode())
