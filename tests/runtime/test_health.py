"""What machines ask: does the process live, can the desk be used."""

from collections import namedtuple
from threading import Event

import pytest
from django.db import OperationalError
from django.test import Client

from shouwen.web import health

Usage = namedtuple("Usage", "total used free")


def test_healthz_asks_nothing_of_the_database():
    assert Client().get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_sound_desk_is_ready():
    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "queue": "ok", "disk": "ok"},
    }


@pytest.mark.django_db
def test_a_database_that_hangs_is_told_in_time_and_asked_once_until_it_answers_again(monkeypatch):
    goes_on, asked = Event(), []

    def hanging() -> str:
        asked.append(1)
        goes_on.wait(60)
        return "ok"

    monkeypatch.setattr(health, "ANSWER_WITHIN", 0.2)
    monkeypatch.setattr(health, "_in_time", health._InTime())
    monkeypatch.setitem(health.CHECKS, "database", hanging)

    answers = [Client().get("/readyz") for _ in range(3)]
    goes_on.set()
    monkeypatch.setattr(health, "ANSWER_WITHIN", 60)
    recovered = Client().get("/readyz")

    assert [answer.status_code for answer in answers] == [503] * 3
    assert answers[0].json()["checks"]["database"] == "failed"
    assert (recovered.status_code, len(asked) <= 2) == (200, True)


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_and_everything_else_too(monkeypatch):
    def away() -> str:
        raise OperationalError("connection refused")

    monkeypatch.setitem(health.CHECKS, "database", away)

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "failed", "migrations": "ok", "queue": "ok", "disk": "ok"}


@pytest.mark.django_db
def test_a_full_disk_takes_the_desk_out_of_service(monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: Usage(100, 100, 0))

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] == "failed"


@pytest.mark.django_db
def test_a_missing_migration_is_told(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])

    assert Client().get("/readyz").json()["checks"]["migrations"] == "failed"
