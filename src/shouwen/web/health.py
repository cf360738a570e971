"""Two addresses for machines: is this process alive, and can the desk be used."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from datetime import timedelta
from threading import Thread
from time import monotonic

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from shouwen.base.time import database_now
from shouwen.worker.queries import backlog

LEAST_FREE_BYTES = 200 * 1024 * 1024
LATE_AFTER = timedelta(minutes=5)
ANSWER_WITHIN = 3.0  # seconds: a database that hangs is no reason to keep a machine waiting that asks
GIVEN_UP_AFTER = 30.0  # seconds: then a fresh look, for a server that came back elsewhere

_migrated = False  # tables don't go back while a process lives, so the answer yes is kept


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the desk can be used, else 503, within seconds; each check says ok, late or failed.

    A late queue is told but doesn't take the web process out of service: tickets can still be written.
    """
    checks = _in_time.checks()
    ready = "failed" not in checks.values()
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except (Error, PoolTimeout, OSError):
        return "failed"


def _database() -> str:
    database_now()
    return "ok"


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if _migrated else "failed"


def _queue() -> str:
    return "late" if backlog().age(database_now()) > LATE_AFTER else "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.DATA_FOLDER).free > LEAST_FREE_BYTES else "failed"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "queue": _queue,
    "disk": _disk,
}


class _InTime:
    """The checks, made beside the request: while the database hangs, only this thread waits for it to the end."""

    def __init__(self) -> None:
        self._asked: Future[dict[str, str]] | None = None
        self._began = 0.0

    def checks(self) -> dict[str, str]:
        """What they found just now; all failed where they take too long."""
        asked = self._asked
        if asked is None or asked.done() or monotonic() - self._began > GIVEN_UP_AFTER:
            asked = self._asked = Future()
            self._began = monotonic()
            Thread(target=_look, args=(asked,), name="readyz", daemon=True).start()
        try:
            return asked.result(ANSWER_WITHIN)
        except NotInTime:
            return dict.fromkeys(CHECKS, "failed")


def _look(asked: "Future[dict[str, str]]") -> None:
    try:
        asked.set_result({name: _outcome(check) for name, check in CHECKS.items()})
    except Exception as problem:
        asked.set_exception(problem)
    finally:
        connection.close()


_in_time = _InTime()
