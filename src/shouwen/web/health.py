"""Two addresses for machines: is this process alive, and can the desk be used."""

import shutil
from collections.abc import Callable
from datetime import timedelta

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

_migrated = False  # tables don't go back while a process lives, so the answer yes is kept


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the desk can be used, else 503; each check says ok, late or failed.

    A late queue is told but doesn't take the web process out of service: tickets can still be written.
    """
    checks = {name: _outcome(check) for name, check in CHECKS.items()}
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
