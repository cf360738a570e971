"""The pages of a draft that is looked over: whose they are, what they cost, what they keep from others."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.capabilities.workplace.commands.drafts import keep_draft
from shouwen.capabilities.workplace.commands.reviews import ask_review, give_review
from shouwen.capabilities.workplace.models import Draft, Review, answer_place
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

ANSWER = "您好，工程师今天两点到。"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def review(desk):
    ticket = a_ticket(desk)
    keep_draft(
        place=answer_place(ticket.pk), texts={"body": ANSWER}, base={}, picks={}, actor=desk.as_agent, at=MONDAY_9
    )  # fmt: skip
    return ask_review(ticket=ticket, reviewer=desk.manager, actor=desk.as_agent, at=MONDAY_9)


def cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")
    return len([one for one in captured if not one["sql"].startswith(control)])


def sent(client, review, text, base):
    body = {"place": f"review/{review.pk}", "texts": {"body": text}, "base": {"body": base}, "picks": {}}
    return client.post("/drafts", json.dumps(body), content_type="application/json")


def test_the_panel_shows_each_of_the_two_his_side_and_others_nothing(desk, browse, review):
    at = f"/t/{review.ticket.number}/reviews"
    third = desk.engineer
    review.ticket.involvements.create(person=third, why="follower")

    pages = {who: browse(who).get(at).content.decode() for who in (desk.agent, desk.manager, third)}

    assert f"{desk.manager.name}正在过目这份草稿" in pages[desk.agent]
    assert f"{desk.agent.name}的草稿" in pages[desk.manager]
    assert pages[third] == ""
    assert browse(desk.other_engineer).get(at).status_code == 404
    assert Client().get(at).status_code in (302, 303)


def test_only_the_reviewer_rewords_and_judges_and_only_the_writer_takes_back(desk, browse, review):
    number, pk = review.ticket.number, review.pk
    writer, reviewer, stranger = map(browse, (desk.agent, desk.manager, desk.other_engineer))
    verdict, back = f"/t/{number}/reviews/{pk}/verdict", f"/t/{number}/reviews/{pk}/withdrawal"

    answers = [
        sent(stranger, review, "x", ANSWER).status_code, sent(writer, review, "x", ANSWER).status_code,
        stranger.post(verdict, {"verdict": "fine"}, headers=FRAGMENT).status_code,
        writer.post(verdict, {"verdict": "fine"}, headers=FRAGMENT).status_code,
        stranger.post(back, headers=FRAGMENT).status_code, reviewer.post(back, headers=FRAGMENT).status_code,
        stranger.get(f"/t/{number}/review").status_code,
    ]  # fmt: skip

    assert answers == [404, 404, 404, 404, 404, 403, 404]
    assert stranger.get("/drafts/kept", {"place": f"review/{pk}"}).json() == {}
    assert Draft.objects.get(pk=review.draft_id).texts == {"body": ANSWER}
    assert sent(reviewer, review, "您好，两点到。", ANSWER).json()["texts"] == {"body": "您好，两点到。"}
    assert writer.post(back, headers=FRAGMENT).status_code == 204
    assert sent(reviewer, review, "x", "您好，两点到。").status_code == 404


# REQ SD-8
def test_an_answer_over_a_verdict_not_yet_read_is_held_up_and_goes_when_it_was_read(desk, browse, review):
    writer, at = browse(desk.agent), f"/t/{review.ticket.number}/answers"
    answer = {"kind": "reply", "body": ANSWER, "turns": "0"}
    give_review(review=review, verdict="change", comment="改约了", actor=desk.as_manager, at=MONDAY_9)

    unread = writer.post(at, answer, headers=FRAGMENT)
    turns = writer.get("/drafts/kept", {"place": answer_place(review.ticket_id)}).json().popitem()[1]["turns"]
    read = writer.post(at, {**answer, "turns": turns}, headers=FRAGMENT)

    assert (unread.status_code, turns, read.status_code) == (412, 1, 204)
    assert not Review.objects.exists()
    undo = json.loads(read.headers["HX-Trigger"])["toast"]["undo"]
    assert writer.post(undo, headers=FRAGMENT).status_code == 204


def test_what_loads_beside_the_ticket_costs_at_most_six_statements(desk, browse, review):
    give_review(review=review, verdict="fine", actor=desk.as_manager, at=MONDAY_9)
    at = f"/t/{review.ticket.number}"

    costs = {
        (who.user_name, path): cost(browse(who), path)
        for who in (desk.agent, desk.manager)
        for path in (f"{at}/reviews", "/drafts")
    }

    assert {one: n for one, n in costs.items() if n > 6} == {}
    assert [cost(browse(who), at) <= 12 for who in (desk.agent, desk.manager)] == [True, True]
