"""The looks that the doctor takes; each gives one finding and changes nothing."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shouwen.runtime import folders, lock

if TYPE_CHECKING:
    from shouwen.capabilities.notifications.models import Mailbox
    from shouwen.worker.queries import Backlog, LoopState

LEAST_FREE_BYTES = 1024**3
OLDEST_BACKUP = timedelta(days=2)
OLDEST_SERVER = 150000
LATE_AFTER = timedelta(minutes=5)
NEXT_YEAR_FROM_MONTH = 11  # the State Council publishes the next year's holidays in November


class Health(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


TITLES = {
    "python": ("Python", "Python"),
    "data": ("数据目录", "Data folder"),
    "disk": ("磁盘空间", "Disk space"),
    "database": ("数据库", "Database"),
    "tables": ("数据库结构", "Tables"),
    "clock": ("时钟", "Clock"),
    "assets": ("页面资源", "Front end"),
    "translations": ("中文译文", "Translations"),
    "regulation": ("现行制度", "Regulation in force"),
    "holidays": ("节假日表", "Public holidays"),
    "calendars": ("日历", "Calendars"),
    "administrator": ("管理员", "Administrator"),
    "worker": ("后台进程", "Worker"),
    "queue": ("任务队列", "Queue"),
    "failed_jobs": ("失败任务", "Failed jobs"),
    "messages": ("待发消息", "Messages out"),
    "mail": ("邮件", "Mail"),
    "address": ("访问地址", "Address"),
    "paused": ("暂停", "Pause"),
    "backup": ("备份", "Backup"),
    "journal": ("日志链", "Journal"),
}


@dataclass(frozen=True)
class Finding:
    """What one look found: a code, how well it is, the facts, and the command that repairs it."""

    code: str
    health: Health
    found: str
    repair: str = ""

    def title(self, language: str) -> str:
        chinese, english = TITLES[self.code]
        return english if language == "en" else chinese


STANDING: Final = """
SELECT EXISTS (SELECT FROM people_personrole AS held JOIN people_role AS role ON role.id = held.role_id
                 JOIN people_person AS person ON person.id = held.person_id
                WHERE role.code = 'administrator' AND person.is_active),
       EXISTS (SELECT FROM base_setting WHERE key = 'paused'),
       ARRAY (SELECT year::int FROM service_levels_holidaytable WHERE region = 'cn')
"""


class Asked:
    """What several looks, or a look and the page around it, want to know: asked once, when first wanted."""

    @cached_property
    def server(self) -> tuple[int, str, datetime]:
        """Number and name of the database's version, and its clock."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
                " clock_timestamp()"
            )
            number, version, instant = cursor.fetchone()
        return number, version, instant

    @cached_property
    def standing(self) -> tuple[bool, bool, list[int]]:
        """Whether somebody administers the desk, whether its work is paused, and the years of known holidays."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(STANDING)
            has_administrator, is_paused, years = cursor.fetchone()
        return has_administrator, is_paused, years

    @cached_property
    def backlog(self) -> "Backlog":
        from shouwen.worker.queries import backlog

        return backlog()

    @cached_property
    def loops(self) -> "list[LoopState]":
        from shouwen.worker.queries import loop_states

        return loop_states()

    @cached_property
    def mails(self) -> dict[str, int]:
        from shouwen.capabilities.notifications.queries import outbox_counts

        return outbox_counts()

    @cached_property
    def mailboxes(self) -> "list[Mailbox]":
        from shouwen.capabilities.notifications.queries import mailboxes

        return list(mailboxes())


def before_django() -> list[Finding]:
    """What must be right before anything else can be looked at."""
    return [look() for look in (_python, _data, _disk)]


def with_django(*, deep: bool, asked: Asked | None = None) -> list[Finding]:
    """Everything else; a look that itself fails is a red finding."""
    looks: list[tuple[str, Callable[[Asked], Finding]]] = [
        ("database", _database), ("tables", _tables), ("clock", _clock), ("assets", _assets),
        ("translations", _translations), ("regulation", _regulation), ("holidays", _holidays),
        ("calendars", _calendars),
        ("administrator", _administrator), ("worker", _worker), ("queue", _queue), ("failed_jobs", _failed_jobs),
        ("messages", _messages), ("mail", _mail), ("address", _address), ("paused", _paused), ("backup", _backup),
    ]  # fmt: skip
    if deep:
        looks.append(("journal", _journal))
    asked = asked or Asked()
    return [_careful(code, look, asked) for code, look in looks]


def _careful(code: str, look: Callable[[Asked], Finding], asked: Asked) -> Finding:
    try:
        return look(asked)
    except Exception as problem:
        first_line = (str(problem).strip().splitlines() or [""])[0]
        return Finding(code, Health.RED, f"{type(problem).__name__}: {first_line}", "shouwen upgrade")


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


def _database(asked: Asked) -> Finding:
    number, version, _instant = asked.server
    if number < OLDEST_SERVER:
        return Finding(
            "database", Health.RED, f"PostgreSQL {version} < 15", "apt-get install -y postgresql-15"
        )
    return Finding("database", Health.GREEN, f"PostgreSQL {version}")


def _tables(_asked: Asked) -> Finding:
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    due = len(MigrationLoader(None).graph.nodes.keys() - applied)
    return Finding("tables", Health.RED if due else Health.GREEN, f"{due} due" if due else "ok",
                   "shouwen upgrade" if due else "")  # fmt: skip


def _clock(asked: Asked) -> Finding:
    *_version, instant = asked.server
    off = abs((instant - datetime.now(UTC)).total_seconds())
    return Finding("clock", Health.AMBER if off > 5 else Health.GREEN, f"{off:.1f} s",
                   "timedatectl set-ntp true" if off > 5 else "")  # fmt: skip


def _assets(_asked: Asked) -> Finding:
    from django.conf import settings

    collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return Finding("assets", Health.GREEN if collected else Health.RED, "ok" if collected else "not built",
                   "" if collected else "make setup")  # fmt: skip


def _translations(_asked: Asked) -> Finding:
    from django.conf import settings

    compiled = (settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.mo").exists()
    return Finding("translations", Health.GREEN if compiled else Health.RED, "ok" if compiled else "not compiled",
                   "" if compiled else "make setup")  # fmt: skip


def _regulation(_asked: Asked) -> Finding:
    from shouwen.capabilities.regulations.choices import VersionState
    from shouwen.capabilities.regulations.models import RegulationVersion

    version = RegulationVersion.objects.filter(state=VersionState.ACTIVE).first()
    if version is None:
        return Finding("regulation", Health.RED, "none", "shouwen setup")
    return Finding("regulation", Health.GREEN, f"{version.code} {version.number}")


def _holidays(asked: Asked) -> Finding:
    today = datetime.now(UTC)
    needed = today.year + (1 if today.month >= NEXT_YEAR_FROM_MONTH else 0)
    if needed not in asked.standing[2]:
        return Finding(
            "holidays", Health.AMBER, f"{needed} is missing", f"shouwen holidays import {needed} FILE"
        )
    return Finding("holidays", Health.GREEN, str(needed))


def _calendars(_asked: Asked) -> Finding:
    from shouwen.capabilities.service_levels.calendars.shelf import unreadable_calendars

    found = unreadable_calendars()
    if not found:
        return Finding("calendars", Health.GREEN, "ok")
    told = ", ".join(
        f"{one.code} v{one.version} -> {f'v{one.instead}' if one.instead else '--'}" for one in found
    )
    health = Health.AMBER if all(one.instead for one in found) else Health.RED
    return Finding("calendars", health, f"unreadable: {told}", "shouwen holidays import YEAR FILE")


def _administrator(asked: Asked) -> Finding:
    held = asked.standing[0]
    return Finding("administrator", Health.GREEN if held else Health.RED, "ok" if held else "nobody",
                   "" if held else "shouwen user create admin --name Admin --role administrator")  # fmt: skip


def _worker(asked: Asked) -> Finding:
    states = asked.loops
    bad = [f"{loop.name} {loop.state} {loop.error}".strip() for loop in states if loop.state != "ok"]
    if len(bad) == len(states) and all("silent" in each for each in bad):
        return Finding("worker", Health.AMBER, "not running", "shouwen run")
    return Finding("worker", Health.RED if bad else Health.GREEN, ", ".join(bad) or f"{len(states)} loops",
                   "shouwen run" if bad else "")  # fmt: skip


def _queue(asked: Asked) -> Finding:
    *_version, instant = asked.server
    held = asked.backlog
    late = held.age(instant) > LATE_AFTER
    return Finding("queue", Health.AMBER if late else Health.GREEN, f"{held.unsealed} + {held.waiting}",
                   "shouwen run" if late else "")  # fmt: skip


def _failed_jobs(asked: Asked) -> Finding:
    failed = asked.backlog.failed
    return Finding("failed_jobs", Health.AMBER if failed else Health.GREEN, str(failed),
                   "shouwen manage procrastinate shell" if failed else "")  # fmt: skip


def _messages(asked: Asked) -> Finding:
    late, failed = asked.mails["late"], asked.mails["failed"]
    health = Health.AMBER if late or failed else Health.GREEN
    return Finding("messages", health, f"{late} waiting, {failed} failed",
                   "shouwen mail set desk@… --smtp smtps://…" if late or failed else "")  # fmt: skip


def _mail(asked: Asked) -> Finding:
    from shouwen.capabilities.notifications.queries import reading_account, sending_account, sending_among

    repair = "shouwen mail set desk@… --smtp smtps://… --imap imaps://…"
    in_use = [mailbox for mailbox in asked.mailboxes if mailbox.is_active]
    if sending_account(sending_among(in_use)) is None:
        return Finding("mail", Health.AMBER, "no SMTP", repair)
    if not any(reading_account(mailbox) for mailbox in in_use):
        return Finding("mail", Health.AMBER, "no IMAP", repair)
    failing = next((mailbox for mailbox in in_use if mailbox.failing_since), None)
    if failing is not None:
        return Finding("mail", Health.RED, f"{failing.address}: {failing.last_error}", repair)
    return Finding("mail", Health.GREEN, ", ".join(mailbox.address for mailbox in in_use))


def _address(_asked: Asked) -> Finding:
    from urllib.parse import urlsplit

    from django.conf import settings

    running = lock.address_in_use(settings.DATA_FOLDER)
    if not running and settings.ROLE == "command":
        return Finding("address", Health.AMBER, "not running", "shouwen run")
    told = running or settings.PUBLIC_URL
    url = urlsplit(told)
    if url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost"):
        return Finding("address", Health.AMBER, told, "shouwen run --cert … --key …")
    return Finding("address", Health.GREEN, told)


def _paused(asked: Asked) -> Finding:
    paused = asked.standing[1]
    return Finding("paused", Health.AMBER if paused else Health.GREEN, "yes" if paused else "no",
                   "shouwen resume" if paused else "")  # fmt: skip


def _backup(_asked: Asked) -> Finding:
    kept = sorted((folders.data_folder() / "backups").glob("*.tar"), key=os.path.getmtime)
    if not kept:
        return Finding("backup", Health.AMBER, "none", "shouwen backup")
    age = timedelta(seconds=datetime.now(UTC).timestamp() - kept[-1].stat().st_mtime)
    late = age > OLDEST_BACKUP
    return Finding("backup", Health.AMBER if late else Health.GREEN, f"{kept[-1].name} ({age.days} d)",
                   "shouwen backup" if late else "")  # fmt: skip


def _journal(_asked: Asked) -> Finding:
    from django.conf import settings

    from shouwen.base import audit

    report = audit.verify(heads=settings.DATA_FOLDER / "heads")
    return Finding("journal", Health.GREEN if report.is_whole else Health.RED, f"{report.facts}",
                   "" if report.is_whole else "shouwen audit verify")  # fmt: skip
