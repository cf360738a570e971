"""Looks at the machine: what must be right before anything else can be looked at."""

import shutil
import sys

from shouwen.doctor.findings import Finding, Health
from shouwen.runtime import external, folders, values
from shouwen.runtime.postgres import PostgresUnavailable

LEAST_FREE_BYTES = 1024**3


def before_django() -> list[Finding]:
    """The findings that need neither settings nor a database."""
    return [look() for look in (_python, _data, _disk)]


def _python() -> Finding:
    return Finding("python", Health.GREEN, sys.version.split()[0])


def _data() -> Finding:
    folder = folders.data_folder()
    try:
        folders.prepare(folder)
    except OSError as problem:
        return Finding("data", Health.RED, f"{folder}: {problem.strerror}", f"chown -R $(id -u) {folder}")
    open_to_others = [path for path in (folder / "secrets").iterdir() if path.stat().st_mode & 0o077]
    if open_to_others:
        return Finding("data", Health.AMBER, f"{open_to_others[0]} 0{open_to_others[0].stat().st_mode & 0o777:o}",
                       f"chmod 600 {folder}/secrets/*")  # fmt: skip
    return Finding("data", Health.GREEN, str(folder))


def _disk() -> Finding:
    free = shutil.disk_usage(folders.data_folder()).free
    found = f"{free / 1024**3:.1f} GB"
    return Finding("disk", Health.GREEN if free > LEAST_FREE_BYTES else Health.RED, found,
                   "" if free > LEAST_FREE_BYTES else f"du -sh {folders.data_folder()}/*")  # fmt: skip


def database_elsewhere() -> list[Finding]:
    """An external database that can't be used; of one that can, what is in it is looked at later."""
    url = values.database_url()
    try:
        if url:
            external.require(url)
    except external.AddressUnreadable as problem:
        return [Finding("database", Health.RED, str(problem), f"export DATABASE_URL={external.FORM}")]
    except PostgresUnavailable as problem:
        return [Finding("database", Health.RED, str(problem), external.asking(url))]
    return []
