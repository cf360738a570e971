"""Commands and workers at the same time, on the database's own clock: afterwards the clocks are what the facts say."""

import random
import threading
import time

import pytest
from django.db import connection, transaction

from shouwen.base import journal
from shouwen.base.models import Subject
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.commands import feed, fire_due, rebuild
from shouwen.capabilities.service_levels.models import Clock
from tests.capabilities.service_levels.makers import AGENT, NEW_YEAR, REGULATION, a_regulation, told_by_clocks

SHORT = REGULATION.replace("{working: 2h}", "{wall: 1s}").replace("{working: 16h}", "{wall: 2s}")
LASTS = 4.0  # seconds


def command(subject: Subject, regulation: Compiled, name: str, **payload) -> None:
    """As a request does it: its present is fixed before it gets the lock."""
    with fixed_at(database_now()) as _, transaction.atomic():
        at = database_now()
        held = journal.lock(subject.pk)
        facts = journal.record_all(held, [(name, payload)], actor=AGENT, at=at, regulation_id=regulation.id)
        feed(held, facts, regulation=regulation)


@pytest.mark.django_db(transaction=True)
def test_commands_and_two_workers_at_once_leave_the_clocks_that_the_facts_give():  # REQ BX-1
    regulation = a_regulation(SHORT)
    subjects = []
    for _ in range(6):
        with fixed_at(NEW_YEAR):
            subject = journal.open_subject("ticket")
        fields = {"state": "new", "class": "fault", "level": "medium"}
        command(subject, regulation, "ticket.registered", fields=fields)
        subjects.append(subject)
    ends = time.monotonic() + LASTS
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            while time.monotonic() < ends:
                name, payload = dice.choice([
                    *[("ticket.noted", {})] * 12, ("ticket.taken", {}), ("ticket.completed", {}),
                    ("ticket.reopened", {"fields": {"state": "in_progress"}}),
                    ("ticket.suspended", {"fields": {"state": "suspended"}, "reason": "customer"}),
                    ("ticket.resumed", {"fields": {"state": "in_progress"}}),
                ])  # fmt: skip
                command(dice.choice(subjects), regulation, name, **payload)
                time.sleep(dice.random() * 0.05)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    def fire() -> None:
        try:
            while time.monotonic() < ends:
                with fixed_at(database_now()):
                    fire_due(limit=3)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    threads += [threading.Thread(target=fire) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert rebuild() == []
    assert Clock.objects.breached().count() >= len(subjects) / 2
    for subject in subjects:
        breached = [
            (f.payload["promise"], f.payload["begun_by"]) for f in told_by_clocks(subject, "clock.breached")
        ]
        assert len(set(breached)) == len(breached)
