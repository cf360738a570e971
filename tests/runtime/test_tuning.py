"""What is read sooner is what the driver would have read."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import psycopg_any
from django.db.models import Model
from django.db.models.signals import post_init

from shouwen.base.models import Subject
from shouwen.capabilities.customers.models import Customer
from shouwen.runtime import tuning

WRITTEN = (
    "2026-11-22 09:48:34.474034+00",
    "2026-11-22 09:48:34+00",
    "2026-11-22 09:48:34.4+00",
    "2026-11-22 17:48:34.47+08",
    "1900-01-01 00:00:00+08:05:43",
    "0001-01-01 00:00:00+00",
)


def read(written: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::timestamptz", [written])
        (instant,) = cursor.fetchone()
    return instant


@pytest.mark.django_db
def test_instants_are_read_as_the_driver_reads_them(monkeypatch):
    as_ever = [read(written) for written in WRITTEN]
    monkeypatch.setattr(psycopg_any.BaseTzLoader, "load", tuning.instant)

    assert [read(written) for written in WRITTEN] == as_ever
    assert all(instant.tzinfo is as_ever[0].tzinfo for instant in map(read, WRITTEN))


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["infinity", "0044-03-15 12:00:00+00 BC", "12026-01-01 00:00:00+00"])
def test_what_no_datetime_can_hold_fails_as_ever(written, monkeypatch):
    with pytest.raises(Exception) as as_ever:  # noqa: PT011  # whatever the driver says
        read(written)
    monkeypatch.setattr(psycopg_any.BaseTzLoader, "load", tuning.instant)

    with pytest.raises(type(as_ever.value), match=str(as_ever.value)[:20]):
        read(written)


@pytest.fixture
def waiting(transactional_db) -> Iterator[psycopg.Connection]:
    connection.ensure_connection()
    with psycopg.connect(
        connection.connection.info.dsn, password=connection.connection.info.password
    ) as opened:
        opened.autocommit = True
        yield opened


def test_a_connection_that_waits_is_found_well_without_a_question(waiting, monkeypatch):
    waiting.execute("SELECT 1")
    monkeypatch.setattr(tuning, "_ask_it", None)

    tuning.check(waiting)


def test_a_connection_whose_server_has_gone_is_found_out_before_it_is_used(waiting):
    pid = waiting.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with pytest.raises(psycopg.OperationalError):
        tuning.check(waiting)


def test_news_that_are_no_farewell_do_no_harm(waiting):
    waiting.execute("LISTEN anything")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('anything', '')")

    tuning.check(waiting)

    assert waiting.execute("SELECT 42").fetchone() == (42,)


@pytest.fixture
def row(db) -> Customer:
    return Customer.objects.create(subject=Subject.objects.create(kind="customer"), code="YY", name="Yi Yuan")


def test_an_object_is_made_of_its_row_as_django_makes_it(row, monkeypatch):
    as_ever = Customer.objects.select_related("subject").get()
    monkeypatch.setattr(Model, "from_db", classmethod(tuning.made))
    found = Customer.objects.select_related("subject").get()

    own = {name: value for name, value in vars(as_ever).items() if name != "_state"}
    assert {name: value for name, value in vars(found).items() if name != "_state"} == own
    assert vars(found._state) == vars(as_ever._state)
    found.name = "Yi Yuan Hospital"
    found.save()
    found.refresh_from_db()
    assert found.name == "Yi Yuan Hospital"


def test_a_row_read_in_part_is_completed_when_it_is_asked(row, monkeypatch):
    monkeypatch.setattr(Model, "from_db", classmethod(tuning.made))
    found = Customer.objects.only("code").get()

    assert found.get_deferred_fields()
    assert found.name == row.name


def test_whoever_listens_for_objects_being_made_hears_of_each(row, monkeypatch):
    heard = []

    def hear(instance: Model, **_: object) -> None:
        heard.append(instance.pk)

    monkeypatch.setattr(Model, "from_db", classmethod(tuning.made))
    post_init.connect(hear, sender=Customer)
    try:
        Customer.objects.get()
    finally:
        post_init.disconnect(hear, sender=Customer)

    assert heard == [row.pk]
