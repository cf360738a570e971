"""What a process that serves all day does differently from a command: the same answers, sooner."""

import gc
import select
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.postgresql import psycopg_any
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init
from django.utils import timezone
from django.utils.translation import trans_real
from psycopg import Connection, _queries
from psycopg_pool import ConnectionPool

_ask_it: Callable[[Connection[Any]], None] = ConnectionPool.check_connection
_load_as_ever: Callable[[Any, Any], datetime] = psycopg_any.BaseTzLoader.load
_made_as_ever: Callable[..., Model] = vars(Model)["from_db"].__func__


def tune() -> None:
    """From now on what a page or a reaction asks for a hundred times costs a part of it; for threads, not coroutines.

    - One thread, one request: what the language and the zone are need not be looked for among coroutines, which took a
      tenth of a page.
    - Hardly a statement is composed anew: what psycopg makes of its placeholders is worth keeping for wide ones too.
    - Most objects die young and by themselves: the collector of cycles looks seldom.
    - Whether a waiting connection still stands, its socket tells without a question to the server.
    - A row that was read whole becomes its object in one step, as long as nobody listens for objects being made.
    - An instant is read by the interpreter, ten times as fast as by the driver's regular expression.
    """
    vars(trans_real)["_active"] = threading.local()
    vars(timezone)["_active"] = threading.local()
    _queries.MAX_CACHED_STATEMENT_LENGTH = 20_000
    _queries.MAX_CACHED_STATEMENT_PARAMS = 200
    gc.set_threshold(50_000, 50, 100)
    psycopg_any.BaseTzLoader.load = instant
    Model.from_db = classmethod(made)  # type: ignore[assignment, method-assign]
    ConnectionPool.check_connection = staticmethod(check)  # type: ignore[assignment, method-assign]


def check(waiting: Connection[Any]) -> None:
    """Raises psycopg.Error where the server has gone since `waiting` was put back.

    A server that ends, is killed or restarted closes its sockets, and then there is something to be read: its farewell
    or the end. As long as there is not, the connection is as it was left.
    """
    news = select.poll()
    news.register(waiting.fileno(), select.POLLIN)
    if news.poll(0):
        _ask_it(waiting)


def made(cls: type[Model], using: str | None, names: Collection[str], values: Sequence[Any]) -> Model:
    """The object of `cls` with these values of the row that was read, as Django makes it.

    Django sets each value by itself, asks each foreign key whether it has another object in hand, and tells those who
    listen; an object that is new has none.
    """
    fields = cls._meta.concrete_fields
    if (
        len(values) != len(fields)
        or cls.__init__ is not Model.__init__
        or pre_init.receivers
        or post_init.receivers
    ):
        return _made_as_ever(cls, using, names, values)
    new = cls.__new__(cls)
    new._state = state = ModelState()
    state.adding, state.db = False, using
    vars(new).update(zip([field.attname for field in fields], values, strict=True))
    return new


def instant(self: Any, data: Any) -> datetime:
    """The `timestamptz` as the database writes it (ISO 8601, in its zone); others are left to the driver."""
    try:
        found = datetime.fromisoformat(bytes(data).decode())
    except ValueError:
        return _load_as_ever(self, data)
    return found.replace(tzinfo=self.timezone)
