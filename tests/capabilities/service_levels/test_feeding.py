"""Clocks are fed inside the command's transaction, by few statements, and fired by state."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shouwen.base import journal
from shouwen.base.models import Subject
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import Deadline, feed, fire_due, on_next_due
from shouwen.capabilities.service_levels.commands.rebuilding import rebuild, renew
from shouwen.capabilities.service_levels.models import Clock
from shouwen.domain.clocks.records import ENGINE
from shouwen.runtime.preparing import renew_clocks
from tests.capabilities.service_levels.makers import (
    AGENT,
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    tell,
    told_by_clocks,
)

pytestmark = pytest.mark.django_db


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was sent, without transaction control."""
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(control)]


def test_registering_starts_the_promises_of_the_regulation():  # REQ BX-1, SD-6
    regulation = a_regulation()

    subject = a_ticket_subject(regulation)

    response, resolution = clock_of(subject, "response"), clock_of(subject, "resolution")
    assert (response.status, response.due_at, response.terms) == (
        "running",
        beijing("16 11:00"),
        "response/2",
    )
    assert (resolution.due_at, resolution.span) == (beijing("17 18:00"), timedelta(hours=16))
    assert [fact.name for fact in told_by_clocks(subject)] == ["clock.started", "clock.started"]


def test_every_clock_says_which_engine_made_it():  # REQ BX-1
    subject = a_ticket_subject(a_regulation())

    made = Clock.objects.filter(subject=subject)
    assert {(clock.engine, clock.regulation_id is None) for clock in made} == {(ENGINE, False)}


def test_clocks_of_older_rules_are_computed_again_once_for_each_version_of_the_rules():  # REQ BX-1
    subject = a_ticket_subject(a_regulation())
    made = Clock.objects.filter(subject=subject, promise="response")
    made.update(engine=ENGINE - 1, due_at=beijing("20 09:00"))

    assert renew(at=beijing("16 09:30")) == 1
    assert (made.get().engine, made.get().due_at) == (ENGINE, beijing("16 11:00"))

    made.update(engine=ENGINE - 1, due_at=beijing("20 09:00"))
    assert renew(at=beijing("16 09:30")) == 0


def test_a_start_after_new_rules_says_at_the_terminal_that_clocks_are_computed_again(capsys):  # REQ BX-1
    subject = a_ticket_subject(a_regulation())
    Clock.objects.filter(subject=subject, promise="response").update(engine=ENGINE - 1)

    renew_clocks()
    assert "计时规则有更新，正在重算" in capsys.readouterr().out

    renew_clocks()
    assert capsys.readouterr().out == ""


def test_the_nearest_deadline_is_given_back_for_the_subjects_own_save():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    result = tell(subject, regulation, "16 09:30", ("ticket.taken", {"fields": {"state": "in_progress"}}))

    assert (result.next_due_at, result.next_due_name) == (beijing("17 18:00"), "resolution")
    assert [fact.name for fact in result.facts] == ["clock.met"]


def test_a_public_holiday_and_its_make_up_day_count():  # REQ BX-1
    regulation = a_regulation()

    subject = a_ticket_subject(regulation, "2026-09-30 16:30", level="low")

    # 1 to 7 October are National Day; Saturday the 10th is worked
    assert clock_of(subject, "response").due_at == beijing("2026-10-08 11:30")
    late = a_ticket_subject(regulation, "2026-10-09 17:00", level="low")
    assert clock_of(late, "response").due_at == beijing("2026-10-10 12:00")


def test_suspension_across_a_holiday_stops_the_time():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation, "2026-09-30 09:00")
    tell(
        subject, regulation, "2026-09-30 10:00",
        ("ticket.suspended", {"fields": {"state": "suspended"}, "reason": "customer",
                              "until": beijing("2026-10-09 09:00").isoformat()}))  # fmt: skip

    assert clock_of(subject, "resolution").status == "paused"
    tell(subject, regulation, "2026-10-08 10:00", ("ticket.resumed", {"fields": {"state": "in_progress"}}))

    assert clock_of(subject, "resolution").due_at == beijing("2026-10-09 18:00")


def test_feeding_costs_at_most_six_statements():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    with fixed_at(beijing("16 09:30")), transaction.atomic():
        held = journal.lock(subject.pk)
        facts = journal.record_all(
            held,
            [
                ("ticket.graded", {"fields": {"level": "high"}}),
                ("ticket.taken", {"fields": {"state": "in_progress"}}),
                ("ticket.noted", {}),
            ],
            actor=AGENT,
            at=beijing("16 09:30"),
        )
        with CaptureQueriesContext(connection) as captured:
            feed(held, facts, regulation=regulation)

    assert len(statements(captured)) == 2


@pytest.mark.parametrize("others", [0, 60])
def test_what_feeding_costs_does_not_grow_with_the_clocks_of_the_desk(others):  # REQ BX-1
    regulation = a_regulation()
    for _ in range(1 + others):  # the very first one has the calendars published
        a_ticket_subject(regulation)
    with fixed_at(beijing("16 09:00")):
        subject = journal.open_subject("ticket")

    costs = []
    for at, name, fields in [
        ("16 09:00", "ticket.registered", {"state": "new", "class": "fault", "level": "medium"}),
        ("16 09:30", "ticket.suspended", {"state": "suspended", "level": "high"}),
        ("16 10:30", "ticket.taken", {"state": "in_progress", "calendar": "always"}),
        ("17 10:30", "ticket.completed", {"state": "completed"}),
    ]:
        with fixed_at(beijing(at)), transaction.atomic():
            held = journal.lock(subject.pk)
            facts = journal.record_all(held, [(name, {"fields": fields})], actor=AGENT, at=beijing(at))
            with CaptureQueriesContext(connection) as captured:
                feed(held, facts, regulation=regulation)
        costs.append(len(statements(captured)))

    assert costs == [2, 2, 3, 2]


def test_a_late_fact_still_costs_at_most_six_statements():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    with fixed_at(beijing("16 15:00")), transaction.atomic():
        held = journal.lock(subject.pk)
        facts = journal.record_all(
            held, [("ticket.taken", {})], actor=AGENT, at=beijing("16 10:00"), late=True
        )
        with CaptureQueriesContext(connection) as captured:
            feed(held, facts, regulation=regulation)

    assert len(statements(captured)) == 4


def test_a_late_fact_withdraws_the_breach_it_disproves():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    with fixed_at(beijing("16 12:00")):
        fire_due()

    tell(subject, regulation, "16 10:30", "ticket.taken", recorded="16 15:00")

    clock = clock_of(subject, "response")
    assert (clock.status, clock.met_at) == ("met", beijing("16 10:30"))
    assert (clock.breached_at, clock.breach_withdrawn_at) == (beijing("16 11:00"), beijing("16 15:00"))
    assert Clock.objects.breached().count() == 0
    assert len(told_by_clocks(subject, "clock.breach_withdrawn")) == 1


def test_a_worker_that_was_down_two_hours_fires_each_stage_once_with_its_true_time():  # REQ BX-1, SD-14
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    with fixed_at(beijing("16 14:00")):
        assert (fire_due(), fire_due()) == (1, 0)

    told = told_by_clocks(subject, "clock.warned", "clock.breached", "clock.escalated")
    assert [(fact.name, fact.payload["fell_at"]) for fact in told] == [
        ("clock.warned", beijing("16 10:00").isoformat()),
        ("clock.breached", beijing("16 11:00").isoformat()),
        ("clock.escalated", beijing("16 11:00").isoformat()),
    ]
    assert clock_of(subject, "response").breached_at == beijing("16 11:00")


def test_an_escalation_names_its_step_its_recipients_and_channels():  # REQ SD-14
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    with fixed_at(beijing("16 11:01")):
        fire_due()

    (escalated,) = told_by_clocks(subject, "clock.escalated")
    assert escalated.actor_kind == "system"
    assert {key: escalated.payload[key] for key in ("promise", "stage", "recipients", "channels")} == {
        "promise": "response",
        "stage": "response/1",
        "recipients": [{"kind": "team_leader", "code": ""}, {"kind": "role", "code": "desk_manager"}],
        "channels": ["inbox", "mail"],
    }


def test_nothing_fires_before_its_time():
    regulation = a_regulation()
    a_ticket_subject(regulation)

    with fixed_at(beijing("16 10:00")):
        assert fire_due() == 0
    with fixed_at(beijing("16 10:00") + timedelta(microseconds=1)):
        assert fire_due() == 1


def test_whoever_keeps_deadlines_learns_of_them_when_time_alone_moves_them():
    regulation, heard = a_regulation(), []
    text = a_ticket_subject(regulation)
    Subject.objects.filter(pk=text.pk).update(kind="ticket")
    from shouwen.capabilities.service_levels.commands import keeping

    before = keeping._listeners.get("ticket")
    on_next_due("ticket", heard.extend)
    try:
        with fixed_at(beijing("16 12:00")):
            fire_due()
    finally:
        if before:
            on_next_due("ticket", before)

    assert heard == [Deadline(text.pk, beijing("16 11:00"), "response")]


def test_a_subject_whose_clocks_fail_is_set_aside_and_keeps_nobody_waiting(caplog):
    regulation = a_regulation()
    broken, sound = a_ticket_subject(regulation), a_ticket_subject(regulation)
    state = Subject.objects.get(pk=broken.pk).promise_state
    Subject.objects.filter(pk=broken.pk).update(promise_state=state | {"regulation": 0})

    with fixed_at(beijing("16 12:00")):
        fire_due()

    assert clock_of(sound, "response").breached_at == beijing("16 11:00")
    assert clock_of(broken, "response").breached_at is None
    assert Subject.objects.get(pk=broken.pk).next_stage_at == beijing("16 12:05")
    assert [record.message for record in caplog.records] == ["the clocks of a subject failed"]


def test_firing_many_subjects_reads_their_clocks_by_one_statement():
    regulation = a_regulation()
    for _ in range(5):
        a_ticket_subject(regulation)

    with fixed_at(beijing("16 10:30")), CaptureQueriesContext(connection) as captured:
        assert fire_due() == 5

    assert sum("FROM service_levels_clock" in sql for sql in statements(captured)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_fire_each_stage_once():  # REQ BX-1
    regulation = a_regulation()
    subjects = [a_ticket_subject(regulation) for _ in range(30)]
    fired, ready = [], threading.Barrier(2)

    def work():
        ready.wait()
        with fixed_at(beijing("16 12:00")):
            while count := fire_due(limit=4):
                fired.append(count)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(fired) == 30
    for subject in subjects:
        assert len(told_by_clocks(subject, "clock.breached")) == 1
        assert len(told_by_clocks(subject, "clock.escalated")) == 1


def test_clocks_are_exactly_what_the_facts_say():  # REQ BX-1
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    tell(subject, regulation, "16 09:20", ("ticket.graded", {"fields": {"level": "high"}}))
    with fixed_at(beijing("16 10:30")):
        fire_due()
    suspended = {"fields": {"state": "suspended"}, "reason": "customer"}
    tell(subject, regulation, "16 11:00", "ticket.taken", ("ticket.suspended", suspended))
    tell(subject, regulation, "16 09:40", "ticket.replied", recorded="16 11:30")
    tell(subject, regulation, "17 09:00", ("ticket.resumed", {"fields": {"state": "in_progress"}}))
    tell(subject, regulation, "17 10:00", ("ticket.completed", {"fields": {"state": "completed"}}))
    tell(
        subject,
        regulation,
        "17 10:01",
        ("ticket.undone", {"undoes": [held_seq(subject, "ticket.completed")]}),
    )
    tell(subject, regulation, "18 10:00", ("ticket.completed", {"fields": {"state": "completed"}}))
    tell(subject, regulation, "19 10:00", ("ticket.reopened", {"fields": {"state": "in_progress"}}))

    assert rebuild(at=beijing("30 09:00")) == []


def held_seq(subject: Subject, name: str) -> int:
    return [fact.seq for fact in journal.facts_of(subject.pk) if fact.name == name][-1]


def test_a_clock_that_was_tampered_with_is_listed_and_put_right():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    Clock.objects.filter(subject=subject, promise="response").update(due_at=beijing("17 11:00"))

    found = rebuild(at=beijing("16 09:30"))
    rebuild(check=False, at=beijing("16 09:30"))

    assert [(one.clock, one.column) for one in found] == [("response:1:0", "due_at")]
    assert clock_of(subject, "response").due_at == beijing("16 11:00")
    assert rebuild(at=beijing("16 09:30")) == []


def test_the_state_and_the_clocks_roll_back_together():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    with transaction.atomic():
        tell(subject, regulation, "16 09:30", "ticket.taken")
        transaction.set_rollback(True)

    assert clock_of(subject, "response").status == "running"
    assert Subject.objects.get(pk=subject.pk).next_stage_at == beijing("16 10:00")
