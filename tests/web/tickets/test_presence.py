"""Who is on a ticket: seen by the others, gone within thirty seconds of silence."""

from datetime import timedelta
from uuid import uuid4

from shouwen.web.live import audible
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

PAGE, OTHER_PAGE = str(uuid4()), str(uuid4())


def others(client, ticket, writing="0", page=PAGE):
    return client.post(f"/t/{ticket.number}/presence", {"writing": writing, "page": page}).content.decode()


def test_whoever_has_the_ticket_open_is_seen_and_whether_he_writes(desk, browse):
    ticket = a_ticket(desk)
    agent, manager = browse(desk.agent), browse(desk.manager)

    assert others(agent, ticket).strip() == ""
    assert "Lin 在看" in others(manager, ticket)
    others(agent, ticket, writing="1")
    assert "Lin 正在写" in others(manager, ticket)


def test_whoever_leaves_is_gone_at_once(desk, browse):
    ticket = a_ticket(desk)
    agent, manager = browse(desk.agent), browse(desk.manager)
    others(agent, ticket)

    agent.post(f"/t/{ticket.number}/leaving", {"page": PAGE})

    assert others(manager, ticket).strip() == ""


def test_what_a_left_page_had_still_under_way_does_not_bring_him_back(desk, browse):
    ticket = a_ticket(desk)
    agent, manager = browse(desk.agent), browse(desk.manager)

    agent.post(f"/t/{ticket.number}/leaving", {"page": PAGE})
    others(agent, ticket, writing="1")

    assert others(manager, ticket).strip() == ""
    others(agent, ticket, page=OTHER_PAGE)
    assert "Lin 在看" in others(manager, ticket)


def test_who_closes_one_of_two_pages_is_still_here_and_named_once(desk, browse):
    ticket = a_ticket(desk)
    agent, manager = browse(desk.agent), browse(desk.manager)
    others(agent, ticket)
    others(agent, ticket, writing="1", page=OTHER_PAGE)
    assert others(manager, ticket).count("Lin") == 1

    agent.post(f"/t/{ticket.number}/leaving", {"page": OTHER_PAGE})

    assert "Lin 在看" in others(manager, ticket)


def test_a_page_without_a_name_is_refused(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.agent)

    answers = [client.post(f"/t/{ticket.number}/{act}", {"page": "x"}) for act in ("presence", "leaving")]

    assert [answer.status_code for answer in answers] == [400, 400]


def test_whoever_is_silent_is_gone_within_thirty_seconds(desk, browse, at_instant):
    ticket = a_ticket(desk)
    agent, manager = browse(desk.agent), browse(desk.manager)
    others(agent, ticket)

    at_instant(MONDAY_9 + timedelta(seconds=21))  # pages ask every eight seconds

    assert others(manager, ticket).strip() == ""


def test_presence_is_heard_by_those_who_may_see_the_ticket(desk):
    ticket = a_ticket(desk)
    topics = frozenset({f"presence/{ticket.pk}", f"drafts/{desk.agent.pk}", "presence/x", "presence/1/2"})

    heard = audible(desk.as_agent, topics)

    assert heard == {f"presence/{ticket.pk}", f"drafts/{desk.agent.pk}", "again"}
    assert audible(desk.as_other_engineer, topics) == {"again"}


def test_nobody_is_present_where_he_sees_nothing(desk, browse):
    ticket = a_ticket(desk)

    answer = browse(desk.other_engineer).post(f"/t/{ticket.number}/presence")

    assert answer.status_code == 404
