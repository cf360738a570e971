"""One embedded PostgreSQL for each run of the tests; the parallel workers share it, each with a database of its own."""

import os
import shutil
import tempfile
from pathlib import Path

import django

from shouwen.runtime.postgres import EmbeddedPostgres

_server: EmbeddedPostgres | None = None


def _start_database() -> EmbeddedPostgres:
    data = Path(tempfile.mkdtemp(prefix="shouwen-test-"))
    data.chmod(0o711)
    server = EmbeddedPostgres(data, durable=False)
    server.start()
    os.environ["SHOUWEN_DATA"] = str(data)
    os.environ["DATABASE_URL"] = os.environ["SHOUWEN_TEST_DATABASE_URL"] = server.url()
    return server


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.stop()
        shutil.rmtree(_server.socket, ignore_errors=True)
        shutil.rmtree(_server.data, ignore_errors=True)


# At import, because the conftest files further down may import models before any hook runs.
os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.settings"
os.environ["SHOUWEN_PLAIN_STATIC"] = "1"
os.environ.setdefault("SHOUWEN_SECRET_KEY", "a secret for tests only")
if chosen := os.environ.get("SHOUWEN_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = chosen
else:
    _server = _start_database()
django.setup()
