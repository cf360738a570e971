"""Under every preset, in both languages and with little known of the sender, no message leaves with a gap in it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shouwen.base import journal
from shouwen.base.models import Fact, Message
from shouwen.base.refusals import Refusal
from shouwen.base.time import fixed_at
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.commands.firing import fire_due
from shouwen.capabilities.tickets import commands
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import what_to_tell
from shouwen.domain.regulation.loading import load
from shouwen.worker.reactions import handler_named, jobs_for
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_desk, a_ticket

pytestmark = pytest.mark.django_db
PRESETS = ("desk", "sla", "always-on", "dealer", "software", "default")
KEY_POINTS = {"accepted", "started", "estimate", "late", "solved", "closed"}
GAP = re.compile(r"[{}]|\bNone\b|\bNaN\b|“”|「」|【】|\[\]|，，|  +\S|(?<!您好)[：:][ \t]*(?:\n[ \t]*\n|\Z)")


class Life:
    """What happens at a desk, one thing after another; what this preset refuses is left out."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.at = desk, MONDAY_9

    def does(self, act: Callable[..., Any], who: Any, **details: Any) -> None:
        self.at += timedelta(minutes=1)
        with fixed_at(self.at):
            try:
                act(actor=who, at=self.at, **details)
            except Refusal:
                return
            self.works()

    def waits(self, **span: int) -> None:
        self.at += timedelta(**span)
        with fixed_at(self.at):
            fire_due()
            self.works()

    @staticmethod
    def works() -> None:
        while facts := journal.seal():
            for job in jobs_for(facts):
                handler_named(str(job["handler"]))(int(str(job["fact"])))

    def registers(self, **details: Any) -> Ticket:
        with fixed_at(self.at):
            ticket = a_ticket(self.desk, at=self.at, **details)
            self.works()
        return ticket


def _live(desk: Desk) -> None:
    life, agent, manager, engineer = Life(desk), desk.as_agent, desk.as_manager, desk.as_engineer
    ticket = {"ticket": life.registers(occurred_at=None)}
    soon = MONDAY_9 + timedelta(days=1)
    life.does(
        commands.record_confirmation, agent, what="backup_refused", text="王芳拒绝，已告知后果自负", **ticket
    )
    life.does(commands.dispatch_ticket, manager, engineer=desk.engineer, **ticket)
    life.does(commands.refuse_dispatch, engineer, reason="no_skill", text="不熟悉该型号", **ticket)
    life.does(commands.dispatch_ticket, manager, engineer=desk.engineer, **ticket)
    life.does(commands.take_ticket, engineer, **ticket)
    life.does(commands.give_estimate, engineer, until=soon, reason="等待备件", **ticket)
    life.does(commands.ask_in, engineer, person=desk.other_engineer, wish="核对型号", **ticket)
    life.does(commands.suspend_ticket, engineer, reason="waiting_customer", until=soon, **ticket)
    life.does(commands.record_customer_word, desk.as_contact, text="好了吗", channel="portal", **ticket)
    life.does(commands.urge_ticket, desk.as_contact, **ticket)
    life.does(commands.record_workaround, engineer, workaround="改用三楼打印机", **ticket)
    life.does(commands.propose_solution, engineer, solution="更换搓纸轮", **ticket)
    life.does(commands.confirm_solution, desk.as_contact, **ticket)
    life.does(commands.mark_major, manager, is_major=True, reason="院长来电", **ticket)
    life.does(commands.open_meeting, manager, about="卡纸的原因", invited=(desk.engineer,), **ticket)
    life.does(
        commands.hand_over, engineer, team=desk.second_line, tried="已重启", reason="超出能力", **ticket
    )
    life.does(commands.return_hand_over, desk.as_other_engineer, answer="请先附日志", **ticket)
    life.waits(days=9)
    for task in ticket["ticket"].tasks.all():
        life.does(commands.finish_task, desk.as_other_engineer, task=task, result="型号相符")
    life.does(commands.take_ticket, engineer, **ticket)
    done = {"cause": "磨损", "solution": "已更换搓纸轮", "process": "拆机更换"}
    life.does(commands.complete_ticket, engineer, **done, **ticket)
    life.does(commands.verify_ticket, agent, **ticket)
    life.waits(days=3)
    life.does(commands.close_ticket, manager, override_reason="客户口头确认", **ticket)
    life.does(commands.reopen_ticket, manager, reason="又坏了", **ticket)
    for route in active_regulation(MONDAY_9).document.routes:
        away = life.registers(occurred_at=None)
        life.does(commands.route_away, manager, ticket=away, route=route, reason="不在服务范围")
    complaint = next(
        (
            code
            for code, one in active_regulation(MONDAY_9).document.classes.items()
            if one.flow == "complaint"
        ),
        "",
    )
    if complaint:
        life.registers(klass=complaint, impact="", urgency="", occurred_at=None)
    life.waits(days=2)


# REQ RS-9
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("preset", PRESETS)
def test_no_message_and_no_notice_has_a_place_left_unfilled(preset: str, language: str):
    desk = a_desk(preset)
    desk.contact.language, desk.contact.title = language, ""
    desk.contact.save()

    _live(desk)

    messages = list(Message.objects.filter(address="wangfang@example.com"))
    assert {one.template for one in messages} >= KEY_POINTS
    told = [(one.template, one.subject_line, one.body) for one in messages]
    told += [(one.template, one.subject_line, one.body) for one in Message.objects.exclude(to_kind="contact")]
    told += [(one.kind, one.title, one.body) for one in Notice.objects.all()]
    gaps = {
        (template, found[0], text)
        for template, *texts in told
        for text in texts
        for found in GAP.finditer(text)
    }
    assert gaps == set()
    assert not Message.objects.filter(state="failed").exists()


# REQ RS-9 SD-13
def test_whatever_a_template_may_ask_of_its_fact_is_known_when_it_is_told():
    ticket = a_ticket(a_desk())
    known = {name for fact in journal.facts_of(ticket.pk) for name in what_to_tell(fact).fields}  # type: ignore[union-attr]
    texts = [
        active_regulation(MONDAY_9).document,
        *(load(preset_text(code), find=preset_text) for code in PRESETS),
    ]

    asked = {name for document in texts for one in document.templates.values() for name in one.when.named()}

    assert asked - known == set()


# REQ SD-13 RS-9
@pytest.mark.parametrize(("promise", "is_told"), [("resolution", True), ("dispatching", False)])
def test_of_a_promise_made_to_him_that_is_missed_the_customer_hears_and_of_one_among_colleagues_not(
    promise, is_told
):
    life = Life(a_desk())
    ticket = life.registers(occurred_at=None)
    if promise == "resolution":
        life.does(commands.dispatch_ticket, life.desk.as_manager, ticket=ticket, engineer=life.desk.engineer)
        life.does(commands.take_ticket, life.desk.as_engineer, ticket=ticket)
        life.waits(days=9)
    else:
        life.waits(minutes=20)

    broken = Fact.objects.filter(subject_id=ticket.pk, name="clock.breached", payload__promise=promise)
    told = Message.objects.filter(subject_id=ticket.pk, template="late", address="wangfang@example.com")
    assert broken.exists()
    assert told.exists() is is_told
