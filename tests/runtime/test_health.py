"""What machines ask: does the process live, can the desk be used."""

from collections import namedtuple

import pytest
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
