"""Facts become messages in the words of the regulation, each once, to those it names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact, Message
from shouwen.base.time import fixed_at
from shouwen.capabilities.notifications.commands.telling import tell
from shouwen.capabilities.notifications.models import Notice, SilencedAddress
from shouwen.capabilities.notifications.queries import messages_of
from shouwen.capabilities.notifications.reactions import tell_fact
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    give_estimate,
    record_customer_word,
    reply_to_customer,
    route_away,
    suspend_ticket,
    take_ticket,
    undo,
)
from shouwen.capabilities.tickets.commands.undo import LATENCY
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import what_to_tell
from shouwen.domain.regulation.words import Text
from shouwen.worker.reactions import handler_named, jobs_for
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, Desk, a_desk, a_ticket

pytestmark = pytest.mark.django_db
WANG = "wangfang@example.com"


@pytest.fixture(autouse=True)
def monday():
    with fixed_at(MONDAY_9):
        yield


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def react() -> None:
    while facts := journal.seal():
        for job in jobs_for(facts):
            handler_named(str(job["handler"]))(int(str(job["fact"])))


def forget() -> None:
    react()
    Message.objects.all().delete()
    Notice.objects.all().delete()


def newest(ticket: Ticket, name: str) -> Fact:
    return Fact.objects.filter(subject_id=ticket.pk, name=name).order_by("-seq")[0]


def test_what_is_told_late_is_no_answer_a_machine_would_answer_and_none_of_it_is_one_too_many(desk):
    for _ in range(12):
        a_ticket(desk)
    with fixed_at(MONDAY_11):
        react()
    late = Message.objects.values_list("state", "last_error")
    assert list(late) == [("waiting", "")] * 12

    for _ in range(12):
        a_ticket(desk)
    react()
    assert Message.objects.filter(last_error="too_many_to_address").count() == 2


# REQ RS-9
def test_the_customer_hears_at_each_key_point_in_plain_words(desk):
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)
    give_estimate(
        ticket=ticket,
        until=MONDAY_11 + timedelta(days=1),
        reason="等配件",
        actor=desk.as_engineer,
        at=MONDAY_10,
    )
    suspend_ticket(
        ticket=ticket,
        reason="waiting_parts",
        until=MONDAY_11,
        actor=desk.as_engineer,
        at=MONDAY_10,
        text="内部备注",
    )
    react()

    told = list(messages_of(subject_id=ticket.pk).filter(address=WANG).values_list("template", flat=True))
    assert told == ["accepted", "started", "estimate", "suspended"]
    accepted = messages_of(subject_id=ticket.pk).get(template="accepted")
    assert ticket.number in accepted.subject_line
    assert "{" not in accepted.body + accepted.subject_line
    estimate = messages_of(subject_id=ticket.pk).get(template="estimate")
    assert "等配件" in estimate.body
    suspended = messages_of(subject_id=ticket.pk).get(template="suspended")
    assert suspended.subject_line == f"【{ticket.number}】处理暂停：等待备件"
    assert "内部备注" not in suspended.body


def test_a_customer_reads_his_own_language(desk):
    desk.contact.language = "en"
    desk.contact.save()
    ticket = a_ticket(desk)
    react()

    message = messages_of(subject_id=ticket.pk).get(template="accepted")
    assert message.subject_line.startswith(f"[{ticket.number}] We have your request")


def test_the_engineer_finds_a_dispatch_in_his_inbox_and_his_mail(desk):
    ticket = a_ticket(desk)
    forget()
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    react()

    notice = Notice.objects.get(person=desk.engineer)
    assert (notice.subject_id, notice.kind, notice.path) == (
        ticket.pk,
        "dispatched_to_you",
        f"/t/{ticket.number}",
    )
    assert ticket.number in notice.title
    assert messages_of(subject_id=ticket.pk).filter(to_kind="person", to_id=desk.engineer.pk).count() == (
        1 if desk.engineer.email else 0
    )


def test_nobody_is_told_of_his_own_act(desk):
    ticket = a_ticket(desk)
    forget()
    record_customer_word(ticket=ticket, text="快一点", actor=desk.as_agent, at=MONDAY_9, channel="phone")
    react()

    assert ticket.owner == desk.agent
    assert not Notice.objects.filter(person=desk.agent).exists()


def test_telling_twice_tells_once(desk):
    ticket = a_ticket(desk)
    react()
    before = (Message.objects.count(), Notice.objects.count())

    tell_fact(newest(ticket, "ticket.registered").pk)

    assert (Message.objects.count(), Notice.objects.count()) == before
    assert before[0] > 0


def test_a_reply_goes_out_as_it_was_written_after_the_undo_window(desk):
    ticket = a_ticket(desk)
    forget()
    reply_to_customer(ticket=ticket, text="请重启打印机。", actor=desk.as_agent, at=MONDAY_9)
    react()

    message = messages_of(subject_id=ticket.pk).get(template="")
    assert (message.address, message.automatic) == (WANG, False)
    assert message.subject_line == f"Re: {ticket.title} [{ticket.number}]"
    assert "请重启打印机。\n\n" in message.body
    assert desk.agent.name in message.body
    assert message.not_before == MONDAY_9 + timedelta(seconds=10) + 2 * LATENCY


def test_of_an_act_undone_before_it_was_told_nothing_is_told(desk):
    ticket = a_ticket(desk)
    forget()
    entry = reply_to_customer(ticket=ticket, text="说错了", actor=desk.as_agent, at=MONDAY_9)
    undo(ticket=ticket, seq=entry.seq, actor=desk.as_agent, at=MONDAY_9)
    react()

    assert not messages_of(subject_id=ticket.pk).exists()


def test_a_reply_given_by_phone_is_not_sent_again(desk):
    ticket = a_ticket(desk)
    forget()
    reply_to_customer(ticket=ticket, text="已电话告知。", actor=desk.as_agent, at=MONDAY_9, channel="phone")
    react()

    assert not messages_of(subject_id=ticket.pk).filter(template="").exists()


def test_a_customer_without_an_address_shows_as_somebody_to_call(desk):
    desk.contact.mails.all().delete()
    ticket = a_ticket(desk)
    react()

    message = messages_of(subject_id=ticket.pk).get(template="accepted")
    assert (message.channel, message.address, message.state, message.last_error) == (
        "phone", "13800138000", "withdrawn", "no_address",
    )  # fmt: skip


def test_an_unknown_placeholder_blocks_the_message_and_shows(desk):
    ticket = a_ticket(desk)
    forget()
    what = what_to_tell(newest(ticket, "ticket.registered"))
    template = what.document.templates["accepted"]
    broken = template.model_copy(update={"body": Text(zh="您好 {nonsense}", en="Hello {nonsense}")})
    document = what.document.model_copy(update={"templates": {"accepted": broken}})

    tell(what=replace(what, document=document), at=MONDAY_9)

    message = Message.objects.get()
    assert (message.state, message.last_error, message.body) == (
        "failed",
        "unknown_placeholder",
        "{nonsense}",
    )


def test_a_silenced_address_gets_no_automatic_message_but_a_persons_reply(desk):
    SilencedAddress.objects.create(address=WANG, reason="auto_generated")
    ticket = a_ticket(desk)
    reply_to_customer(ticket=ticket, text="请看", actor=desk.as_agent, at=MONDAY_9)
    react()

    states = dict(messages_of(subject_id=ticket.pk).filter(address=WANG).values_list("template", "state"))
    assert states == {"accepted": "withdrawn", "": "waiting"}


def test_an_escalation_tells_those_whom_its_step_names(desk):
    ticket = a_ticket(desk)
    forget()
    subject = journal.lock(ticket.pk)
    fact = journal.record(
        subject, "clock.escalated", actor=SYSTEM, at=MONDAY_10, regulation_id=ticket.regulation_id,
        promise="resolution", due_at=MONDAY_10, stage="1", channels=["inbox"], actions=[],
        recipients=[{"kind": "owner", "code": ""}, {"kind": "role", "code": "desk_manager"}],
    )  # fmt: skip
    tell_fact(fact.pk)

    assert set(Notice.objects.values_list("person_id", flat=True)) == {desk.agent.pk, desk.manager.pk}
    assert not Message.objects.filter(to_kind="person").exists()


# REQ SA-7
def test_the_sender_of_a_request_that_is_not_ours_is_told_where_it_went(desk):
    ticket = a_ticket(desk)
    forget()
    route_away(
        ticket=ticket, route="new_need", reason="内部备注：麻烦的客户", actor=desk.as_agent, at=MONDAY_9
    )
    react()

    message = messages_of(subject_id=ticket.pk).get(address=WANG)
    assert message.template == "routed_away"
    assert "麻烦的客户" not in message.body + message.subject_line


def test_completing_tells_the_solution(desk):
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)
    forget()
    complete_ticket(
        ticket=ticket,
        cause="纸盒传感器脏",
        solution="清洁传感器",
        process="拆开纸盒",
        actor=desk.as_engineer,
        at=MONDAY_11,
    )
    react()

    assert "清洁传感器" in messages_of(subject_id=ticket.pk).get(template="solved").body


def test_a_fact_that_no_template_listens_to_costs_one_statement(desk, django_assert_num_queries):
    ticket = a_ticket(desk)
    fact = journal.record(
        journal.lock(ticket.pk), "clock.met", actor=SYSTEM, at=MONDAY_9, regulation_id=ticket.regulation_id
    )

    with django_assert_num_queries(1):
        tell_fact(fact.pk)
