"""What the new ticket's form tells while the caller speaks is what the ticket will be, and names what is missing."""

import pytest

from shouwen.capabilities.customers.models import Contract
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import a_ticket

pytestmark = pytest.mark.django_db


def the_check(agent, **asked: object) -> str:
    return agent.get("/t/new/check", {"klass": "fault", "channel": "phone", **asked}).content.decode()


# REQ SD-12 SA-6
def test_the_priority_told_on_the_form_is_the_one_the_ticket_gets(desk, browse):
    Contract.objects.filter(pk=desk.contract.pk).update(service_level="vip")
    judged = {"impact": "department", "urgency": "hindered"}

    told = the_check(browse(desk.agent), contact=desk.contact.pk, product=desk.product.pk, **judged)
    ticket = a_ticket(desk, **judged)

    assert ticket.priority == 1
    assert "P1" in told
    assert "P2" not in told


# REQ SD-12 CS-3 SA-8
def test_the_form_names_what_is_still_required_for_this_class_and_caller(desk, browse):
    agent = browse(desk.agent)

    stranger = the_check(agent, caller_phone="13900000000")
    known = the_check(agent, caller_phone="13800138000", contact=desk.contact.pk)
    complete = the_check(agent, caller_phone="13900000000", caller_name="陈工", screenshot="no")

    without_it = the_check(agent, caller_phone="13800138000", contact=desk.contact.pk, screenshot="yes")
    with_it = the_check(agent, contact=desk.contact.pk, screenshot="yes", attached="1")

    assert "还需填写：截图文件" in without_it
    assert "必填内容已齐全。" in with_it
    assert "还需填写：报告人姓名、是否有截图" in stranger
    assert "还需填写：是否有截图" in known
    assert "必填内容已齐全。" in complete
    assert "必填内容已齐全。" in the_check(agent, klass="inquiry", contact=desk.contact.pk)


# REQ SD-4 CS-3
def test_name_and_company_of_a_stranger_stand_open_on_the_form(desk, browse):
    page = browse(desk.agent).get("/t/new").content.decode()

    before_more = page[: page.index("<summary>")]
    assert 'name="caller_name"' in before_more
    assert 'name="caller_company"' in before_more


# REQ SA-6 SA-7
def test_what_did_not_pass_the_check_says_so_once_more_when_it_is_registered_and_where_it_goes(desk, browse):
    client = browse(desk.agent)
    said = {"klass": "fault", "description": "请来看看", "channel": "phone", "screenshot": "no"}
    caller = {"caller_phone": "027 8888 1234", "caller_name": "孙先生"}

    unknown = client.post("/t/new", said | caller).content.decode()
    ours = client.post("/t/new", said | {"contact": desk.contact.pk}).content.decode()

    ticket = Ticket.objects.order_by("pk").first()
    assert ["有效性核实未通过" in page for page in (unknown, ours)] == [True, False]
    assert "按制度应转：潜在客户 · 商务拓展部" in unknown
    assert f'href="/t/{ticket.number}/route-away"' in unknown
    offered = client.get(f"/t/{ticket.number}/route-away").content.decode()
    assert "维护费未缴 · 商务拓展部" in offered
