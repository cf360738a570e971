"""Drafts on the desk: of one person, merged between his devices, gone with the sending."""

import json

import pytest

from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.tickets.makers import a_ticket


@pytest.fixture
def keep():
    """What a browser sends while somebody types."""

    def send(client, place, text, base="", **picks):
        sent = {"place": place, "texts": {"body": text}, "base": {"body": base}, "picks": picks}
        return client.post("/drafts", json.dumps(sent), content_type="application/json")

    return send


def kept(client, place):
    return client.get("/drafts/kept", {"place": place}).json().get(place, {})


def test_a_draft_is_there_on_another_device_with_what_was_picked(desk, browse, keep):
    ticket = a_ticket(desk)
    place = f"ticket/{ticket.pk}/answer"

    keep(browse(desk.agent), place, "您", kind="note")

    assert kept(browse(desk.agent), place) == {"texts": {"body": "您"}, "picks": {"kind": "note"}}
    assert kept(browse(desk.manager), place) == {}


def test_two_devices_lose_nothing_of_each_other(desk, browse, keep):
    place = f"ticket/{a_ticket(desk).pk}/answer"
    keep(browse(desk.agent), place, "您好。")
    keep(browse(desk.agent), place, "王女士您好。", base="您好。")

    answer = keep(browse(desk.agent), place, "您好。工程师两点到。", base="您好。")

    assert answer.json()["texts"] == {"body": "王女士您好。工程师两点到。"}


def test_sending_the_answer_ends_its_draft(desk, browse, keep):
    ticket = a_ticket(desk)
    client = browse(desk.agent)
    keep(client, f"ticket/{ticket.pk}/answer", "已派工程师。")

    client.post(f"/t/{ticket.number}/answers", {"kind": "reply", "body": "已派工程师。"})

    assert not Draft.objects.exists()


def test_a_draft_that_was_emptied_is_none(desk, browse, keep):
    client = browse(desk.agent)
    keep(client, "new-ticket", "打印机")

    keep(client, "new-ticket", " ", base="打印机")

    assert not Draft.objects.exists()


def test_lists_know_the_tickets_with_drafts_of_ones_own(desk, browse, keep):
    ticket = a_ticket(desk)
    keep(browse(desk.agent), f"ticket/{ticket.pk}/answer", "您好")

    own = browse(desk.agent).get("/drafts/numbers").json()
    other = browse(desk.manager).get("/drafts/numbers").json()
    page = browse(desk.agent).get("/drafts").content.decode()

    assert (own, other) == ({"numbers": [ticket.number]}, {"numbers": []})
    assert ticket.number in page


def test_a_draft_on_a_foreign_ticket_belongs_to_none(desk, browse, keep):
    ticket = a_ticket(desk)

    keep(browse(desk.other_engineer), f"ticket/{ticket.pk}/answer", "您好")

    assert Draft.objects.get().subject_id is None


@pytest.mark.parametrize(
    "body", ["", "[]", '{"place": "x"}', '{"place": 1, "texts": {}, "base": {}, "picks": {}}', "{" * 9999]
)
def test_what_is_no_draft_is_refused(desk, browse, body):
    answer = browse(desk.agent).post("/drafts", body, content_type="application/json")

    assert answer.status_code == 422


def test_a_draft_is_thrown_away_from_the_list(desk, browse, keep):
    client = browse(desk.agent)
    keep(client, "new-ticket", "打印机")

    client.post("/drafts/forgotten", {"place": "new-ticket"})

    assert kept(client, "new-ticket") == {}


def test_carrying_out_an_act_ends_its_draft_and_a_refused_one_keeps_it(desk, browse, keep):
    ticket = a_ticket(desk)
    client = browse(desk.agent)
    keep(client, f"ticket/{ticket.pk}/hear", "客户说")
    page = client.get(f"/t/{ticket.number}/hear").content.decode()

    client.post(f"/t/{ticket.number}/hear", {"text": "", "channel": "phone"})
    kept_after_refusal = Draft.objects.exists()
    client.post(f"/t/{ticket.number}/hear", {"text": "客户说还在报错", "channel": "phone"})

    assert f'data-place="ticket/{ticket.pk}/hear"' in page
    assert (kept_after_refusal, Draft.objects.exists()) == (True, False)
