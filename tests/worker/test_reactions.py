"""Sealed facts reach their handlers: once, in the sealer's transaction, and visibly failed when they can't."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app as queue
from procrastinate.jobs import Job

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact, JournalUnsealed
from shouwen.base.time import fixed_at
from shouwen.worker import commands, housekeeping, queries, reactions, tasks
from shouwen.worker.sealing import seal_and_fan_out

MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WAITING = "SELECT args ->> 'handler', (args ->> 'fact')::int FROM procrastinate_jobs WHERE status = 'todo'"
told: list[int] = []


def remember(fact: int) -> None:
    told.append(fact)


refused: set[int] = set()


def remember_or_refuse(fact: int) -> None:
    if fact in refused:
        raise RuntimeError("not this one")
    told.append(fact)


def refuse(fact: int) -> None:
    raise RuntimeError("the handler can't")


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Which handlers there are, in place of those of the capabilities."""
    names: dict[str, list[str]] = {}
    monkeypatch.setattr(reactions, "handlers", lambda: names)
    told.clear()
    return names


def a_fact(name: str = "ticket.registered") -> Fact:
    with transaction.atomic(), fixed_at(MONDAY_9):
        return journal.record(journal.open_subject("ticket"), name, actor=SYSTEM, at=MONDAY_9)


def waiting_jobs() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchall()


def work_until_idle() -> None:
    async def work() -> None:
        worker = queue.with_connector(queue.connector.get_worker_connector())
        async with worker.open_async():
            await worker.run_worker_async(
                wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful"
            )

    asyncio.run(work())


def named(function: object) -> str:
    return f"{function.__module__}:{function.__qualname__}"  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_each_handler_of_a_sealed_fact_is_called_with_its_id(declared):
    declared["ticket.registered"] = [named(remember)]
    fact = a_fact()
    a_fact("ticket.noted")

    assert seal_and_fan_out() == 2
    work_until_idle()

    assert told == [fact.pk]
    assert waiting_jobs() == []
    assert queries.failed_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_is_rolled_back_leaves_neither_block_nor_job(declared):
    declared["*"] = [named(remember)]
    fact = a_fact()

    with transaction.atomic():
        seal_and_fan_out()
        transaction.set_rollback(True)

    assert waiting_jobs() == []
    assert list(JournalUnsealed.objects.values_list("fact_id", flat=True)) == [fact.pk]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_five_times_waits_visibly_and_can_be_tried_again(declared, monkeypatch):
    monkeypatch.setattr(tasks.react, "retry_strategy", type(tasks.TRIES)(max_attempts=2))
    declared["ticket.registered"] = [named(refuse)]
    fact = a_fact()
    seal_and_fan_out()

    work_until_idle()
    [failed] = queries.failed_jobs()

    assert (failed.fact_id, failed.error) == (fact.pk, "RuntimeError: the handler can't")
    assert queries.backlog().failed == 1
    assert commands.retry_job(job_id=failed.id)
    assert queries.failed_jobs() == []
    assert [number for _, number in waiting_jobs()] == [fact.pk]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_a_living_worker_lost_with_its_database_goes_back_into_the_queue(declared, monkeypatch):
    declared["ticket.registered"] = [named(remember)]
    fact = a_fact()
    seal_and_fan_out()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s RETURNING id", [worker]
        )
        (job,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 minute'")
    at_work = tasks.AtWork()
    monkeypatch.setattr(housekeeping, "at_work", at_work)
    running = Job(
        id=job, queue="reactions", lock=None, queueing_lock=None, task_name="react", worker_id=worker
    )

    with at_work.on(running):
        housekeeping.sweep_stale_jobs()
        assert waiting_jobs() == []
    housekeeping.sweep_stale_jobs()
    assert waiting_jobs() == []  # it ended just now: the queue may not know yet
    monkeypatch.setattr(tasks, "SETTLED_AFTER", 0.0)
    housekeeping.sweep_stale_jobs()
    work_until_idle()

    assert told == [fact.pk]


def test_a_job_that_lost_its_database_has_not_failed_and_is_tried_again_soon():
    job = Job(id=1, queue="reactions", lock=None, queueing_lock=None, task_name="react", attempts=5)

    decision = tasks.TRIES.get_retry_decision(exception=OperationalError("gone"), job=job)

    assert decision is not None
    assert decision.retry_at - datetime.now(UTC) < timedelta(seconds=5)
    assert tasks.TRIES.get_retry_decision(exception=RuntimeError("the handler can't"), job=job) is None


@pytest.mark.django_db(transaction=True)
def test_a_job_can_call_declared_handlers_only(declared):
    with pytest.raises(LookupError):
        reactions.handler_named("os:abort")


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_goes_back_into_the_queue(declared):
    declared["ticket.registered"] = [named(remember)]
    fact = a_fact()
    seal_and_fan_out()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    housekeeping.sweep_stale_jobs()
    work_until_idle()

    assert told == [fact.pk]


@pytest.mark.django_db
def test_deferring_a_job_sends_no_notice_from_inside_the_transaction():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger"
            " WHERE tgname = 'procrastinate_jobs_notify_queue_job_inserted_v1'"
        )

        assert cursor.fetchall() == [("D",)]


@pytest.mark.django_db(transaction=True)
def test_many_facts_go_to_a_handler_in_bundles_and_one_failure_concerns_no_other(declared, monkeypatch):
    declared["ticket.registered"] = [named(remember_or_refuse)]
    facts = [a_fact() for _ in range(reactions.BUNDLE + 5)]
    refused.add(facts[3].pk)

    seal_and_fan_out()
    with connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_array_length(args -> 'facts') FROM procrastinate_jobs ORDER BY id")
        sizes = [size for (size,) in cursor.fetchall()]
    work_until_idle()

    assert sizes == [reactions.BUNDLE, 5]
    assert sorted(told) == [fact.pk for fact in facts if fact.pk not in refused]
    assert waiting_jobs() == [(named(remember_or_refuse), facts[3].pk)]


@pytest.mark.django_db(transaction=True)
def test_what_looks_at_the_subject_as_it_stands_runs_once_for_it_and_first(declared, monkeypatch):
    declared["ticket.registered"] = declared["ticket.noted"] = [named(refuse), named(remember)]
    monkeypatch.setattr(reactions, "as_it_stands", lambda: frozenset({named(remember)}))
    with transaction.atomic(), fixed_at(MONDAY_9):
        subject = journal.open_subject("ticket")
        facts = journal.record_all(
            subject, [("ticket.registered", {}), ("ticket.noted", {})], actor=SYSTEM, at=MONDAY_9
        )

    seal_and_fan_out()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'handler', priority FROM procrastinate_jobs ORDER BY priority DESC")
        waiting = cursor.fetchall()
    work_until_idle()

    assert waiting == [(named(remember), tasks.FIRST), (named(refuse), 0)]
    assert told == [facts[1].pk]


at_once: list[list[int]] = []


def remember_all(facts: list[int]) -> None:
    if refused & set(facts):
        raise RuntimeError("not all of these")
    at_once.append(facts)


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_can_do_many_at_once_does_and_falls_back_to_one_by_one(declared, monkeypatch):
    declared["ticket.registered"] = [named(remember_or_refuse)]
    monkeypatch.setattr(tasks, "together", lambda: {named(remember_or_refuse): remember_all})
    at_once.clear()
    refused.clear()
    first = [a_fact().pk for _ in range(3)]
    seal_and_fan_out()
    work_until_idle()
    second = [a_fact().pk for _ in range(3)]
    refused.add(second[1])
    seal_and_fan_out()
    work_until_idle()

    assert at_once == [first]
    assert told == [second[0], second[2]]
    assert waiting_jobs() == [(named(remember_or_refuse), second[1])]


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_does_not_concern_a_handler_makes_no_job(declared, monkeypatch):
    declared["ticket.registered"] = [named(remember), named(refuse)]
    monkeypatch.setattr(reactions, "only_if", lambda: {named(refuse): lambda fact: fact.seq > 1})
    fact = a_fact()

    seal_and_fan_out()

    assert waiting_jobs() == [(named(remember), fact.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_condition_that_fails_neither_stops_the_sealer_nor_loses_the_fact(declared, monkeypatch):
    declared["ticket.registered"] = [named(remember)]
    monkeypatch.setattr(reactions, "only_if", lambda: {named(remember): lambda fact: 1 / 0})
    fact = a_fact()

    assert seal_and_fan_out() == 1

    assert waiting_jobs() == [(named(remember), fact.pk)]
