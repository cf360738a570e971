"""The one source of "now": database time, fixed once per request or job."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """Database time as aware UTC.

    Inside `fixed_at` (a request, a job, a test) it is that instant; elsewhere each call asks the database.
    """
    fixed = _fixed.get()
    return fixed if fixed is not None else database_now()


def database_now() -> datetime:
    """The database's clock at this very moment, aware UTC; one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]  # a DB-API row is untyped


@contextmanager
def fixed_at(instant: datetime) -> Iterator[None]:
    """Let `now()` answer `instant` (aware) inside the block: one request has one present."""
    if instant.tzinfo is None:
        raise ValueError("a fixed instant must be timezone-aware")
    token = _fixed.set(instant)
    try:
        yield
    finally:
        _fixed.reset(token)


def fix(instant: datetime | None) -> None:
    """Fix `now()` for the rest of this thread's request; None lets it run again (middleware only)."""
    _fixed.set(instant)
