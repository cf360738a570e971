"""The list of calls, the caller card, and what is made of a call on screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.commands import call_answered, call_ended, call_rang
from tests.capabilities.customers.makers import a_contact
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

JUST_NOW = MONDAY_9 - timedelta(minutes=1)


def a_call(
    desk, reference="pbx-1", number="13800138000", person=None, at=JUST_NOW, ending=None, answered=False
):
    actor = desk.as_manager
    call = call_rang(
        reference=reference, number=number, person=person or desk.agent, actor=actor, at=at, on=at.date()
    )
    if answered:
        call = call_answered(call=call, person=None, actor=actor, at=at)
    return call_ended(call=call, ending=ending, actor=actor, at=at) if ending else call


def seen(client, path):
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(path)
    return answer.content.decode(), len(counted)


# REQ SD-1
def test_the_card_shows_the_caller_with_contract_and_open_tickets_in_six_statements(desk, browse):
    ticket = a_ticket(desk)
    a_call(desk, "pbx-0", at=JUST_NOW - timedelta(hours=1), ending=Ending.MISSED)
    a_call(desk)

    card, statements = seen(browse(desk.agent), "/calls/card")

    shown = [
        text in card
        for text in (
            "138 0013 8000",
            desk.contact.name,
            desk.customer.name,
            desk.contract.number,
            ticket.number,
        )
    ]
    assert shown == [True] * 5
    assert [key in card for key in ('data-key="n"', 'data-key="1"', 'data-key="2"')] == [True, True, False]
    assert "以往来电和工单" in card
    assert statements <= 6


# REQ SD-1
def test_a_shared_number_shows_who_it_may_be_and_an_unknown_one_says_so(desk, browse):
    a_contact(desk.customer, name="李梅", phones=["13800138000"])
    client = browse(desk.agent)

    a_call(desk)
    shared, _n = seen(client, "/calls/card")
    a_call(desk, "pbx-2", number="13911112222")
    unknown, _n = seen(client, "/calls/card")
    a_call(desk, "pbx-3", number="")
    withheld, _n = seen(client, "/calls/card")

    assert [text in shared for text in ("可能是", "李梅", desk.customer.name)] == [True] * 3
    assert "未知来电人" in unknown
    assert "未显示号码" in withheld


# REQ SD-1
def test_nobody_but_whom_it_rings_at_gets_the_card_and_nobody_after_its_end(desk, browse):
    call = a_call(desk)
    others = [seen(browse(person), "/calls/card")[0] for person in (desk.manager,)]
    mine, _n = seen(browse(desk.agent), "/calls/card")
    call_ended(call=call, ending=None, actor=desk.as_manager, at=MONDAY_9)
    after, statements = seen(browse(desk.agent), "/calls/card")

    assert (others, bool(mine), after) == ([""], True, "")
    assert statements <= 2
    assert browse(desk.engineer).get("/calls/card").status_code == 403
    assert 'id="call-card"' not in browse(desk.engineer).get("/").content.decode()


# REQ SA-3
def test_missed_calls_stand_first_are_counted_today_and_go_when_called_back(desk, browse):
    missed = a_call(desk, "pbx-1", at=JUST_NOW - timedelta(hours=2), ending=Ending.MISSED)
    a_call(desk, "pbx-2", number="13911112222", ending=Ending.ANSWERED, answered=True)
    client = browse(desk.agent)

    today = client.get("/").content.decode()
    page, statements = seen(client, "/calls")
    form, form_statements = seen(client, f"/calls/{missed.pk}")
    unsaid = client.post(f"/calls/{missed.pk}/calling-back", {"note": ""})
    done = client.post(f"/calls/{missed.pk}/calling-back", {"note": "王芳接了"})
    after = client.get("/calls").content.decode()

    assert 'href="/calls?show=missed"' in today
    assert page.index("138 0013 8000") < page.index("139 1111 2222")
    assert 'href="tel:+8613800138000"' in form
    assert (unsaid.status_code, done.status_code) == (422, 303)
    assert after.index("139 1111 2222") < after.index("138 0013 8000")
    assert "已回电" in after
    assert 'href="/calls?show=missed"' not in client.get("/").content.decode().split("<main")[1]
    assert max(statements, form_statements) <= 12


# REQ SA-3 SD-1
def test_a_call_is_linked_and_its_caller_named_from_its_page(desk, browse):
    call, ticket = a_call(desk, number="13911112222", ending=Ending.MISSED), a_ticket(desk)
    client = browse(desk.agent)

    wrong = client.post(f"/calls/{call.pk}/ticket", {"number": "SD-19990101-0001"})
    client.post(f"/calls/{call.pk}/ticket", {"number": ticket.number.lower()})
    nobody = client.post(f"/calls/{call.pk}/caller", {"find": "王"})
    client.post(f"/calls/{call.pk}/caller", {"contact": desk.contact.pk})

    call.refresh_from_db()
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert (call.ticket, call.contact, call.customer) == (ticket, desk.contact, desk.customer)


# REQ SD-1
def test_the_drawer_of_a_call_begins_with_its_caller_and_the_ticket_knows_its_call(desk, browse):
    call = a_call(desk)
    client = browse(desk.agent)
    card, _n = seen(client, "/calls/card")

    address = card.split('href="/t/new')[1].split('"')[0].replace("&amp;", "&")
    drawer = client.get(f"/t/new{address}").content.decode()
    found = client.get("/t/new/callers", {"caller_phone": call.told_number, "known_contact": desk.contact.pk})

    assert f'name="call" value="{call.pk}"' in drawer
    assert f'value="{desk.contact.pk}" data-tells checked' in found.content.decode()


def test_the_list_costs_as_many_statements_for_thirty_calls_as_for_one(desk, browse):
    client = browse(desk.agent)
    a_call(desk, ending=Ending.MISSED)
    _page, for_one = seen(client, "/calls")
    for n in range(2, 31):
        a_call(desk, f"pbx-{n}", ending=Ending.MISSED)
    _page, for_thirty = seen(client, "/calls")

    assert for_thirty == for_one


@pytest.mark.parametrize("path", ["/calls", "/calls/card"])
def test_calls_are_for_those_who_may_see_them(desk, browse, path):
    assert browse(a_person("mei", roles=("field_engineer",))).get(path).status_code == 403
