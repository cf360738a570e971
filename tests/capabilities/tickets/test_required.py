"""What the regulation asks for before a verb goes through is named where it is missing, and taken from the ticket."""

import io
from datetime import timedelta

import pytest
from django.utils import translation

from shouwen.base.actors import SYSTEM
from shouwen.base.files import Upload
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.regulations.commands import activate_regulation, import_regulation
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.regulations.refusals import DocumentRefused
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import (
    attach_file,
    complete_ticket,
    grade_ticket,
    hand_over,
    reply_to_customer,
    resume_ticket,
    suspend_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import FOUNDING_DAY, MONDAY_11, Desk, a_desk, a_ticket_in_work

pytestmark = pytest.mark.django_db

RULES = """
  why_it_waits: {name: {zh: 等待说明, en: What it waits for}, field: text, on: suspend, when: {class: fault}}
  time_spent: {name: {zh: 工时, en: Time spent}, field: minutes, on: complete}
  kind_of_fault: {name: {zh: 故障类别, en: Kind of fault}, field: category, on: complete}
  proof: {name: {zh: 交接照片, en: Picture of the handing over}, field: screenshot, ask: file, on: hand_over}
  next: {name: {zh: 后续安排, en: What happens next}, field: next_step, on: hand_over}
"""


def asking(rules: str = RULES, *, of: str = "desk") -> None:
    """The shipped regulation `of`, asking for more before some verbs."""
    text = preset_text(of)
    if "required_fields:\n" not in text:
        text += "\nrequired_fields:\n"
    text = text.replace("required_fields:\n", f"required_fields:{rules.rstrip() or ' {}'}\n", 1)
    version = import_regulation(text=text, actor=SYSTEM, at=FOUNDING_DAY + timedelta(hours=1))
    activate_regulation(version=version, actor=SYSTEM, at=FOUNDING_DAY + timedelta(hours=1))


def an_asked_ticket() -> tuple[Desk, Ticket]:
    desk = a_desk()
    asking()
    return desk, a_ticket_in_work(desk)


# REQ SD-12 BX-3
def test_a_suspension_without_what_the_regulation_asks_for_is_refused_and_changes_nothing():
    desk, ticket = an_asked_ticket()
    rest = {"ticket": ticket, "reason": "waiting_parts", "until": MONDAY_11 + timedelta(days=1)}

    with translation.override("zh-hans"), pytest.raises(InvalidInput) as refused:
        suspend_ticket(**rest, actor=desk.as_engineer, at=MONDAY_11)

    assert refused.value.errors == {"text": "“等待说明”必须填写。"}
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    suspend_ticket(**rest, text="等待搓纸轮到货", actor=desk.as_engineer, at=MONDAY_11)
    resume_ticket(ticket=ticket, actor=SYSTEM, at=MONDAY_11, because="end")


# REQ SD-12 BX-3
def test_what_stands_on_the_ticket_need_not_be_given_again():
    desk, ticket = an_asked_ticket()
    done = {"ticket": ticket, "cause": "磨损", "solution": "更换", "process": "拆机", "way": Way.ON_SITE}
    with translation.override("en"), pytest.raises(InvalidInput) as refused:
        complete_ticket(**done, actor=desk.as_engineer, at=MONDAY_11)
    assert refused.value.errors == {
        "minutes": "“Time spent” is required here.",
        "category": "“Kind of fault” is required here.",
    }

    category = next(iter(_categories()))
    grade_ticket(ticket=ticket, category=category, actor=desk.as_agent, at=MONDAY_11)
    complete_ticket(**done, minutes=0, actor=desk.as_engineer, at=MONDAY_11)

    ticket.refresh_from_db()
    assert ticket.state == "completed"


# REQ SD-30 BX-3
def test_a_file_that_is_asked_for_lies_on_the_ticket_first():
    desk, ticket = an_asked_ticket()
    package = {
        "ticket": ticket, "team": desk.second_line, "tried": "重启", "reason": "需要硬件支持", "next_step": "更换配件",
    }  # fmt: skip
    with translation.override("en"), pytest.raises(InvalidInput) as refused:
        hand_over(**package, actor=desk.as_engineer, at=MONDAY_11)
    assert refused.value.errors == {
        "screenshot": "“Picture of the handing over”: attach a file to the ticket first."
    }

    picture = Upload(io.BytesIO(b"seen"), "seen.txt", "text/plain")
    attach_file(ticket=ticket, upload=picture, actor=desk.as_engineer, at=MONDAY_11)
    hand_over(**package, actor=desk.as_engineer, at=MONDAY_11)

    ticket.refresh_from_db()
    assert ticket.state == "dispatched"


# REQ SD-12
def test_a_reply_that_suspends_says_with_its_words_what_it_waits_for():
    desk, ticket = an_asked_ticket()

    reply_to_customer(
        ticket=ticket, text="请提供设备序列号", suspend_reason="waiting_customer", actor=desk.as_engineer,
        suspend_until=MONDAY_11 + timedelta(days=1), at=MONDAY_11,
    )  # fmt: skip

    ticket.refresh_from_db()
    assert ticket.state == "suspended"


# REQ BX-3
@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("field: minutes, on: take", "'take' does not ask for 'minutes'"),
        ("field: caller_phone, on: complete", "'complete' does not ask for 'caller_phone'"),
        ("field: cause, on: register", "'register' does not ask for 'cause'"),
        ("field: level, on: register", "'register' does not ask for 'level'"),
        ("field: difficulty, on: register", "there is nothing to choose for 'difficulty'"),
        ("field: difficulty, on: grade", "there is nothing to choose for 'difficulty'"),
        ("field: screenshot, ask: file, on: attach", "'attach' does not ask for 'screenshot'"),
        ("field: reason, on: cancel, or_reason: true", "only registering asks for such a reason"),
        ("field: screenshot, on: close, ask: yes_no_file", "only registering asks that; ask for a file here"),
    ],
)
def test_a_rule_that_nobody_could_obey_is_refused_with_the_reason(rule, reason):
    with pytest.raises(DocumentRefused) as refused:
        asking(f"\n  own: {{name: {{zh: 其他, en: Other}}, {rule}}}\n")

    assert reason in [problem.reason for problem in refused.value.problems]


def _categories() -> list[str]:
    from shouwen.capabilities.regulations.queries import active_regulation

    document = active_regulation().document
    return [code for code, category in document.categories.items() if category.klass == "fault"]
