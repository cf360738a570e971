"""A backup asked for on a page is the terminal's own: whole, read back, and taken away only on record."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings as deployment
from django.db import connection

from shouwen.base.models import Fact
from shouwen.base.refusals import NotPermitted, NotVisible
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.commands.watching import Stopped
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.queries import error_of
from shouwen.cli.entry import main
from shouwen.runtime.archive import Place
from shouwen.runtime.restoring import rehearse
from shouwen.worker import backups
from shouwen.worker.backups import BackupUnderWay, ask_backup, fetch_backup, kept_backups
from tests.capabilities.people.makers import a_person, an_administrator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder() -> Iterator[Path]:
    """Where backups lie; empty before and after."""
    there = Path(deployment.DATA_FOLDER) / "backups"
    yield there
    for path in there.glob("*"):
        path.unlink()


def test_a_backup_made_by_the_worker_is_whole_and_lies_where_the_terminals_lie(folder: Path):
    _person, keeper = an_administrator()
    url = psycopg.conninfo.make_conninfo(backups._url(), dbname=str(connection.settings_dict["NAME"]))

    job = ask_backup(actor=keeper)
    with pytest.raises(BackupUnderWay):
        ask_backup(actor=keeper)
    assert carry_out_next() == 1
    job = Job.objects.get(pk=job.pk)
    (kept,) = kept_backups(actor=keeper)
    manifest = rehearse(Place(url, Path(deployment.DATA_FOLDER)), folder / kept.name)

    assert (job.state, job.error, job.done) == ("succeeded", {}, job.total)
    assert (job.result["file"], job.result["size"]) == (kept.name, kept.size)
    assert (job.result["parts"], job.result["facts"]) == (
        len(manifest["digests"]),
        manifest["counts"]["base_fact"],
    )
    assert job.file_id is None
    assert (folder / kept.name).stat().st_mode & 0o077 == 0

    path = fetch_backup(name=kept.name, actor=keeper)
    told = Fact.objects.get(name="backup.fetched")
    assert (path, told.actor_id, told.payload["file"]) == (folder / kept.name, keeper.id, kept.name)
    with pytest.raises(NotVisible):
        fetch_backup(name=f"../secrets/{kept.name}", actor=keeper)


def some_old(folder: Path) -> list[str]:
    folder.mkdir(mode=0o700, exist_ok=True)
    names = [f"shouwen-202001{day:02d}-023000.tar" for day in range(1, 6)]
    for name in names:
        (folder / name).write_bytes(b"old")
    (folder / "before-the-move.tar").write_bytes(b"mine")
    return names


def test_a_whole_backup_is_followed_by_the_removal_of_old_ones_on_record(folder: Path, settings):
    _person, keeper = an_administrator()
    settings.BACKUPS_KEPT, settings.BACKUP_WEEKS_KEPT = 3, 0
    old = some_old(folder)

    job = ask_backup(actor=keeper)
    carry_out_next()
    job = Job.objects.get(pk=job.pk)
    (told,) = Fact.objects.filter(name="backup.removed")

    assert {path.name for path in folder.iterdir()} == {"before-the-move.tar", *old[3:], job.result["file"]}
    assert (told.payload["files"], told.payload["made"]) == (old[:3], job.result["file"])
    assert (told.actor_id, job.result["removed"]) == (keeper.id, 3)


def test_the_terminals_backup_removes_old_ones_too_and_one_written_elsewhere_removes_none(
    folder: Path,
    settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    settings.BACKUPS_KEPT, settings.BACKUP_WEEKS_KEPT = 3, 0
    parts = psycopg.conninfo.conninfo_to_dict(backups._url())
    place = {key: parts[key] for key in ("host", "port", "user") if key in parts}
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///{parts['dbname']}?{urlencode(place)}")
    old = some_old(folder)

    elsewhere = main(["backup", str(tmp_path / "desk.tar")])
    untouched = sorted(path.name for path in folder.iterdir())
    here = main(["backup"])
    made = capsys.readouterr().out.split()[-1]

    assert (elsewhere, here) == (0, 0)
    assert untouched == sorted([*old, "before-the-move.tar"])
    assert {path.name for path in folder.iterdir()} == {"before-the-move.tar", *old[3:], Path(made).name}
    assert Fact.objects.get(name="backup.removed").via == "cli"


def test_a_backup_that_is_stopped_leaves_nothing_and_removes_nothing(
    folder: Path, settings, monkeypatch: pytest.MonkeyPatch
):
    _person, keeper = an_administrator()
    settings.BACKUPS_KEPT = 1
    old = some_old(folder)
    ask_backup(actor=keeper)

    def stopped_meanwhile(target: Path) -> object:
        assert target.exists()
        raise Stopped

    monkeypatch.setattr(backups, "check", stopped_meanwhile)
    carry_out_next()

    assert {path.name for path in folder.iterdir()} == {"before-the-move.tar", *old}
    assert not Fact.objects.filter(name="backup.removed").exists()


def test_what_is_not_whole_is_no_backup_and_the_job_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch):
    _person, keeper = an_administrator()
    job = ask_backup(actor=keeper)

    def damaged(target: Path) -> object:
        raise backups.BackupUnusable("the archive is damaged")

    monkeypatch.setattr(backups, "check", damaged)
    carry_out_next()
    job = Job.objects.get(pk=job.pk)

    assert (job.state, "the archive is damaged" in error_of(job)) == ("failed", True)
    assert list(folder.glob("*")) == []


def test_only_who_keeps_the_system_backs_up_and_takes_backups_away():
    from shouwen.capabilities.people.queries import actor_of

    manager = actor_of(a_person("zhou", roles=("desk_manager",)))

    with pytest.raises(NotPermitted):
        ask_backup(actor=manager)
    with pytest.raises(NotPermitted):
        fetch_backup(name="x.tar", actor=manager)
    assert kept_backups(actor=manager) == []
