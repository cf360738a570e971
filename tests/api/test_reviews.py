"""Drafts looked over through the API: the same commands as on the page."""

import pytest

from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_ticket, told

pytestmark = pytest.mark.django_db
ANSWER = "您好，工程师今天两点到。"


# REQ SD-9 BX-5
def test_a_draft_is_given_reworded_judged_and_told_as_sent(desk):
    ticket = a_ticket(desk)
    writer, reviewer, stranger = map(a_program, (desk.agent, desk.manager, desk.other_engineer))
    at = f"/tickets/{ticket.number}/reviews"

    asked = writer.post(
        at, {"reviewer": desk.manager.user_name, "texts": {"body": ANSWER}, "question": "合适吗？"}
    )
    one = f"{at}/{asked.json()['id']}"
    changed = reviewer.send("PUT", f"{one}/texts", {"body": "您好，两点到。", "base": {"body": ANSWER}})
    judged = reviewer.post(f"{one}/verdicts", {"verdict": "fine"})
    seen = writer.get(at).json()["items"]
    by_others = [stranger.get(at).status_code, reviewer.post(f"{one}/endings", {"how": "sent"}).status_code]
    ended = writer.post(f"{one}/endings", {"how": "sent"})

    assert [answer.status_code for answer in (asked, changed, judged, ended)] == [201, 200, 201, 201]
    assert [(row["texts"], row["verdict"], len(row["wordings"])) for row in seen] == [
        ({"body": "您好，两点到。"}, "fine", 2)
    ]
    assert by_others == [404, 403]
    assert told(ticket)[-3:] == ["ticket.review_asked", "ticket.reviewed", "ticket.review_ended"]
    assert writer.get(at).json()["items"] == []


def test_a_draft_given_to_somebody_who_may_not_see_the_ticket_is_refused(desk):
    ticket = a_ticket(desk)

    answer = a_program(desk.agent).post(
        f"/tickets/{ticket.number}/reviews",
        {"reviewer": desk.other_engineer.user_name, "texts": {"body": ANSWER}},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
