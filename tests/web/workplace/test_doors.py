"""Who may open what of the workplace: staff their own, nobody another's, nobody without signing in."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.workplace.commands.macros import keep_macro
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Macro
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

OWN = (
    "/drafts",
    "/drafts/kept?place=x",
    "/drafts/numbers",
    "/phrases",
    "/phrases/new",
    "/macros",
    "/macros/new",
    "/me/keys",
)
HOT = ("/mentions?q=l", "/t/new/hints", "/t/new/site")
ON_TICKET = ("/phrases", "/macros")


@pytest.fixture
def kept(desk):
    usual = {"team": None, "actor": desk.as_agent, "at": MONDAY_9}
    phrase = keep_phrase(name="致歉", body="很抱歉。", **usual)
    macro = keep_macro(name="接手", steps=[{"act": "take"}], **usual)
    return phrase, macro


def test_staff_open_their_own(desk, browse, kept):
    phrase, macro = kept
    number = a_ticket(desk).number
    client = browse(desk.agent)
    paths = [*OWN, *HOT, *(f"/t/{number}{part}" for part in ON_TICKET)]
    paths += [f"/phrases/{phrase.pk}", f"/macros/{macro.pk}", f"/t/{number}/macros/{macro.pk}"]

    answers = {path: client.get(path).status_code for path in paths}

    assert answers == dict.fromkeys(paths, 200)


def test_what_a_colleague_keeps_for_himself_does_not_exist(desk, browse, kept):
    phrase, macro = kept
    number = a_ticket(desk).number
    client = browse(desk.manager)
    seen = [f"/phrases/{phrase.pk}", f"/macros/{macro.pk}", f"/t/{number}/macros/{macro.pk}"]
    done = [f"/phrases/{phrase.pk}/removal", f"/phrases/{phrase.pk}/used", f"/macros/{macro.pk}/removal"]

    answers = [
        *(client.get(path).status_code for path in seen),
        *(client.post(path).status_code for path in done),
    ]

    assert set(answers) == {404}


def test_nothing_of_a_ticket_shows_to_whoever_has_no_part_in_it(desk, browse, kept):
    number = a_ticket(desk).number
    client = browse(desk.other_engineer)

    answers = [client.get(f"/t/{number}{part}").status_code for part in ON_TICKET]
    answers += [client.post(f"/t/{number}{part}").status_code for part in ("/presence", "/leaving")]

    assert set(answers) == {404}


def test_nobody_comes_in_without_signing_in(desk):
    number = a_ticket(desk).number
    paths = [*OWN, *HOT, *(f"/t/{number}{part}" for part in ON_TICKET)]

    answers = {path: Client().get(path).headers.get("Location", "")[:9] for path in paths}

    assert answers == dict.fromkeys(paths, "/sign-in/")


# REQ SD-30
def test_a_macro_that_hands_over_is_kept_shown_as_final_and_run_without_an_undo(desk, browse):
    ticket, client = a_ticket(desk), browse(desk.agent)
    reason = next(iter(active_regulation(MONDAY_9).document.dispatch.hand_over_reasons))
    sheet = {"name": "转二线", "plain": ["take"], "hand_over_to": desk.second_line.code}

    thin = client.post("/macros/new", sheet)
    client.post("/macros/new", {**sheet, "hand_over_reason": reason, "hand_over": "已重启 {number}"})
    macro = Macro.objects.get(name="转二线")
    shown = client.get(f"/t/{ticket.number}/macros/{macro.pk}").content.decode()
    run = client.post(
        f"/t/{ticket.number}/macros/{macro.pk}", {"hand_over": "已重启"}, headers={"HX-Request": "true"}
    )

    assert thin.status_code == 422
    assert "此操作不可撤销" in shown
    assert f"已重启 {ticket.number}" in shown
    assert json.loads(run.headers["HX-Trigger"])["toast"]["undo"] == ""
    ticket.refresh_from_db()
    assert ticket.team == desk.second_line


def test_reading_macros_and_their_preview_changes_nothing(desk, browse, kept):
    ticket = a_ticket(desk)
    before = ticket.subject.seq

    browse(desk.agent).get(f"/t/{ticket.number}/macros/{kept[1].pk}")

    ticket.subject.refresh_from_db()
    assert ticket.subject.seq == before


@pytest.mark.parametrize("path", ["/mentions?q=l", "/drafts", "/drafts/numbers", "/phrases", "/macros"])
def test_what_loads_while_one_writes_costs_at_most_six_statements(desk, browse, kept, path):
    number = a_ticket(desk).number
    client = browse(desk.agent)

    costs = {one: _cost(client, one) for one in (path, f"/t/{number}/phrases?q=z", f"/t/{number}/macros")}

    assert {one: cost for one, cost in costs.items() if cost > 6} == {}


def _cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")
    return len([one for one in captured if not one["sql"].startswith(control)])
