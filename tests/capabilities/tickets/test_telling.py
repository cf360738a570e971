"""Facts about tickets become messages in the regulation's words, and words that search finds."""

import pytest

from shouwen.base import search
from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Message
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.notifications.reactions import tell_fact
from shouwen.capabilities.people.commands.duty import give_leave
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.tickets.commands import (
    accept_hand_over,
    dispatch_ticket,
    hand_over,
    refuse_dispatch,
    reply_to_customer,
    take_ticket,
)
from shouwen.capabilities.tickets.reactions import make_findable
from shouwen.capabilities.tickets.telling import places_now, what_to_tell
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_desk, a_ticket

pytestmark = pytest.mark.django_db


# REQ RS-9 SD-4
def test_the_customer_is_told_number_owner_promise_and_hotline_at_registration():
    desk = a_desk()
    ticket = a_ticket(desk)

    _tell(ticket, "ticket.registered")

    message = Message.objects.get(subject=ticket.subject)
    assert message.address == "wangfang@example.com"
    assert ticket.number in message.subject_line
    for word in ("王芳", desk.agent.name, "400-000-0000"):
        assert word in message.body
    written = [word for word in message.body.split() if "://" not in word]  # a random link may hold anything
    assert not any("--" in word for word in written)


# REQ RS-9
@pytest.mark.parametrize(
    ("title", "called"), [("科长", "王芳科长，您好"), ("信息科科长", "王芳，您好"), ("", "王芳，您好")]
)
def test_a_customer_is_called_by_a_title_and_not_by_the_description_of_his_post(title, called):
    desk = a_desk()
    Contact.objects.filter(pk=desk.contact.pk).update(title=title)
    desk.contact.refresh_from_db()
    ticket = a_ticket(desk)

    _tell(ticket, "ticket.registered")

    assert called in Message.objects.get(subject=ticket.subject).body


# REQ RS-9 SA-13
def test_what_the_desk_promises_itself_is_not_told_to_the_customer():
    desk = a_desk()
    ticket = a_ticket(desk)
    assert ticket.next_due_name == "dispatching"  # the nearest, and ours alone

    told = places_now(ticket, language="zh-hans", at=MONDAY_9)
    what = what_to_tell(facts_of(ticket.pk)[0])

    promised = clocks_of(ticket.pk, for_customer=True)[0]
    name = promise_name(active_regulation().document, promised.promise, "zh-hans")
    assert told["due_name"] == what.for_customer["zh-hans"]["due_name"] == name
    assert what.places["zh-hans"]["due_name"] != name


# REQ CS-1
def test_the_engineer_finds_the_dispatch_in_his_inbox_and_in_his_mail():
    desk = a_desk()
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    _tell(ticket, "ticket.dispatched")

    assert [n.person for n in Notice.objects.all()] == [desk.engineer]
    assert Message.objects.filter(address=desk.engineer.email).count() == 1


# REQ CS-1 RS-9
def test_what_is_told_late_reaches_and_names_whom_it_was_about_not_who_has_the_ticket_by_then():
    desk, third = a_desk(), a_person("lisi", roles=("third_line",))
    third_line = Team.objects.get(code="third_line")
    join_team(person=third, team=third_line, actor=SYSTEM, at=MONDAY_9)
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    hand_over(
        ticket=ticket, team=third_line, person=third, tried="重启", reason="beyond_line", actor=desk.as_engineer,
        at=MONDAY_10,
    )  # fmt: skip
    accept_hand_over(ticket=ticket, actor=actor_of(third), at=MONDAY_10)
    dispatch_ticket(ticket=ticket, engineer=desk.other_engineer, actor=desk.as_agent, at=MONDAY_10)

    for name in ("ticket.dispatched", "ticket.handed_over", "ticket.taken", "ticket.hand_over_accepted"):
        _tell(ticket, name)

    told = Message.objects.filter(subject=ticket.subject).order_by("pk")
    mails = [(one.template.partition("/")[2] or one.template, one.address) for one in told]
    assert ("dispatched_to_you", desk.engineer.email) in mails
    assert ("handed_over_to_you", third.email) in mails
    begun = [one.body for one in told if "started" in one.template]
    assert [name in body for body, name in zip(begun, (desk.engineer.name, third.name), strict=True)] == [
        True,
        True,
    ]


# REQ SD-30
def test_what_goes_to_a_team_and_to_nobody_in_it_is_told_to_its_members_on_duty_or_to_all_while_none_is():
    desk, absent = a_desk(), a_person("lisi", roles=("second_line",))
    join_team(person=absent, team=desk.second_line, actor=SYSTEM, at=MONDAY_9)
    give_leave(
        person=absent,
        starts_at=MONDAY_9,
        ends_at=MONDAY_11,
        reason="年假",
        actor=desk.as_manager,
        at=MONDAY_9,
    )
    by_day, by_night = a_ticket(desk), a_ticket(desk)
    passed = {"team": desk.second_line, "tried": "重启", "reason": "beyond_line", "actor": desk.as_agent}
    hand_over(ticket=by_day, at=MONDAY_10, **passed)
    hand_over(ticket=by_night, at=MONDAY_10.replace(hour=18), **passed)

    for ticket in (by_day, by_night):
        _tell(ticket, "ticket.handed_over")

    def told(ticket):
        return {notice.person for notice in Notice.objects.filter(subject=ticket.subject)}

    assert told(by_day) == {desk.engineer, desk.other_engineer}
    assert told(by_night) == {desk.engineer, desk.other_engineer, absent}


# REQ CS-7
def test_the_notice_of_a_refusal_tells_the_reason_chosen_and_the_words_written():
    desk = a_desk()
    for text in ("", "下午到"):
        ticket = dispatch_ticket(
            ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_9
        )
        refuse_dispatch(ticket=ticket, reason="absent", text=text, actor=desk.as_engineer, at=MONDAY_9)
        _tell(ticket, "ticket.dispatch_refused")

    titles = {notice.title.partition("：")[2] for notice in Notice.objects.filter(kind="refused")}
    assert titles == {"休假或外出", "休假或外出（下午到）"}


# REQ SD-30
def test_the_notice_of_a_hand_over_tells_what_was_tried_and_found_once_and_the_reason_that_was_chosen():
    desk = a_desk()
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    hand_over(
        ticket=ticket, team=desk.second_line, person=desk.other_engineer, tried="重装驱动", found="固件过旧",
        asked="请查固件", next_step="明日升级", reason="beyond_line", actor=desk.as_engineer, at=MONDAY_10,
    )  # fmt: skip

    _tell(ticket, "ticket.handed_over")

    (told,) = Message.objects.filter(subject=ticket.subject, template__endswith="handed_over_to_you")
    assert [told.body.count(words) for words in ("重装驱动", "固件过旧", "明日升级")] == [1, 1, 1]
    assert "已做：重装驱动" in told.body
    assert "转交原因：本线无法解决\n" in told.body


def test_a_reply_goes_out_as_written_under_the_agents_name():
    desk = a_desk()
    ticket = a_ticket(desk)
    reply_to_customer(ticket=ticket, text="请先断电再取纸。", actor=desk.as_agent, at=MONDAY_10)

    _tell(ticket, "ticket.replied")

    message = Message.objects.get(subject=ticket.subject, automatic=False)
    assert "请先断电再取纸。" in message.body
    assert desk.agent.name in message.body


# REQ SA-13 BX-6
@pytest.mark.parametrize(
    "words", ["打印机卡纸", "印机", "窗口", "华北电力", "20261123-0001", "13800138000", "王芳"]
)
def test_a_ticket_is_found_by_any_of_its_words(words):
    ticket = a_ticket(a_desk())
    make_findable(facts_of(ticket.pk)[0].pk)
    assert search.matching(words) == [ticket.pk]


def test_words_that_only_touch_across_a_gap_are_not_found():
    ticket = a_ticket(a_desk())
    make_findable(facts_of(ticket.pk)[0].pk)
    assert search.matching("纸重") == []


def _tell(ticket, name):
    for fact in facts_of(ticket.pk):
        if fact.name == name:
            tell_fact(fact.pk)
