"""Backups asked for on a page: made as long work, lying where the terminal's lie, and taken away only on record."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from psycopg.conninfo import make_conninfo

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.base.refusals import NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import Kind, Outcome, Work, register_kind
from shouwen.runtime import postgres, values
from shouwen.runtime.archive import (
    Archive,
    BackupUnusable,
    Place,
    archives,
    backup_folder,
    check,
    next_archive,
)
from shouwen.runtime.backup import back_up
from shouwen.runtime.old_backups import KeepRule
from shouwen.worker.permissions import BACK_UP

BACKUP: Final = "status.backup"
FETCHED: Final = "backup.fetched"
REMOVED: Final = "backup.removed"
NO_END = (
    "SET LOCAL idle_in_transaction_session_timeout = 0"  # the work's own transaction waits for the program
)


class BackupUnderWay(Refusal):
    code = "backup_under_way"
    message = gettext_noop("A backup is already being made. See the job centre.")


class BackupFailed(Refusal):
    code = "backup_failed"
    message = gettext_noop("There is no backup: %(problem)s")


def register_backup() -> None:
    """From now on a backup can be asked for."""
    register_kind(Kind(BACKUP, _("Backup of the whole desk"), make_backup, BACK_UP))


@transaction.atomic
def ask_backup(*, actor: Actor) -> Job:
    """The worker will make a backup. Raises NotPermitted, and BackupUnderWay while another one is being made."""
    require(actor.may(BACK_UP), grant=BACK_UP)
    if Job.objects.under_way().filter(kind=BACKUP).exists():
        raise BackupUnderWay()
    return ask_for(kind=BACKUP, parameters={}, actor=actor)


def make_backup(work: Work) -> Outcome:
    """The same archive as `shouwen backup` makes lies in the data folder, read back once and found whole.

    One that is cancelled or not whole leaves nothing. Raises BackupFailed.
    """
    with connection.cursor() as cursor:
        cursor.execute(NO_END)
    place = Place(_url(), Path(settings.DATA_FOLDER))
    target = next_archive(place.data)
    try:
        manifest = back_up(place, target, step=work.step)
        try:
            check(target)
            work.step(2 * len(manifest["digests"]))
        except BaseException:
            target.unlink()
            raise
    except (BackupUnusable, OSError) as problem:
        raise BackupFailed(problem=str(problem)) from problem
    removed = remove_old_backups(made=target.name, actor=work.actor)
    told = {"file": target.name, "size": target.stat().st_size, "parts": len(manifest["digests"])}
    told["removed"] = len(removed)
    return Outcome({**told, "facts": manifest["counts"]["base_fact"]})


def keep_rule() -> KeepRule:
    """Which backups stay, as this machine's settings say."""
    return KeepRule(settings.BACKUPS_KEPT, settings.BACKUP_WEEKS_KEPT)


@transaction.atomic
def remove_old_backups(*, made: str, actor: Actor) -> list[str]:
    """What the rule does not keep is gone from the data folder, now that `made` was found whole; returns the names.

    The journal has it before the files go.
    """
    data = Path(settings.DATA_FOLDER)
    lying = {archive.name for archive in archives(data)}
    surplus = [name for name in keep_rule().surplus(lying) if name != made] if made in lying else []
    if surplus:
        subject = journal.open_subject("backup")
        journal.record(subject, REMOVED, actor=actor, at=now(), files=surplus, made=made)
        transaction.on_commit(lambda: _remove(data, surplus))
    return surplus


def last_removal() -> Fact | None:
    """The newest fact of backups that were removed; one statement."""
    return Fact.objects.filter(name=REMOVED).order_by("-pk").first()


def kept_backups(*, actor: Actor) -> list[Archive]:
    """The backups in the data folder, newest first, to whoever may see how the system stands; no statement."""
    require(actor.may_any(("status.see", BACK_UP)), grant=BACK_UP)
    return archives(Path(settings.DATA_FOLDER))


@transaction.atomic
def fetch_backup(*, name: str, actor: Actor) -> Path:
    """The archive called `name`, which holds everything: that `actor` takes it away is in the journal from now on.

    Raises NotPermitted and NotVisible.
    """
    require(actor.may(BACK_UP), grant=BACK_UP)
    data = Path(settings.DATA_FOLDER)
    found = next((archive for archive in archives(data) if archive.name == name), None)
    if found is None:
        raise NotVisible(backup=name)
    journal.record(
        journal.open_subject("backup"), FETCHED, actor=actor, at=now(), file=found.name, size=found.size
    )
    return backup_folder(data) / found.name


def _remove(data: Path, names: list[str]) -> None:
    for name in names:
        (backup_folder(data) / name).unlink(missing_ok=True)


def _url() -> str:
    """The address of this desk's database, for PostgreSQL's own programs."""
    url = values.database_url() or postgres.EmbeddedPostgres(Path(settings.DATA_FOLDER)).url()
    return make_conninfo(url, dbname=str(connection.settings_dict["NAME"]))
