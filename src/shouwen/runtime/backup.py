"""Making a backup while the desk is in full use; what it holds is told in `archive.py`."""

import io
import json
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

import shouwen
from shouwen.runtime.archive import (
    FORMAT,
    BackupUnusable,
    Place,
    Step,
    counts_of,
    digest_of,
    one,
    run,
    silently,
)
from shouwen.runtime.unfinished import working_folder


def back_up(place: Place, target: Path, *, step: Step = silently) -> dict[str, Any]:
    """Write the archive to `target` (only its owner may read it) and return the manifest.

    The desk may be in full use. Raises BackupUnusable when a file that the database names is not on the disk, and
    whatever `step` raises; then there is no archive.
    """
    with working_folder(target) as folder, psycopg.connect(place.url) as connection:
        working = folder / target.name
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = one(connection, "SELECT pg_export_snapshot()")
        dump = folder / "database.dump"
        _dump(place, snapshot, dump, step)
        counts = counts_of(connection)
        blobs = [row[0] for row in connection.execute("SELECT digest FROM base_blob ORDER BY digest")]
        missing = [digest for digest in blobs if not _blob(place.data, digest).exists()]
        if missing:
            raise BackupUnusable(
                f"{len(missing)} files are named by the database and not on the disk: {missing[:3]}"
            )
        members = {"database.dump": dump}
        members |= {str(_blob(Path(), each)): _blob(place.data, each) for each in blobs}
        members |= {f"secrets/{path.name}": path for path in sorted((place.data / "secrets").glob("*"))}
        total = 2 * len(members)
        digests = {}
        for done, (name, path) in enumerate(members.items()):
            step(done, total)
            digests[name] = digest_of(path)
        manifest = {
            "format": FORMAT,
            "version": shouwen.__version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "server": one(connection, "SHOW server_version"),
            "counts": counts,
            "digests": digests,
        }
        working.touch(mode=0o600)
        with tarfile.open(working, "w") as archive:
            _add_text(archive, "manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
            for done, (name, path) in enumerate(members.items(), len(members)):
                step(done, total)
                archive.add(path, arcname=name, recursive=False)
        with working.open("rb") as written:
            os.fsync(written.fileno())
        step(total, total)
        working.rename(target)
    return manifest


def _dump(place: Place, snapshot: str, target: Path, step: Step) -> None:
    run([place.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
          f"--file={target}", f"--dbname={place.url}"], step)  # fmt: skip


def _blob(data: Path, digest: str) -> Path:
    """Where `base.files` keeps the bytes of that digest."""
    return data / "files" / digest[:2] / digest[2:4] / digest


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(text.encode()))
