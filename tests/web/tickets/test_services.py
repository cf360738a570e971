"""What is left of a contract's services, wherever it is asked: ticket, customer, new ticket, API."""

import pytest
from django.core.cache import cache

from shouwen.base.journal import facts_of
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_desk, a_ticket_in_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    cache.clear()
    return a_desk(services={"fault": 2, "inspection": 4})


# REQ SA-1 SA-6
def test_what_a_ticket_used_is_shown_put_right_and_undone_from_outside(desk, browse):
    ticket = a_ticket_in_work(desk)
    engineer, agent, program = browse(desk.engineer), browse(desk.agent), a_program(desk.engineer)
    page, form = f"/t/{ticket.number}", f"/t/{ticket.number}/services"
    customer = f"/customers/{desk.customer.pk}"
    asked = f"/request-check?klass=fault&customer={desk.customer.code}&product={desk.product.code}"
    assert "故障响应：已用 0/2" in engineer.get(page).content.decode()

    assert engineer.post(form, {"services": ["fault", "inspection"]}).status_code < 400
    shown = engineer.get(page).content.decode()
    assert "故障响应：已用 1/2" in shown
    assert "含本单" in shown
    assert engineer.get(form).content.decode().count(" checked") == 2
    assert "预防性巡检：已用 1/4" in agent.get(customer).content.decode()
    told = agent.get("/t/new/check", {"klass": "fault", "contact": desk.contact.pk}).content.decode()
    assert "已用 1/2" in told

    answer = program.post(f"/tickets/{ticket.number}/service-counts", {"services": ["fault"]})
    assert answer.status_code == 201
    manager = a_program(desk.manager)
    used = manager.get(f"/contracts/{desk.contract.number}").json()["used"]
    assert used == {"fault": 1, "inspection": 0}
    check = manager.get(asked).json()
    assert (check["quantity"], check["used"]) == (2, 1)
    seq = max(fact.seq for fact in facts_of(ticket.pk) if not fact.name.startswith("clock."))
    assert program.post(f"/tickets/{ticket.number}/undos", {"seq": seq}).status_code == 201
    assert manager.get(f"/contracts/{desk.contract.number}").json()["used"]["inspection"] == 1
