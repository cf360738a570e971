"""A regulation that counts for open subjects too: what would change is shown, and then it does, in batches, for good."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shouwen.base import journal
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Subject
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.service_levels.commands import (
    fire_due,
    move_next,
    move_open,
    put_into_force,
    rebuild,
)
from shouwen.capabilities.service_levels.facts import REGULATION_CHANGED
from shouwen.capabilities.service_levels.models import Clock, Moving
from shouwen.capabilities.service_levels.queries.moving import Shift, preview_move, shifts_of
from shouwen.capabilities.service_levels.refusals import NotInForce
from shouwen.capabilities.tickets.queries.timeline import timeline
from shouwen.web.tickets.phrases import PHRASES
from tests.capabilities.service_levels.makers import (
    REGULATION,
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    tell,
    told_by_clocks,
)
from tests.capabilities.service_levels.test_feeding import statements
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_11, a_desk, a_ticket

SHORTER = REGULATION.replace("{working: 16h}", "{working: 8h}")
UPDATES = REGULATION.replace(
    "targets:\n",
    """targets:
  update:
    name: {zh: 进展, en: Update}
    kind: update
    starts_on: ticket.registered
    meets_on: ticket.completed
    limits:
    - {within: {working: 12h}}
""",
)
WITHOUT_RESPONSE = (
    REGULATION[: REGULATION.index("  response:\n    name: {zh: 响应, en: Response}\n    kind")]
    + (REGULATION[REGULATION.index("  resolution:") : REGULATION.index("ladders:")])
)


EIGHT = 8
"""Hold the moving, look for calendars, claim, read clocks, tell of the moves, read histories, tell what clocks tell,
keep clocks and subjects, keep the deadlines, and how far it came."""


def a_draft(text: str, at: str = "16 08:00") -> RegulationVersion:
    return import_regulation(text=text, actor=SYSTEM, at=beijing(at))


def put(version: RegulationVersion, at: str, *, for_open: bool = True, remark: str = "") -> RegulationVersion:
    with fixed_at(beijing(at)):
        done = put_into_force(version=version, actor=SYSTEM, at=beijing(at), for_open=for_open, remark=remark)
    return done.activation.version


def move_all(at: str) -> int:
    """The worker's turns until there is nothing left."""
    moved = 0
    with fixed_at(beijing(at)):
        while Moving.objects.filter(ended_at=None).exists():
            moved += move_next()
    return moved


@pytest.mark.django_db
def test_the_clocks_that_would_change_are_listed_before_anything_is():  # REQ BX-3, BX-4
    regulation = a_regulation()
    early, late = a_ticket_subject(regulation), a_ticket_subject(regulation, "16 17:00")
    done = a_ticket_subject(regulation)
    tell(
        done, regulation, "16 09:10", "ticket.taken", ("ticket.completed", {"fields": {"state": "completed"}})
    )
    draft = a_draft(SHORTER)

    found = preview_move(version=draft, at=beijing("17 09:30"))

    assert (found.open, found.looked_at, found.touched, found.is_whole) == (
        3,
        3,
        2,
        True,
    )  # one awaits its call-back
    assert dict(found.totals) == {"late": 1, "earlier": 1, "later": 0, "started": 0, "cancelled": 0}
    assert found.shifts == (
        Shift(early.pk, "resolution", "late", beijing("17 18:00"), beijing("16 18:00")),
        Shift(late.pk, "resolution", "earlier", beijing("18 17:00"), beijing("17 17:00")),
    )
    assert found.shifts == tuple(shifts_of(version=draft, at=beijing("17 09:30")))
    assert clock_of(early, "resolution").due_at == beijing("17 18:00")


@pytest.mark.django_db
def test_a_long_list_is_cut_but_counted_whole():
    regulation = a_regulation()
    for _ in range(5):
        a_ticket_subject(regulation)

    found = preview_move(version=a_draft(SHORTER), at=beijing("16 09:30"), limit=2)

    assert (len(found.shifts), found.totals["earlier"], found.touched) == (2, 5, 5)


@pytest.mark.django_db
def test_open_subjects_move_with_the_reason_and_what_is_past_stays():  # REQ BX-3, BX-4
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    tell(subject, regulation, "16 10:30", ("ticket.taken", {"fields": {"state": "in_progress"}}))
    kept = clock_of(subject, "response")

    version = put(a_draft(SHORTER), "16 11:00")
    assert move_all("16 11:00") == 1

    clock, response = clock_of(subject, "resolution"), clock_of(subject, "response")
    assert (clock.due_at, clock.regulation_id) == (beijing("16 18:00"), version.pk)
    assert (response.met_at, response.due_at, response.regulation_id) == (
        kept.met_at,
        kept.due_at,
        regulation.id,
    )
    (told,) = told_by_clocks(subject, "clock.recalculated")
    assert (told.payload["because"], told.payload["due_before"], told.payload["due_at"]) == (
        "regulation_changed",
        beijing("17 18:00").isoformat(),
        beijing("16 18:00").isoformat(),
    )
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_facts_after_the_move_count_by_the_new_version():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    version = put(a_draft(SHORTER), "16 11:00")
    move_all("16 11:00")
    suspended = {"fields": {"state": "suspended"}, "reason": "customer"}
    tell(subject, regulation, "16 13:00", ("ticket.suspended", suspended))

    tell(subject, regulation, "16 15:00", ("ticket.resumed", {"fields": {"state": "in_progress"}}))

    clock = clock_of(subject, "resolution")
    assert (clock.due_at, clock.regulation_id) == (beijing("17 11:00"), version.pk)
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_a_promise_too_short_by_now_is_broken_at_the_move_and_not_before():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    put(a_draft(SHORTER), "17 09:30")
    move_all("17 09:30")

    with fixed_at(beijing("17 09:31")):
        fire_due()

    clock = clock_of(subject, "resolution")
    assert (clock.due_at, clock.breached_at) == (beijing("16 18:00"), beijing("17 09:30"))
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_a_promise_that_only_the_new_version_gives_begins_with_what_began_it():
    regulation = a_regulation()
    open_one, over = a_ticket_subject(regulation), a_ticket_subject(regulation)
    tell(
        over, regulation, "16 09:10", "ticket.taken", ("ticket.completed", {"fields": {"state": "completed"}})
    )
    tell(over, regulation, "16 09:20", ("ticket.reopened", {"fields": {"state": "in_progress"}}))
    put(a_draft(UPDATES), "16 11:00")
    move_all("16 11:00")

    clock = clock_of(open_one, "update")
    assert (clock.started_at, clock.begun_at, clock.due_at) == (
        beijing("16 09:00"), beijing("16 11:00"), beijing("17 14:00"),
    )  # fmt: skip
    assert not Clock.objects.filter(subject=over, promise="update").exists()  # it was over before
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_a_promise_that_begins_after_the_move_counts_by_it_though_no_clock_ran_meanwhile():  # REQ BX-3, BX-4
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    completed = ("ticket.completed", {"fields": {"state": "completed"}})
    tell(subject, regulation, "16 09:10", "ticket.taken", completed, "ticket.call_back_recorded")
    assert not Clock.objects.filter(subject=subject, is_open=True).exists()
    version = put(a_draft(SHORTER), "16 10:00")
    assert move_all("16 10:00") == 1

    tell(subject, regulation, "16 11:00", ("ticket.reopened", {"fields": {"state": "in_progress"}}))

    again = Clock.objects.get(subject=subject, promise="resolution", is_open=True)
    assert (again.due_at, again.regulation_id) == (beijing("17 11:00"), version.pk)
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_what_is_over_does_not_move():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    tell(subject, regulation, "16 09:10", ("ticket.cancelled", {"fields": {"state": "cancelled"}}))
    put(a_draft(SHORTER), "16 10:00")

    assert move_all("16 10:00") == 0


@pytest.mark.django_db
def test_a_promise_the_new_version_does_not_give_ends_with_the_reason():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    put(a_draft(WITHOUT_RESPONSE), "16 09:30")
    move_all("16 09:30")

    clock = clock_of(subject, "response")
    assert (clock.status, clock.cancelled_because) == ("cancelled", "no_longer_applies")
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_returning_to_the_former_version_brings_back_what_it_promised():  # REQ BX-3, BX-4
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    due = {promise: clock_of(subject, promise).due_at for promise in ("response", "resolution")}
    put(a_draft(WITHOUT_RESPONSE.replace("{working: 16h}", "{working: 8h}")), "16 09:30")
    move_all("16 09:30")
    former = RegulationVersion.objects.get(pk=regulation.id)

    again = put(former, "16 09:40", remark="too short")
    move_all("16 09:40")

    assert again.document == former.document
    running = Clock.objects.filter(subject=subject, status="running")
    assert {clock.promise: clock.due_at for clock in running} == due
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
def test_a_date_typed_by_hand_and_a_broken_promise_keep_their_dates():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    by_hand = {"promise_set": {"promise": "resolution", "due_at": beijing("19 12:00").isoformat()}}
    tell(subject, regulation, "16 09:10", ("promise.set_by_hand", by_hand))
    with fixed_at(beijing("16 11:30")):
        fire_due()
    put(a_draft(SHORTER.replace("{working: 2h}", "{working: 7h}")), "16 12:00")
    move_all("16 12:00")

    assert clock_of(subject, "resolution").due_at == beijing("19 12:00")
    response = clock_of(subject, "response")
    assert (response.due_at, response.breached_at) == (beijing("16 11:00"), beijing("16 11:00"))
    assert rebuild(at=beijing("16 12:00")) == []


@pytest.mark.django_db
def test_a_late_fact_from_before_the_move_is_folded_under_the_version_of_its_day():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    with fixed_at(beijing("16 11:30")):
        fire_due()
    put(a_draft(SHORTER), "16 12:00")
    move_all("16 12:00")

    tell(subject, regulation, "16 10:30", "ticket.taken", recorded="16 15:00")

    response = clock_of(subject, "response")
    assert (response.met_at, response.breach_withdrawn_at) == (beijing("16 10:30"), beijing("16 15:00"))
    assert (response.regulation_id, clock_of(subject, "resolution").due_at) == (
        regulation.id,
        beijing("16 18:00"),
    )
    assert rebuild(at=beijing("20 09:00")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 30])
def test_a_batch_costs_the_same_few_statements_whatever_moves(many):
    regulation = a_regulation()
    for _ in range(1 + many):
        a_ticket_subject(regulation)
    put(a_draft(UPDATES), "16 11:00")

    with fixed_at(beijing("16 11:00")):
        assert move_next(limit=1) == 1  # the very first has the calendars published
        with CaptureQueriesContext(connection) as captured:
            assert move_next() == many

    assert len(statements(captured)) == EIGHT


@pytest.mark.django_db
def test_a_subject_that_fails_is_left_as_it_was_and_keeps_nobody_back(caplog):
    regulation = a_regulation()
    broken, sound = a_ticket_subject(regulation), a_ticket_subject(regulation)
    Clock.objects.filter(subject=broken, promise="resolution").update(terms="unheard_of")
    put(a_draft(SHORTER), "16 11:00")
    move_all("16 11:00")

    moving = Moving.objects.get()
    assert (moving.moved, moving.failed, moving.recalculated) == (1, [broken.pk], 1)
    assert clock_of(sound, "resolution").due_at == beijing("16 18:00")
    assert [record.message for record in caplog.records] == ["a subject could not be moved"]


@pytest.mark.django_db
def test_the_move_waits_for_the_day_of_the_version_and_ends_if_that_is_withdrawn():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    with fixed_at(beijing("16 11:00")):
        done = put_into_force(
            version=a_draft(SHORTER), actor=SYSTEM, at=beijing("16 11:00"), for_open=True,
            active_from=beijing("17 00:00"),
        )  # fmt: skip
        assert move_next() == 0
    RegulationVersion.objects.filter(pk=done.activation.version.pk).update(state="draft", active_from=None)

    with fixed_at(beijing("17 09:00")):
        assert move_next() == 0

    assert Moving.objects.get().is_superseded
    assert clock_of(subject, "resolution").due_at == beijing("17 18:00")


@pytest.mark.django_db
def test_only_the_version_in_force_can_be_moved_to_and_only_by_who_may():
    a_regulation()
    draft = a_draft(SHORTER)

    with pytest.raises(NotInForce):
        move_open(version=draft, actor=SYSTEM, at=beijing("16 11:00"))
    with pytest.raises(NotPermitted):
        move_open(version=draft, actor=Actor(kind="person", id=7), at=beijing("16 11:00"))
    assert not Moving.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_subject_that_a_command_holds_is_passed_over_and_moved_later():
    regulation = a_regulation()
    held, other = a_ticket_subject(regulation), a_ticket_subject(regulation)
    put(a_draft(SHORTER), "16 11:00")
    holding, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            journal.lock(held.pk)
            holding.set()
            let_go.wait(20)
        connection.close()

    command = threading.Thread(target=hold)
    command.start()
    holding.wait(20)
    with fixed_at(beijing("16 11:00")):
        assert move_next() == 1
        assert clock_of(other, "resolution").due_at == beijing("16 18:00")
        assert (move_next(), Moving.objects.get().ended_at) == (0, None)
        let_go.set()
        command.join()

        assert move_next() == 1
        assert (move_next(), Moving.objects.get().moved) == (0, 2)
    assert Moving.objects.get().ended_at == beijing("16 11:00")
    assert rebuild(at=beijing("16 11:00")) == []


@pytest.mark.django_db(transaction=True)
def test_several_workers_and_one_that_dies_move_each_subject_once():
    regulation = a_regulation()
    subjects = [a_ticket_subject(regulation) for _ in range(24)]
    put(a_draft(SHORTER), "16 11:00")
    with fixed_at(beijing("16 11:00")), transaction.atomic():
        assert move_next(limit=10) == 10
        transaction.set_rollback(True)  # as a worker that dies before the commit
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with fixed_at(beijing("16 11:00")):
                while Moving.objects.filter(ended_at=None).exists():
                    move_next(limit=5)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert Moving.objects.get().moved == 24
    assert [len(told_by_clocks(subject, "clock.recalculated")) for subject in subjects] == [1] * 24
    assert rebuild(at=beijing("16 11:00")) == []


@pytest.mark.django_db
def test_what_the_next_deadline_is_follows_the_move():
    regulation, seen = a_regulation(), dict[int, datetime | None]()
    subject = a_ticket_subject(regulation)
    from shouwen.capabilities.service_levels.commands import keeping, on_next_due

    before = keeping._listeners.get("ticket")
    on_next_due("ticket", lambda moved: seen.update({one.subject_id: one.due_at for one in moved}))
    try:
        put(a_draft(SHORTER.replace("{working: 2h}", "{working: 1h}")), "16 09:10")
        move_all("16 09:10")
    finally:
        if before:
            on_next_due("ticket", before)

    assert seen == {subject.pk: beijing("16 10:00")}
    assert Subject.objects.get(pk=subject.pk).next_stage_at == beijing("16 09:00") + timedelta(minutes=30)


@pytest.mark.django_db
@fixed_at(MONDAY_9)
def test_the_story_of_a_ticket_says_in_words_that_another_version_counts():
    desk = a_desk()
    ticket = a_ticket(desk)
    version = a_draft(preset_text("desk").replace("{working: 2h}", "{working: 3h}"))
    with fixed_at(MONDAY_11):
        put_into_force(version=version, actor=SYSTEM, at=MONDAY_11, for_open=True)
        move_next()

    (line,) = [one for one in timeline(ticket=ticket, actor=desk.as_agent) if one.name == REGULATION_CHANGED]
    with translation.override("en"):
        assert (
            PHRASES[line.name](line, ticket)
            == f"counts by version {version.number} of the regulation from here on"
        )
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_11) == []
