"""Words behind a / and people behind an @: filled, found by initials, told."""

import pytest

from shouwen.base.models import Fact, Message
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.tickets.commands import add_note
from shouwen.capabilities.tickets.models import Involvement
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Phrase
from shouwen.capabilities.workplace.queries.mentions import mentioned_in, names_of
from shouwen.capabilities.workplace.reactions import tell_mentioned
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket, a_ticket_in_work


def offers(client, path, words=""):
    return client.get(path, {"q": words}).json()["offers"]


def keep(desk, name="改约致歉", body="{contact}您好，工程师改为 {until} 到。", team=None):
    return keep_phrase(name=name, body=body, team=team, actor=desk.as_agent, at=MONDAY_9)


# REQ CS-3
def test_a_phrase_comes_with_its_places_filled_and_the_unknown_left_open(desk, browse):
    ticket = a_ticket(desk)
    phrase = keep(desk)

    (offer,) = offers(browse(desk.agent), f"/t/{ticket.number}/phrases", "gyzq")

    assert (offer["key"], offer["name"]) == (phrase.pk, "改约致歉")
    assert offer["text"] == f"{desk.contact.name}您好，工程师改为 {{until}} 到。"


# REQ CS-3
def test_the_regulations_words_are_offered_too(desk, browse):
    ticket = a_ticket(desk)

    found = offers(browse(desk.agent), f"/t/{ticket.number}/phrases", "完工回访")

    assert "完工回访话术" in [one["name"] for one in found]
    assert ticket.number in str(offers(browse(desk.agent), f"/t/{ticket.number}/phrases", "已受理"))


def test_ones_own_phrases_are_nobody_elses_but_a_teams_are_its_members(desk, browse):
    ticket = a_ticket(desk)
    keep(desk, name="只给自己")
    shared = keep(desk, name="给班组", team=Team.objects.get(pk__in=desk.as_agent.team_ids))

    def names(person):
        return {one["name"] for one in offers(browse(person), f"/t/{ticket.number}/phrases")}

    assert {"只给自己", "给班组"} <= names(desk.agent)
    assert names(desk.manager) & {"只给自己", "给班组"} == {"给班组"}
    assert browse(desk.manager).get(f"/phrases/{shared.pk}").status_code == 200
    assert browse(desk.engineer).get(f"/phrases/{shared.pk}").status_code == 404


def test_a_place_that_nobody_filled_is_not_sent(desk, browse):
    ticket = a_ticket(desk)

    answer = browse(desk.agent).post(
        f"/t/{ticket.number}/answers", {"kind": "reply", "body": "工程师 {until} 到。"}
    )

    assert answer.status_code == 422
    assert not Fact.objects.filter(subject_id=ticket.pk, name="ticket.replied").exists()


def test_colleagues_and_teams_are_found_by_initials(desk, browse):
    Person.objects.filter(pk=desk.engineer.pk).update(name="王强")

    by_initials = offers(browse(desk.agent), "/mentions", "wq")
    teams = offers(browse(desk.agent), "/mentions", names_of(desk.second_line)[0])

    assert [one["text"] for one in by_initials] == ["@王强 "]
    assert teams[0]["note"] == "班组"


# REQ SD-9
def test_whoever_is_named_in_a_note_is_told_and_may_see_the_ticket(desk):
    Person.objects.filter(pk=desk.engineer.pk).update(name="王强")
    ticket = a_ticket(desk)
    named = mentioned_in("@王强请看一下，@Lin 自己不算", actor=desk.as_agent)

    add_note(ticket=ticket, text="@王强请看一下", mentions=named, actor=desk.as_agent, at=MONDAY_9)
    fact = Fact.objects.get(subject_id=ticket.pk, name="ticket.noted")
    tell_mentioned(fact.pk)
    tell_mentioned(fact.pk)

    notice = Notice.objects.get(fact=fact)
    assert (notice.person_id, notice.body) == (desk.engineer.pk, "@王强请看一下")
    assert notice.title.startswith("Lin 提到了你")
    assert Involvement.objects.filter(ticket=ticket, person=desk.engineer).exists()
    letter = Message.objects.get(fact=fact, template="mention")
    assert (letter.address, letter.state) == (desk.engineer.email, "waiting")
    assert letter.body.endswith(f"/t/{ticket.number}#fact-{fact.seq}")
    assert letter.not_before > fact.recorded_at  # it may still be undone


# REQ SD-9
def test_who_wants_no_mail_of_mentions_has_them_in_the_inbox_alone(desk, browse):
    ticket, person = a_ticket_in_work(desk), desk.manager
    settings = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "phone": ""}
    browse(person).post("/me/settings", settings)  # a tick that is not sent is taken away
    values = {"kind": "update", "body": f"@{person.name} 已重启", "found": "正常", "next_step": "观察一天"}
    values |= {"next_at": "2026-11-24T09:00", "tell_customer": ""}

    sent = browse(desk.engineer).post(f"/t/{ticket.number}/answers", values)
    fact = Fact.objects.get(subject_id=ticket.pk, name="ticket.progress_updated")
    tell_mentioned(fact.pk)

    assert sent.status_code in (204, 303)
    assert Notice.objects.get(fact=fact).person_id == person.pk
    assert not Message.objects.filter(fact=fact, to_kind="person").exists()


def test_naming_a_team_names_all_who_work_in_it(desk):
    (name, *_) = names_of(desk.second_line)

    named = mentioned_in(f"请@{name}接手", actor=desk.as_agent)

    assert {person.pk for person in named} == {desk.engineer.pk, desk.other_engineer.pk}


@pytest.mark.parametrize("text", ["没有人", "wang@example.com", "@没有这个人"])
def test_nobody_is_named_by_chance(desk, text):
    assert mentioned_in(text, actor=desk.as_agent) == ()


def test_a_phrase_is_kept_changed_and_removed(desk, browse):
    client = browse(desk.agent)

    client.post("/phrases/new", {"name": "致歉", "body": "很抱歉。", "team": ""})
    phrase = Phrase.objects.get()
    client.post(f"/phrases/{phrase.pk}", {"name": "致歉", "body": "非常抱歉。", "team": ""})
    page = client.get("/phrases").content.decode()
    client.post(f"/phrases/{phrase.pk}/removal")

    assert "非常抱歉。" in page
    assert not Phrase.objects.exists()
