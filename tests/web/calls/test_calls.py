"""The list of calls, the caller card, and what is made of a call on screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.commands import call_answered, call_ended, call_rang, link_call
from shouwen.capabilities.people.commands.roles import create_role, give_role
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


def number_on(card):
    """The id of the call in front, and those of the others."""
    front = int(card.split('data-call="')[1].split('"')[0])
    others = [int(part.split('"')[0]) for part in card.split('data-call="')[2:]]
    return front, others


# REQ SD-1
def test_of_two_calls_the_card_keeps_the_one_it_shows_and_names_the_other(desk, browse):
    client = browse(desk.agent)
    first = a_call(desk, "pbx-1")
    second = a_call(desk, "pbx-2", number="13911112222", at=MONDAY_9)

    fresh, statements = seen(client, "/calls/card")
    kept, _n = seen(client, f"/calls/card?shown={first.pk}")
    chosen, _n = seen(client, f"/calls/card?shown={second.pk}&chosen={first.pk}")
    gone, _n = seen(client, "/calls/card?chosen=999999")

    assert number_on(fresh) == (second.pk, [first.pk])
    assert f"{desk.contact.name} · 138 0013 8000" in fresh
    assert number_on(kept) == number_on(chosen) == (first.pk, [second.pk])
    assert number_on(gone) == number_on(fresh)
    assert ('name="shown"' in kept, 'name="chosen"' in chosen) == (True, True)
    assert statements <= 6


# REQ SD-1
def test_the_call_one_speaks_on_comes_to_the_front_unless_another_was_chosen(desk, browse):
    client = browse(desk.agent)
    spoken_on = a_call(desk, "pbx-1", answered=True)
    ringing = a_call(desk, "pbx-2", number="13911112222", at=MONDAY_9)

    fresh, _n = seen(client, "/calls/card")
    beside, _n = seen(client, f"/calls/card?shown={ringing.pk}")
    chosen, _n = seen(client, f"/calls/card?chosen={ringing.pk}")

    assert number_on(fresh)[0] == number_on(beside)[0] == spoken_on.pk
    assert number_on(chosen) == (ringing.pk, [spoken_on.pk])


# REQ SD-1
def test_no_page_asks_for_a_call_and_who_may_not_answer_has_no_card(desk, browse):
    onlooker = a_person("kan", roles=("field_engineer",))
    may_see = create_role(
        code="onlooker",
        names={"zh": "旁听", "en": "Onlooker"},
        grants=["calls.see"],
        actor=SYSTEM,
        at=JUST_NOW,
    )
    give_role(person=onlooker, role=may_see, actor=SYSTEM, at=JUST_NOW)

    answers = browse(desk.agent).get("/").content.decode()
    looks_on = browse(onlooker).get("/").content.decode()

    assert "data-live-first" in answers
    assert 'hx-trigger="live"' in answers.split('id="call-card"')[1].split(">")[0]
    assert ('id="call-card"' in looks_on, 'href="/calls"' in looks_on) == (False, True)
    assert browse(onlooker).get("/calls/card").status_code == 403


# REQ SA-3
def test_a_missed_call_names_the_colleague_at_whom_it_rang_and_nobody_who_answered(desk, browse):
    missed = a_call(desk, "pbx-1", ending=Ending.MISSED)
    answered = a_call(desk, "pbx-2", ending=Ending.ANSWERED, answered=True)
    client = browse(desk.agent)
    client.get("/calls")

    page = client.get("/calls").content.decode()
    rows = {pk: page.split(f'data-row="{pk}"')[1].split("</tr>")[0] for pk in (missed.pk, answered.pk)}

    assert "接听人" not in page
    assert ("振铃" in rows[missed.pk], "接听" in rows[missed.pk]) == (True, False)
    assert "接听" in rows[answered.pk]
    assert "振铃" in client.get(f"/calls/{missed.pk}").content.decode()


# REQ SD-1 SA-3
def test_the_story_of_a_ticket_tells_the_calls_that_were_linked_to_it(desk, browse):
    ticket, other = a_ticket(desk), a_ticket(desk)
    for reference, how in (
        ("pbx-1", {"answered": True}),
        ("pbx-2", {}),
        ("pbx-3", {"number": "13911112222"}),
    ):
        call = a_call(desk, reference, **how)
        call_ended(call=call, ending=None, actor=desk.as_manager, at=JUST_NOW + timedelta(minutes=4))
        link_call(call=call, ticket=ticket, actor=desk.as_agent, at=MONDAY_9)
    link_call(call=call, ticket=other, actor=desk.as_agent, at=MONDAY_9)

    page = browse(desk.agent).get(f"/t/{ticket.number}").content.decode()
    by_phone = browse(desk.agent).get(f"/t/{ticket.number}?show=phone").content.decode()
    unseen = browse(desk.engineer).get(f"/t/{other.number}")

    assert f"{desk.agent.name} 接听，通话 4 分" in page
    assert f"未接，振铃在 {desk.agent.name} 处" in page
    assert page.count("138 0013 8000") >= 2
    assert f"现归 {other.number}" in page.split("139 1111 2222")[0].rsplit("<li", 1)[1]
    assert by_phone.count("关联了来电") == 3
    assert unseen.status_code == 404 or "139 1111 2222" not in unseen.content.decode()


# REQ SD-1
def test_a_call_that_goes_on_is_read_anew_in_the_story_until_it_is_over(desk, browse):
    ticket, call, client = a_ticket(desk), a_call(desk, answered=True), browse(desk.agent)
    link_call(call=call, ticket=ticket, actor=desk.as_agent, at=MONDAY_9)

    during = client.get(f"/t/{ticket.number}").content.decode()
    call_ended(call=call, ending=None, actor=desk.as_manager, at=JUST_NOW + timedelta(minutes=7))
    after, statements = seen(client, f"/calls/{call.pk}/line")

    assert f'hx-get="/calls/{call.pk}/line"' in during
    assert f"{desk.agent.name} 接听" in during
    assert ("hx-get" in after, "通话 7 分" in after, statements <= 3) == (False, True, True)


# REQ SD-1
def test_linking_a_call_again_to_the_same_ticket_tells_it_once(desk):
    ticket, call = a_ticket(desk), a_call(desk)
    for _n in range(2):
        link_call(call=call, ticket=ticket, actor=desk.as_agent, at=MONDAY_9)

    told = [fact.payload["call"] for fact in facts_of(ticket.pk) if fact.name == "ticket.call_linked"]
    assert told == [call.pk]
