"""Hundreds of stages fall at once: few statements, several workers, and a worker that is killed in the middle."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base.models import Subject
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import fire_due, rebuild
from shouwen.capabilities.service_levels.commands.firing import AT_ONCE
from shouwen.capabilities.service_levels.models import Clock
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing, told_by_clocks
from tests.capabilities.service_levels.test_feeding import statements

FOUR = 4
"""Claim the subjects, read their clocks, keep what they tell with clocks and subjects, keep the deadlines."""


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 40])
def test_a_batch_costs_the_same_few_statements_whatever_falls(many):  # REQ BX-1
    regulation = a_regulation()
    for _ in range(many):
        a_ticket_subject(regulation)

    with fixed_at(beijing("16 12:00")), CaptureQueriesContext(connection) as captured:
        assert fire_due() == many

    assert len(statements(captured)) == FOUR


@pytest.mark.django_db
def test_more_than_a_batch_is_fired_by_one_call():
    regulation = a_regulation()
    for _ in range(AT_ONCE + 3):
        a_ticket_subject(regulation)

    with fixed_at(beijing("16 12:00")):
        assert fire_due() == AT_ONCE + 3

    assert Clock.objects.breached().count() == AT_ONCE + 3


@pytest.mark.django_db(transaction=True)
def test_four_workers_share_what_fell_and_tell_each_stage_once():  # REQ BX-1
    regulation = a_regulation()
    subjects = [a_ticket_subject(regulation) for _ in range(60)]
    counts, ready = [], threading.Barrier(4)

    def work() -> None:
        ready.wait()
        with fixed_at(beijing("16 12:00")):
            while count := fire_due(limit=5):
                counts.append(count)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 60
    assert [len(told_by_clocks(subject, "clock.breached")) for subject in subjects] == [1] * 60
    assert [len(told_by_clocks(subject, "clock.escalated")) for subject in subjects] == [1] * 60


HANGS = """
    import sys, time
    import django
    django.setup()
    from datetime import datetime
    from shouwen.base.time import fixed_at
    from shouwen.capabilities.service_levels.commands import fire_due, on_next_due

    def hang(deadlines):  # everything is written, nothing is committed
        print(len(deadlines), flush=True)
        time.sleep(600)

    on_next_due("ticket", hang)
    with fixed_at(datetime.fromisoformat(sys.argv[1])):
        fire_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_its_stages_to_the_next_one():  # REQ BX-1
    regulation = a_regulation()
    subjects = [a_ticket_subject(regulation) for _ in range(20)]
    at = beijing("16 12:00")
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HANGS), at.isoformat()],
        env=os.environ | {"DATABASE_URL": url_of_the_tests()},
        stdout=subprocess.PIPE,
    )
    with fixed_at(at):
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"20"
        assert fire_due() == 0  # the other one holds them all

        worker.send_signal(signal.SIGKILL)
        worker.wait()
        wait_until_let_go()
        assert fire_due() == 20

    assert [len(told_by_clocks(subject, "clock.breached")) for subject in subjects] == [1] * 20
    assert rebuild(at=at) == []
    worker.stdout.close()


def wait_until_let_go() -> None:
    """Until the database has noticed that the killed worker's connection is gone."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.1)")


def url_of_the_tests() -> str:
    """The database of this run, as a process of its own opens it."""
    before, _, query = os.environ["DATABASE_URL"].partition("?")
    server = before.rsplit("/", 1)[0]
    return f"{server}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")


@pytest.mark.django_db
def test_subjects_due_are_found_by_their_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = Subject.objects.filter(next_stage_at__lt=beijing("16 12:00")).order_by("next_stage_at", "pk")

    assert "subject_due" in found[:100].explain()
