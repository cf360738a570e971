"""A request that waits for an agent has a promise of its own: nobody is left in the list of what came in."""

from datetime import timedelta

import pytest

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Message
from shouwen.base.time import fixed_at
from shouwen.capabilities.intake.choices import ItemState
from shouwen.capabilities.intake.commands.receive_mail import receive_mail
from shouwen.capabilities.intake.commands.sort import dismiss_from_intake
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import AutomaticReason
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.service_levels.commands import fire_due, rebuild
from shouwen.capabilities.service_levels.models import Clock
from shouwen.worker.reactions import handler_named, jobs_for
from tests.capabilities.intake.test_intake import a_mail
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_desk

pytestmark = pytest.mark.django_db
DUE = MONDAY_9 + timedelta(minutes=30)


@pytest.fixture
def desk() -> Desk:
    return a_desk("desk")


def held(message_id: str = "<1@example.com>") -> IntakeItem:
    """What a machine wrote waits for an agent's eyes."""
    with fixed_at(MONDAY_9):
        mail = a_mail(message_id=message_id, automatic=AutomaticReason.MAILING_LIST)
        return receive_mail(mail=mail, at=MONDAY_9)


def react() -> None:
    while facts := journal.seal():
        for job in jobs_for(facts):
            handler_named(str(job["handler"]))(int(str(job["fact"])))


def time_is(minutes: int) -> None:
    """The worker has noticed everything that fell until then, and said what there is to say."""
    with fixed_at(MONDAY_9 + timedelta(minutes=minutes)):
        fire_due()
        react()


def told() -> list[tuple[str, str]]:
    return sorted(
        (notice.person.user_name, notice.title) for notice in Notice.objects.select_related("person")
    )


# REQ BX-3
def test_what_waits_is_due_within_half_an_hour_and_kept_by_whoever_decides(desk):
    item = held()
    clock = Clock.objects.get(subject_id=item.pk)
    assert (item.state, clock.promise, clock.status, clock.due_at) == (
        ItemState.WAITING,
        "sorting",
        "running",
        DUE,
    )

    with fixed_at(MONDAY_9 + timedelta(minutes=20)):
        dismiss_from_intake(item=item, reason="广告", actor=desk.as_agent, at=DUE - timedelta(minutes=10))
        clock.refresh_from_db()
        assert (clock.status, clock.met_at, clock.breached_at) == ("met", DUE - timedelta(minutes=10), None)
        time_is(120)
        assert told() == []
        assert rebuild() == []


def test_what_the_desk_itself_dismisses_waits_for_nobody_and_counts_for_nobody(desk):
    item = held()

    with fixed_at(MONDAY_9 + timedelta(minutes=20)):
        dismiss_from_intake(
            item=item, reason="demo", actor=SYSTEM.through("cli"), at=DUE - timedelta(minutes=10)
        )
    time_is(120)

    assert Clock.objects.get(subject_id=item.pk).status == "cancelled"
    assert told() == []
    assert rebuild(check=True) == []


def test_what_becomes_a_ticket_at_once_is_promised_nothing(desk):
    with fixed_at(MONDAY_9):
        item = receive_mail(mail=a_mail(), at=MONDAY_9)

    assert (item.state, Clock.objects.filter(subject_id=item.pk).count()) == (ItemState.REGISTERED, 0)
    assert rebuild(at=DUE) == []


def test_where_nobody_decides_the_first_line_hears_and_then_the_manager_each_once(desk):
    item = held()

    time_is(31)
    time_is(32)
    first = told()
    assert {name for name, _ in first} == {"lin", "zhou"}  # both of the first line, on duty
    assert {title for _, title in first} == {"待登记请求超时：登录失败"}
    assert len(first) == 2
    assert Notice.objects.filter(subject_id=item.pk).count() == 2

    time_is(61)
    time_is(62)
    assert [name for name, _ in told()] == ["lin", "zhou", "zhou"]
    mail = Message.objects.get(subject_id=item.pk)
    assert f"/intake/{item.pk}" in mail.body
    assert "应在 2026-11-23 09:30 前处理" in mail.body
    with fixed_at(MONDAY_9 + timedelta(minutes=62)):
        assert rebuild() == []


def test_a_request_that_came_before_anything_was_promised_goes_on_as_it_was():
    desk = a_desk("desk")
    with fixed_at(MONDAY_9):
        subject = journal.open_subject("intake")
        item = IntakeItem.objects.create(
            subject=subject, channel="mail", title="早先的", received_at=MONDAY_9
        )
        journal.record(journal.lock(subject.pk), "intake.received", actor=desk.as_agent, at=MONDAY_9)

        dismiss_from_intake(item=item, reason="广告", actor=desk.as_agent, at=MONDAY_9)

    assert Clock.objects.filter(subject_id=item.pk).count() == 0
    assert [fact.name for fact in journal.facts_of(item.pk)] == ["intake.received", "intake.dismissed"]
