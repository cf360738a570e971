"""Counting anew is work of the job centre: it tells how far it is, stops when nobody wants it, and survives a kill."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.jobs.commands import ask_for, cancel_job
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.service_levels.choices import RECOUNT
from shouwen.capabilities.service_levels.commands import import_holidays, left_behind, rebuild
from shouwen.capabilities.service_levels.facts import CALENDARS_PUBLISHED
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing

WORKER = """
import time
import django
django.setup()
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.service_levels.commands import recounting, recount_job

recount, recount_job.recount = recounting.recount, lambda at: slowly(at)

def slowly(at):
    for moved in recount(at=at, limit=1):
        yield moved
        time.sleep(0.3)

carry_out_next()
"""


def an_asked_recount(many: int) -> Job:
    """`many` subjects are behind the holidays, and somebody asked for them to be counted anew."""
    regulation = a_regulation()
    for _ in range(many):
        a_ticket_subject(regulation)
    days = [{"on": "2026-11-17", "is": "closed", "name": "Day off"}]
    with fixed_at(beijing("16 10:00")):
        import_holidays(
            region="cn", year=2026, days=days, source="", regulation=regulation, actor=SYSTEM, at=beijing("16 10:00")
        )  # fmt: skip
    person, _actor = an_administrator()
    return ask_for(kind=RECOUNT, parameters={}, actor=actor_of(person))


def told() -> int:
    return Fact.objects.filter(name=CALENDARS_PUBLISHED).count()


# REQ BX-1 BX-5
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_two_batches_loses_and_doubles_nothing():
    job = an_asked_recount(12)
    own_database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env={**os.environ, "DATABASE_URL": own_database.geturl()}
    )
    try:
        until = time.monotonic() + 60
        while told() < 2 and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    killed_after = told()
    Job.objects.update(beat_at=database_now() - timedelta(seconds=20))

    carry_out_next()

    done = Job.objects.get(pk=job.pk)
    assert 2 <= killed_after < 12
    assert (done.state, done.result) == ("succeeded", {"moved": 12 - killed_after, "left": 0})
    assert told() == 12
    assert rebuild() == []


# REQ BX-1 BX-5
@pytest.mark.django_db(transaction=True)
def test_cancelled_it_leaves_the_rest_as_it_was_and_can_be_asked_for_again():
    job = an_asked_recount(2)
    person = job.asked_by
    cancel_job(job=job, actor=actor_of(person))

    assert carry_out_next() == 0
    assert (told(), left_behind(at=database_now())) == (0, 2)
    again = ask_for(kind=RECOUNT, parameters={}, actor=actor_of(person))
    assert carry_out_next() == 1
    again.refresh_from_db()
    assert (again.result, again.done, again.total) == ({"moved": 2, "left": 0}, 2, 2)
