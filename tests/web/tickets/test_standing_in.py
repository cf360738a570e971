"""Who acts for an owner off duty, on the pages: named from the menu, shown beside the owner, missed on Today."""

from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket
from tests.capabilities.tickets.test_owners import MONDAY_22, somebody_on_nights


# REQ BX-7
def test_a_manager_sees_whom_nobody_answers_for_and_lets_somebody_act_for_the_owner(desk, browse, at_instant):
    ticket, night = a_ticket(desk), somebody_on_nights(desk)
    client = browse(desk.manager)
    at_instant(MONDAY_22)
    banner = "1 张未结工单的首接负责人不当班，也没有人代班。"
    assert banner in client.get("/today/people").content.decode()
    assert ticket.number in client.get("/tickets?view=unanswered").content.decode()
    assert f"/t/{ticket.number}/stand-in" in client.get(f"/t/{ticket.number}").content.decode()

    form = {"person": night.pk, "note": "等备件，十点到货"}
    assert client.post(f"/t/{ticket.number}/stand-in", form).status_code == 303

    head = client.get(f"/t/{ticket.number}/head").content.decode()
    assert [head.count(person.name) for person in (desk.agent, night)] == [1, 1]
    assert banner not in client.get("/today/people").content.decode()
    nights = browse(night)
    at_instant(MONDAY_22)
    assert nights.get(f"/t/{ticket.number}").status_code == 200
    assert Ticket.objects.get(pk=ticket.pk).owner == desk.agent


# REQ BX-7
def test_where_the_first_agent_owns_it_he_is_not_offered_to_hand_it_over_for_a_shift(desk, browse):
    ticket = a_ticket(desk, at=MONDAY_9)

    page = browse(desk.agent).get(f"/t/{ticket.number}").content.decode()

    assert f"/t/{ticket.number}/stand-in" not in page
