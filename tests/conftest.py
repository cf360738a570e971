"""One embedded PostgreSQL for each run of the tests; the parallel workers share it, each with a database of its own."""

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management.commands import flush
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import DeadlockDetected

import shouwen
from shouwen.base import live
from shouwen.runtime.founding import found_tables
from shouwen.runtime.postgres import EmbeddedPostgres

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = """
SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
"""


def _start_database() -> None:
    data = Path(tempfile.mkdtemp(prefix="shouwen-test-"))
    data.chmod(0o711)
    server = EmbeddedPostgres(data, durable=False)
    server.start()
    os.environ["SHOUWEN_DATA"] = str(data)
    os.environ["DATABASE_URL"] = os.environ["SHOUWEN_TEST_DATABASE_URL"] = server.url()
    atexit.register(_end_database, server)


def _end_database(server: EmbeddedPostgres) -> None:
    server.stop()
    shutil.rmtree(server.socket, ignore_errors=True)
    shutil.rmtree(server.data, ignore_errors=True)


def _flush(self: Any, sql_list: list[str]) -> None:
    """Empty the tables after a test with real commits, past the guard of the journal and the queue's tables too.

    A page that was closed may have a request still under way; where the two lock each other out, it is done again.
    """
    for is_last in (False, False, False, False, True):
        try:
            _empty(self)
            return
        except OperationalError as refused:
            if is_last or not isinstance(refused.__cause__, DeadlockDetected):
                raise


def _empty(self: Any) -> None:
    """Rows are deleted where there are any: to truncate a hundred tables takes ten times as long. The locks wait for
    whoever still writes, as truncating would.
    """
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


def _create_founded(self: Any, *arguments: Any) -> str:
    """The tests' database is founded as a new desk's is; tests/runtime/test_founding.py walks the whole way instead."""
    name: str = _create_empty(self, *arguments)
    self.connection.close()
    self.connection.settings_dict["NAME"] = name
    found_tables(MigrationExecutor(self.connection))
    return name


# The tests start more than a hundred processes: what the first compiles need not be compiled by each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# At import, because the conftest files further down may import models before any hook runs.
os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.settings"
os.environ["SHOUWEN_STATIC"] = "plain"
(Path(shouwen.__file__).parent / "static_root").mkdir(exist_ok=True)  # else WhiteNoise warns
os.environ.setdefault("SHOUWEN_SECRET_KEY", "a secret for tests only")
if chosen := os.environ.get("SHOUWEN_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = chosen
else:
    _start_database()
django.setup()
type(connection.ops).execute_sql_flush = _flush
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = (
    1,
    64,
)  # sealed as ever, but not for the ages
flush.emit_post_migrate_signal = lambda *_, **__: None  # what it would make anew has not been emptied
_create_empty = type(connection.creation)._create_test_db
type(connection.creation)._create_test_db = _create_founded


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database is dropped at the end, also under threads that still hold a connection (the doorbell)."""
    yield
    live.open_connection = threading.Event().wait  # the listening thread comes back no more, and quietly
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            for _ in range(40):
                cursor.execute(OTHERS)
                if not cursor.fetchall():
                    break
                time.sleep(0.25)
        connection.close()  # under a browser's loop Django drops the database by another connection than this one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that drive a browser come last: Playwright leaves a running event loop in its thread, and whoever
    starts one of his own there afterwards can't. The longest of them come first, so that no worker waits for the other.
    """
    driving = {item.path for item in items if {"chromium", "browser"} & set(item.fixturenames)}  # type: ignore[attr-defined]
    items.sort(
        key=lambda item: (item.path in driving, item.path in driving and not item.get_closest_marker("slow"))
    )


@pytest.fixture
def long_running(settings, monkeypatch):
    """As in a web process that has run for a while: which regulation is in force was looked up a moment ago.

    Ask for it after the desk was founded.
    """
    from shouwen.capabilities.regulations import queries

    monkeypatch.setattr(queries, "GLANCE", 3600)
    settings.ROLE = "web"
    queries.look_again()
    queries.active_regulation()
    yield
    queries.look_again()
