"""A backup holds the whole desk, and a restore believes nothing it has not checked."""

import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from shouwen.base import files, journal
from shouwen.base.actors import SYSTEM
from shouwen.base.time import now
from shouwen.runtime.archive import BackupUnusable, Place, check
from shouwen.runtime.backup import back_up
from shouwen.runtime.restoring import rehearse, restore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Place:
    """The tests' database with a data folder of its own."""
    there = connection.settings_dict
    url = f"postgresql://{there['USER']}@/{there['NAME']}?host={there['HOST']}"
    return Place(url, Path(settings.DATA_FOLDER))


@pytest.fixture
def fresh_data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


def a_desk_with_a_file() -> str:
    subject = journal.open_subject("ticket")
    journal.record(subject, "ticket.registered", actor=SYSTEM, at=now())
    return files.keep_bytes(b"a picture of the fault")


def altered(archive: Path, member: str) -> Path:
    target = archive.with_name("altered.tar")
    with tarfile.open(archive) as source, tarfile.open(target, "w") as changed:
        for each in source:
            content = source.extractfile(each).read()
            if each.name == member:
                content = content[:-1] + b"!"
            each.size = len(content)
            changed.addfile(each, io.BytesIO(content))
    return target


def test_a_backup_can_be_rehearsed_and_counts_what_it_holds(place: Place, tmp_path: Path):
    digest = a_desk_with_a_file()

    manifest = back_up(place, tmp_path / "desk.tar")

    assert manifest["counts"]["base_fact"] == 1
    assert f"files/{digest[:2]}/{digest[2:4]}/{digest}" in manifest["digests"]
    assert rehearse(place, tmp_path / "desk.tar")["counts"] == manifest["counts"]
    assert (tmp_path / "desk.tar").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["database.dump", "file"])
def test_an_altered_archive_is_refused(place: Place, tmp_path: Path, part: str):
    digest = a_desk_with_a_file()
    back_up(place, tmp_path / "desk.tar")
    member = part if part != "file" else f"files/{digest[:2]}/{digest[2:4]}/{digest}"

    with pytest.raises(BackupUnusable):
        check(altered(tmp_path / "desk.tar", member))


@pytest.mark.parametrize("content", [b"", b"hello" * 1000], ids=["empty", "text"])
def test_what_is_no_backup_is_said_so_in_one_sentence(tmp_path: Path, content: bytes):
    (tmp_path / "other.tar").write_bytes(content)

    with pytest.raises(BackupUnusable, match=r"not a backup of Shouwen$"):
        check(tmp_path / "other.tar")


def test_an_archive_that_breaks_off_is_refused(place: Place, tmp_path: Path):
    a_desk_with_a_file()
    back_up(place, tmp_path / "desk.tar")
    whole = (tmp_path / "desk.tar").read_bytes()

    for length in (len(whole) // 2, 1500, 700):
        (tmp_path / "cut.tar").write_bytes(whole[:length])
        with pytest.raises(BackupUnusable):
            check(tmp_path / "cut.tar")


def test_a_backup_of_a_newer_version_is_refused(place: Place, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("shouwen.__version__", "99.0.0")
    back_up(place, tmp_path / "desk.tar")
    monkeypatch.setattr("shouwen.__version__", "1.0.0")

    with pytest.raises(BackupUnusable, match="newer"):
        check(tmp_path / "desk.tar")


def test_a_missing_file_stops_the_backup(place: Place, tmp_path: Path):
    digest = a_desk_with_a_file()
    files.path_of(digest).unlink()

    with pytest.raises(BackupUnusable):
        back_up(place, tmp_path / "desk.tar")
    assert not (tmp_path / "desk.tar").exists()


@pytest.mark.parametrize("while_dumping", [True, False])
def test_a_backup_that_is_stopped_leaves_nothing_behind(
    place: Place, tmp_path: Path, monkeypatch, while_dumping: bool
):
    a_desk_with_a_file()
    monkeypatch.setattr("shouwen.runtime.archive.LISTEN_EVERY", 0.01)
    told: list[tuple[int, int | None]] = []

    def stop(done: int, total: int | None) -> None:
        told.append((done, total))
        if while_dumping or (total is not None and done == total - 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(place, tmp_path / "desk.tar", step=stop)

    assert list(tmp_path.iterdir()) == []
    assert told[0] == (0, None)


def test_a_restored_desk_has_its_rows_and_files_and_rests(place: Place, tmp_path: Path, fresh_data: Path):
    digest = a_desk_with_a_file()
    back_up(place, tmp_path / "desk.tar")
    target = replace(
        place, url=psycopg.conninfo.make_conninfo(place.url, dbname="shouwen_elsewhere"), data=fresh_data
    )

    try:
        _, former = restore(target, tmp_path / "desk.tar")

        assert former is None
        assert (
            fresh_data / "files" / digest[:2] / digest[2:4] / digest
        ).read_bytes() == b"a picture of the fault"
        with psycopg.connect(target.url) as restored:
            assert restored.execute("SELECT count(*) FROM base_fact").fetchone() == (1,)
            assert restored.execute(
                "SELECT value ->> 'reason' FROM base_setting WHERE key = 'paused'"
            ).fetchone() == ("restored",)
    finally:
        with psycopg.connect(place.url, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS shouwen_elsewhere")
