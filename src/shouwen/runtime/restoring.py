"""A backup becomes a desk again, or is tried beside it."""

import json
import os
import shutil
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shouwen.runtime.archive import BackupUnusable, Place, check, content_of, counts_of, run

HEAD_OF_SCRIPT = 40  # lines before the first object


def rehearse(place: Place, archive_path: Path) -> dict[str, Any]:
    """Restore into a database of its own, compare the counts, remove it again; the desk's data are not touched."""
    manifest = check(archive_path)
    scratch = f"shouwen_rehearsal_{os.getpid()}"
    with psycopg.connect(place.url, autocommit=True) as connection:
        try:
            _load(place, connection, archive_path, scratch, manifest)
        finally:
            _drop(connection, scratch)
    return manifest


def restore(place: Place, archive_path: Path) -> tuple[dict[str, Any], str | None]:
    """The desk holds what the archive holds, paused; returned with the name the former database now has, if any.

    Everything is checked and loaded beside the present database before that is put aside under another name.
    Nobody may be connected to the desk's database. Raises BackupUnusable, and then nothing was changed.
    """
    manifest = check(archive_path)
    name = psycopg.conninfo.conninfo_to_dict(place.url)["dbname"]
    fresh, former = f"{name}_restoring", f"{name}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    with psycopg.connect(
        psycopg.conninfo.make_conninfo(place.url, dbname="postgres"), autocommit=True
    ) as connection:
        _drop(connection, fresh)
        try:
            _load(place, connection, archive_path, fresh, manifest)
            _pause(place, fresh)
            _put_files(place.data, archive_path)
        except BaseException:
            _drop(connection, fresh)
            raise
        existed = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if existed:
            _rename(connection, str(name), former)
        _rename(connection, fresh, str(name))
    return manifest, former if existed else None


def _load(
    place: Place,
    connection: "psycopg.Connection[Any]",
    archive_path: Path,
    name: str,
    manifest: dict[str, Any],
) -> None:
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = psycopg.conninfo.make_conninfo(place.url, dbname=name)
    with tempfile.TemporaryDirectory(prefix="shouwen-restore-") as folder:
        dump = Path(folder) / "database.dump"
        with tarfile.open(archive_path) as archive, dump.open("wb") as target:
            shutil.copyfileobj(content_of(archive, archive.getmember("database.dump")), target)
        written, script = Path(folder) / "written.sql", Path(folder) / "script.sql"
        run([place.program("pg_restore"), "--no-owner", "--no-privileges", f"--file={written}", str(dump)])
        _for_any_server(written, script)
        run(
            [
                place.program("psql"),
                "--quiet",
                "--no-psqlrc",
                "--set=ON_ERROR_STOP=1",
                f"--file={script}",
                url,
            ]
        )
    with psycopg.connect(url) as loaded:
        found = counts_of(loaded)
    if found != manifest["counts"]:
        raise BackupUnusable(f"the restored database holds {found}, the manifest says {manifest['counts']}")


def _for_any_server(written: Path, script: Path) -> None:
    """The script without the setting at its head that servers before PostgreSQL 17 don't know."""
    with written.open("rb") as lines, script.open("wb") as kept:
        for number, line in enumerate(lines):
            if number > HEAD_OF_SCRIPT or not line.startswith(b"SET transaction_timeout"):
                kept.write(line)


def _pause(place: Place, name: str) -> None:
    """The restored desk rests until `shouwen resume`, so that it doesn't send a second time what was sent."""
    value = json.dumps({"reason": "restored", "since": datetime.now(UTC).isoformat()})
    with psycopg.connect(psycopg.conninfo.make_conninfo(place.url, dbname=name)) as connection:
        connection.execute(
            "INSERT INTO base_setting (key, value, changed_at) VALUES ('paused', %s, now())"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = now()",
            [value],
        )


def _put_files(data: Path, archive_path: Path) -> None:
    """Files lie under their digests, so that adding them overwrites nothing; secrets come back with the data."""
    with tarfile.open(archive_path) as archive:
        for member in archive:
            if not member.name.startswith(("files/", "secrets/")):
                continue
            target = data / member.name
            if not target.resolve().is_relative_to(data.resolve()):
                raise BackupUnusable(f"{member.name} points outside")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            part.touch(mode=0o600)
            with part.open("wb") as written:
                shutil.copyfileobj(content_of(archive, member), written)
                written.flush()
                os.fsync(written.fileno())
            part.rename(target)


def _drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _rename(connection: "psycopg.Connection[Any]", old: str, new: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )
