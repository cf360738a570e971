"""A worker killed in the middle of a job (kill -9) leaves nothing half done, and the next one does it whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from shouwen.base.models import Setting
from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import KINDS, Kind, Outcome, Work, register_kind
from shouwen.capabilities.people.queries import actor_of
from tests.capabilities.people.makers import a_person

WORKER = """
import time
import django
django.setup()
from shouwen.base.models import Setting
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.ports import Kind, Outcome, register_kind

def slowly(work):
    Setting.objects.create(key="half done", value={})
    for done in range(1000):
        work.step(done, 1000)
        time.sleep(0.05)
    return Outcome()

register_kind(Kind("slow", "Slow", slowly))
carry_out_next()
"""


@pytest.fixture
def quick() -> Iterator[None]:
    def at_once(work: Work) -> Outcome:
        Setting.objects.create(key="done", value={})
        return Outcome({"rows": 1})

    register_kind(Kind("slow", "Slow", at_once))
    yield
    KINDS.pop("slow")


# REQ BX-5
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done_and_the_next_begins_anew(quick: None):
    job = ask_for(kind="slow", parameters={}, actor=actor_of(a_person("lin")))
    own_database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env={**os.environ, "DATABASE_URL": own_database.geturl()}
    )
    try:
        until = time.monotonic() + 30
        while Job.objects.get(pk=job.pk).done == 0 and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    killed = Job.objects.get(pk=job.pk)
    Job.objects.update(beat_at=database_now() - timedelta(seconds=20))

    carry_out_next()
    done = Job.objects.get(pk=job.pk)

    assert (killed.state, killed.done > 0) == ("running", True)
    assert (done.state, done.tries, done.result) == ("succeeded", 2, {"rows": 1})
    assert list(Setting.objects.values_list("key", flat=True)) == ["done"]
