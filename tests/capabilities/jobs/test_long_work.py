"""Long work is done by the worker: told how far it is, ended when nobody wants it, safe from a worker's death."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from shouwen.base import files, live
from shouwen.base.actors import Actor
from shouwen.base.journal import facts_of
from shouwen.base.models import Blob, Setting
from shouwen.base.refusals import NotPermitted, NotVisible, Refusal
from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands import ask_for, cancel_job, forget_old_jobs, repeat_job
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import KINDS, Kind, MadeFile, Outcome, Work, register_kind
from shouwen.capabilities.jobs.queries import error_of, file_of, job_of
from shouwen.capabilities.jobs.refusals import JobIsOver, NothingKept, TooMuchAtOnce
from shouwen.capabilities.people.queries import actor_of
from tests.capabilities.people.makers import a_person

pytestmark = pytest.mark.django_db(transaction=True)


class Full(Refusal):
    code = "full"
    message = "Only %(rows)s rows fit."


@pytest.fixture
def kind() -> Iterator[Callable[[Callable[[Work], Outcome]], None]]:
    """The kind `trial` does what the test says."""
    before = dict(KINDS)

    def does(run: Callable[[Work], Outcome], grant: str = "") -> None:
        register_kind(Kind("trial", "Trial", run, grant))

    yield does
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def asker() -> Actor:
    return actor_of(a_person("lin"))


def asked(actor: Actor, **parameters: object) -> Job:
    return ask_for(kind="trial", parameters=parameters, actor=actor)


def renewed(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def names_of(job: Job) -> list[str]:
    return [fact.name for fact in facts_of(job.pk)]


def wait_for(question: Callable[[], bool], seconds: float = 5) -> float:
    began = time.monotonic()
    while not question():
        assert time.monotonic() - began < seconds, "it did not come true in time"
        time.sleep(0.02)
    return time.monotonic() - began


# REQ BX-5
def test_what_was_asked_is_done_with_its_result_and_its_file(kind, asker, tmp_path):
    def write(work: Work) -> Outcome:
        work.step(2, 2)
        (tmp_path / "list.csv").write_text(f"rows,{work.parameters['rows']}")
        return Outcome({"rows": 2}, MadeFile(tmp_path / "list.csv", "工单.csv", "text/csv"))

    kind(write)
    job = asked(asker, rows=2)

    assert carry_out_next() == 1
    done = renewed(job)

    kept = file_of(job_id=job.pk, actor=asker)
    assert (done.state, done.result, done.done, done.total) == ("succeeded", {"rows": 2}, 2, 2)
    assert (files.read(kept.digest), kept.name, kept.media_type) == (b"rows,2", "工单.csv", "text/csv")
    assert names_of(job) == ["job.asked", "job.succeeded"]
    assert carry_out_next() == 0


def test_progress_is_told_while_the_work_goes_on_but_at_most_twice_a_second(kind, asker):
    rings: list[str] = []

    def count(work: Work) -> Outcome:
        until = time.monotonic() + 1.7
        while time.monotonic() < until:
            work.step(int((time.monotonic() - until + 1.7) * 1000), 1700)
        return Outcome()

    kind(count)
    asked(asker)
    told: list[int] = []
    with live.hub.listening(frozenset({f"progress/{asker.id}"})) as mailbox:
        worker = threading.Thread(target=_work_once)
        worker.start()
        while worker.is_alive():
            told.append(Job.objects.values_list("done", flat=True).get())
            time.sleep(0.05)
        worker.join()
        time.sleep(0.3)
        while not mailbox.empty():
            rings.append(mailbox.get())

    assert 2 <= len({one for one in told if one}) <= 4
    assert 2 <= len(rings) <= 4


def test_a_running_job_stops_within_two_seconds_and_leaves_nothing(kind, asker):
    def for_ever(work: Work) -> Outcome:
        Setting.objects.create(key="half done", value={})
        number = 0
        while True:
            work.step(number := number + 1)

    kind(for_ever)
    job = asked(asker)
    worker = threading.Thread(target=_work_once)
    worker.start()
    wait_for(lambda: renewed(job).done > 0)

    cancel_job(job=job, actor=asker)
    seconds = wait_for(lambda: renewed(job).is_over)
    worker.join()

    assert seconds < 2
    assert renewed(job).state == "cancelled"
    assert names_of(job) == ["job.asked", "job.cancel_asked", "job.cancelled"]
    assert not Setting.objects.exists()


def test_even_a_statement_of_the_database_that_takes_long_is_ended(kind, asker):
    def sleep(work: Work) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        return Outcome()

    kind(sleep)
    job = asked(asker)
    worker = threading.Thread(target=_work_once)
    worker.start()
    wait_for(lambda: renewed(job).state == "running")

    cancel_job(job=job, actor=asker)
    seconds = wait_for(lambda: renewed(job).is_over)
    worker.join()

    assert seconds < 2
    assert renewed(job).state == "cancelled"


def test_a_job_that_waits_is_cancelled_at_once_and_never_begun(kind, asker):
    kind(lambda work: Outcome())
    job = asked(asker)

    cancel_job(job=job, actor=asker)

    assert renewed(job).state == "cancelled"
    assert carry_out_next() == 0
    with pytest.raises(JobIsOver):
        cancel_job(job=job, actor=asker)


def test_the_job_of_a_dead_worker_is_begun_anew_by_the_next(kind, asker):
    kind(lambda work: Outcome({"by": "the next"}))
    job = asked(asker)
    Job.objects.update(
        state="running", claim="of the dead", tries=1, beat_at=database_now() - timedelta(seconds=20)
    )

    assert carry_out_next() == 1

    assert (renewed(job).state, renewed(job).result, renewed(job).tries) == (
        "succeeded",
        {"by": "the next"},
        2,
    )


def test_a_job_whose_worker_still_beats_is_left_to_it(kind, asker):
    kind(lambda work: Outcome())
    asked(asker)
    Job.objects.update(state="running", claim="of the living", tries=1, beat_at=database_now())

    assert carry_out_next() == 0


def test_a_job_that_kills_its_workers_is_given_up_visibly(kind, asker):
    kind(lambda work: Outcome())
    job = asked(asker)
    Job.objects.update(state="running", tries=3, beat_at=database_now() - timedelta(minutes=1))

    carry_out_next()

    assert renewed(job).state == "failed"
    assert "3" in error_of(renewed(job))


def test_a_worker_that_was_thought_dead_keeps_nothing_of_what_it_did(kind, asker):
    def overtaken(work: Work) -> Outcome:
        Setting.objects.create(key="twice", value={})
        return Outcome({"by": "the late one"})

    kind(overtaken)
    job = asked(asker)

    def steal(work: Work) -> Outcome:
        outcome = overtaken(work)
        thief = threading.Thread(target=_set_claim, args=(job.pk, "of another"))
        thief.start()
        thief.join()
        return outcome

    kind(steal)

    carry_out_next()

    assert (renewed(job).state, renewed(job).claim, renewed(job).result) == ("running", "of another", {})
    assert not Setting.objects.exists()


def test_a_refusal_is_told_in_the_language_of_the_reader_and_nothing_is_kept(kind, asker):
    def refuse(work: Work) -> Outcome:
        Setting.objects.create(key="half done", value={})
        raise Full(rows=10)

    kind(refuse)
    job = asked(asker)

    carry_out_next()

    assert (renewed(job).state, error_of(renewed(job))) == ("failed", "Only 10 rows fit.")
    assert names_of(job) == ["job.asked", "job.failed"]
    assert not Setting.objects.exists()


def test_a_fault_shows_the_number_to_look_for_and_no_more(kind, asker):
    def fail(work: Work) -> Outcome:
        raise RuntimeError("a secret of the house")

    kind(fail)
    job = asked(asker)

    carry_out_next()

    assert str(job.pk) in error_of(renewed(job))
    assert "secret" not in str(renewed(job).error)


def test_one_works_with_the_rights_one_had_and_still_has(kind):
    person = a_person("lin", roles=("quality",))
    seen: list[frozenset[str]] = []
    kind(lambda work: seen.append(work.actor.grants) or Outcome())
    whole = actor_of(person)
    narrow = Actor(
        kind="person", id=whole.id, name=whole.name, grants=frozenset({"tickets.export", "tickets.cancel"})
    )
    asked(narrow)

    carry_out_next()

    assert seen == [frozenset({"tickets.export"})]


def test_work_asks_for_the_grant_of_its_kind(kind, asker):
    kind(lambda work: Outcome(), "tickets.export")

    with pytest.raises(NotPermitted):
        asked(asker)

    assert not Job.objects.exists()


def test_nobody_has_more_than_five_under_way(kind, asker):
    kind(lambda work: Outcome())
    for _ in range(5):
        asked(asker)

    with pytest.raises(TooMuchAtOnce):
        asked(asker)

    assert Job.objects.count() == 5


# REQ BX-9
def test_nobody_else_sees_a_job_and_not_even_who_sees_all_gets_its_file(kind, asker, tmp_path: Path):
    def write(work: Work) -> Outcome:
        (tmp_path / "a").write_text("names of customers")
        return Outcome(file=MadeFile(tmp_path / "a", "a.csv", "text/csv"))

    kind(write)
    job = asked(asker)
    carry_out_next()
    other = actor_of(a_person("wang"))
    keeper = actor_of(a_person("chen", roles=("administrator",)))

    with pytest.raises(NotVisible):
        job_of(job_id=job.pk, actor=other)
    assert job_of(job_id=job.pk, actor=keeper).pk == job.pk
    with pytest.raises(NotVisible):
        file_of(job_id=job.pk, actor=keeper)


def test_what_a_job_made_is_gone_after_a_month_and_its_history_stays(kind, asker, tmp_path):
    def write(work: Work) -> Outcome:
        (tmp_path / "a").write_text("names of customers")
        return Outcome({"rows": 1}, MadeFile(tmp_path / "a", "a.csv", "text/csv"))

    kind(write)
    job = ask_for(kind="trial", parameters={"text": "a name"}, actor=asker, upload=b"a workbook")
    carry_out_next()
    digest = renewed(job).file_id
    assert forget_old_jobs(at=database_now() + timedelta(days=29)) == 0

    assert forget_old_jobs(at=database_now() + timedelta(days=31)) == 1

    assert (renewed(job).result, renewed(job).parameters, renewed(job).file) == ({}, {}, None)
    assert not files.path_of(digest).exists()
    assert not Blob.objects.exists()
    assert names_of(job) == ["job.asked", "job.succeeded"]
    with pytest.raises(NothingKept):
        file_of(job_id=job.pk, actor=asker)
    with pytest.raises(NothingKept):
        repeat_job(job=renewed(job), actor=asker)


def _work_once() -> None:
    try:
        carry_out_next()
    finally:
        connection.close()


def _set_claim(pk: int, claim: str) -> None:
    try:
        Job.objects.filter(pk=pk).update(claim=claim)
    finally:
        connection.close()
