"""While a call is written down: open tickets it may belong to, solutions of before, the customer's sites and contracts."""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Draft, HintChoice
from tests.capabilities.customers.makers import a_customer
from tests.capabilities.tickets.makers import a_ticket

CALL = "收费窗口打印机又卡纸了"


def hints(client, **asked):
    return client.get("/t/new/hints", asked).content.decode()


# REQ SD-3
def test_an_open_ticket_of_the_caller_is_offered_with_its_reason_and_key(desk, browse):
    ticket = a_ticket(desk)

    page = hints(browse(desk.agent), contact=desk.contact.pk, description=CALL)

    assert ticket.number in page
    assert "同一客户 · 用词相同" in page
    assert f'data-adds="/t/{ticket.number}/hear" data-key="1"' in page


def test_another_customers_ticket_counts_when_the_same_product_fails_alike(desk, browse):
    ticket = a_ticket(desk)
    other = a_customer()

    alike = hints(browse(desk.agent), customer=other.pk, product=desk.product.pk, description=CALL)
    unlike = hints(
        browse(desk.agent), customer=other.pk, product=desk.product.pk, description="想问问发票怎么开"
    )

    assert (ticket.number in alike, ticket.number in unlike) == (True, False)


# REQ SA-19
def test_how_it_was_solved_before_is_shown_in_place(desk, browse):
    ticket = a_ticket(desk)
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", solution="清理搓纸轮并更换分页器。")

    page = hints(browse(desk.agent), description=CALL)

    assert "清理搓纸轮并更换分页器。" in page


def test_nobody_is_hinted_at_what_he_may_not_see(desk, browse):
    ticket = a_ticket(desk)

    answer = browse(desk.engineer).get("/t/new/hints", {"contact": desk.contact.pk})

    assert answer.status_code in (403, 404) or ticket.number not in answer.content.decode()


def test_hints_cost_at_most_six_statements(desk, browse):
    for _ in range(5):
        a_ticket(desk)
    client = browse(desk.agent)
    asked = {"contact": desk.contact.pk, "product": desk.product.pk, "description": CALL}
    hints(client, **asked)

    with CaptureQueriesContext(connection) as captured:
        hints(client, **asked)

    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")
    assert len([one for one in captured if not one["sql"].startswith(control)]) <= 6


def test_sites_and_contracts_are_those_of_the_caller(desk, browse):
    client = browse(desk.agent)

    own = client.get(
        "/t/new/site", {"contact": desk.contact.pk, "contract": desk.contract.pk}
    ).content.decode()
    nobody = client.get("/t/new/site").content.decode()

    assert f'value="{desk.contract.pk}" selected' in own
    assert nobody == ""


# REQ SD-7
def test_a_slip_of_the_year_is_told_at_its_field(desk, browse):
    form = {
        "klass": "fault", "channel": "phone", "description": CALL, "contact": desk.contact.pk, "screenshot": "no",
        "product": desk.product.pk, "impact": "department", "urgency": "hindered",
        "occurred_at": "2000-01-01T10:00",
    }  # fmt: skip

    answer = browse(desk.agent).post("/t/new", form)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"occurred_at"}
    assert "这个时间已过去超过 365 天" in answer.content.decode()


def test_a_registered_call_leaves_no_draft(desk, browse):
    client = browse(desk.agent)
    Draft.objects.create(
        person=desk.agent, place="new-ticket", texts={"description": CALL}, updated_at=desk.agent.created_at
    )
    form = {
        "place": "new-ticket", "klass": "fault", "channel": "phone", "description": CALL,
        "contact": desk.contact.pk, "product": desk.product.pk, "impact": "department", "urgency": "hindered",
        "screenshot": "no", "contract": desk.contract.pk,
    }  # fmt: skip

    answer = client.post("/t/new", form)

    assert answer.status_code == 200
    assert Ticket.objects.get().contract_id == desk.contract.pk
    assert not Draft.objects.exists()


# REQ SD-3
def test_what_is_chosen_while_a_call_is_written_down_counts_once_it_is_registered(desk, browse):
    linked, ignored, client = a_ticket(desk), a_ticket(desk), browse(desk.agent)
    asked = {"contact": desk.contact.pk, "product": desk.product.pk, "description": CALL}

    page = hints(client, **asked, link=linked.number, ignore=ignored.number)
    client.post("/t/new", {
        **asked, "channel": "phone", "klass": "fault", "caller_name": "王芳", "impact": "department",
        "urgency": "hindered", "screenshot": "no", "no_screenshot_reason": "电话报修",
        "link": linked.number, "ignore": ignored.number,
    })  # fmt: skip

    assert f'value="{linked.number}" checked' in page
    assert f"/t/{ignored.number}" not in page
    assert f'type="hidden" name="ignore" value="{ignored.number}"' in page
    new = Ticket.objects.latest("pk")
    assert set(HintChoice.objects.values_list("ticket", "other", "act")) == {
        (new.pk, linked.pk, "link"), (new.pk, ignored.pk, "ignore"),
    }  # fmt: skip
    assert new.links.get().other == linked


def test_similar_tickets_beside_a_ticket_are_linked_or_ignored_and_cost_at_most_six_statements(desk, browse):
    ticket, linked, ignored = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    at, client = f"/t/{ticket.number}/similar", browse(desk.agent)
    fragment = {"HX-Request": "true"}
    shown = client.get(at).content.decode()
    with CaptureQueriesContext(connection) as captured:
        client.get(at)

    left = client.post(f"{at}/{ignored.number}/ignoring", headers=fragment)
    undo = json.loads(left.headers["HX-Trigger"])["toast"]["undo"]
    answers = [
        client.post(undo, headers=fragment).status_code,
        client.post(f"{at}/{linked.number}/link", headers=fragment).status_code,
        browse(desk.other_engineer).get(at).status_code,
        browse(desk.other_engineer).post(f"{at}/{linked.number}/link").status_code,
    ]

    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")
    assert len([one for one in captured if not one["sql"].startswith(control)]) <= 6
    assert (linked.number in shown, ignored.number in shown, "同一客户" in shown) == (True, True, True)
    assert (linked.number in left.content.decode(), ignored.number in left.content.decode()) == (True, False)
    assert answers == [204, 204, 404, 404]
    assert HintChoice.objects.get().other == linked
    assert ignored.number in client.get(at).content.decode()
