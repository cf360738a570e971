"""Looks at what is installed and at what it keeps: database, tables, front end, address, backups."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.questions import Asked
from shouwen.runtime import folders, lock

OLDEST_BACKUP = timedelta(days=2)
OLDEST_SERVER = 150000
NOT_SET_UP = "not set up"


def database(asked: Asked) -> Finding:
    number, version, _instant = asked.server
    if number < OLDEST_SERVER:
        return Finding(
            "database", Health.RED, f"PostgreSQL {version} < 15", "apt-get install -y postgresql-15"
        )
    return Finding("database", Health.GREEN, f"PostgreSQL {version}")


def tables(asked: Asked) -> Finding:
    applied = asked.migrations
    if not applied:
        return Finding("tables", Health.RED, NOT_SET_UP, "shouwen setup")
    due = len(MigrationLoader(None).graph.nodes.keys() - applied)
    return Finding("tables", Health.RED if due else Health.GREEN, f"{due} due" if due else "ok",
                   "shouwen upgrade" if due else "")  # fmt: skip


def clock(asked: Asked) -> Finding:
    *_version, instant = asked.server
    off = abs((instant - datetime.now(UTC)).total_seconds())
    return Finding("clock", Health.AMBER if off > 5 else Health.GREEN, f"{off:.1f} s",
                   "timedatectl set-ntp true" if off > 5 else "")  # fmt: skip


def assets(_asked: Asked) -> Finding:
    collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return Finding("assets", Health.GREEN if collected else Health.RED, "ok" if collected else "not built",
                   "" if collected else "make setup")  # fmt: skip


def translations(_asked: Asked) -> Finding:
    compiled = (settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.mo").exists()
    return Finding("translations", Health.GREEN if compiled else Health.RED, "ok" if compiled else "not compiled",
                   "" if compiled else "make setup")  # fmt: skip


def address(_asked: Asked) -> Finding:
    running = lock.address_in_use(settings.DATA_FOLDER)
    if not running and settings.ROLE == "command":
        return Finding("address", Health.AMBER, "not running", "shouwen run")
    told = running or settings.PUBLIC_URL
    url = urlsplit(told)
    if url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost"):
        return Finding("address", Health.AMBER, told, "shouwen run --cert … --key …")
    return Finding("address", Health.GREEN, told)


def backup(_asked: Asked) -> Finding:
    kept = sorted((folders.data_folder() / "backups").glob("*.tar"), key=os.path.getmtime)
    if not kept:
        return Finding("backup", Health.AMBER, "none", "shouwen backup")
    age = timedelta(seconds=datetime.now(UTC).timestamp() - kept[-1].stat().st_mtime)
    late = age > OLDEST_BACKUP
    return Finding("backup", Health.AMBER if late else Health.GREEN, f"{kept[-1].name} ({age.days} d)",
                   "shouwen backup" if late else "")  # fmt: skip
