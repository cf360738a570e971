"""What is read sooner is what the driver would have read."""

from datetime import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql import psycopg_any

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
