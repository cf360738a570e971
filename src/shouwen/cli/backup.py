"""`shouwen backup`: the whole desk in one file, while it runs."""

import argparse
import json
import os
import sys
from pathlib import Path

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed
from shouwen.cli.places import place
from shouwen.runtime.archive import backup_folder, check, next_archive
from shouwen.runtime.backup import back_up

KEEPING = """\
备份全部数据：数据库、附件、密钥，服务台照常运行。
数据目录 backups/ 里保留最近 14 份，以及最近有备份的 8 周里每周最新的一份；新备份回读无误后，其余的才删除，并记入日志。
用 SHOUWEN_BACKUPS_KEPT（0：全部保留）和 SHOUWEN_BACKUP_WEEKS_KEPT 更改。存到别处的备份从不删除。

Keep the whole desk, database, attachments and secrets, in one file, while it runs.
In backups/ of the data folder the newest 14 stay, and the newest of each of the last 8 weeks; once the new one has
been read back and found whole, the others are removed, and the journal says so. SHOUWEN_BACKUPS_KEPT (0: keep all)
and SHOUWEN_BACKUP_WEEKS_KEPT change it. A backup written elsewhere is never removed."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "backup",
        help="备份全部数据 · keep the whole desk in one file",
        description=KEEPING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", type=Path, help="目标文件 · where to; default: <data>/backups/…")
    parser.add_argument("--json", action="store_true", help="输出清单 · print the manifest")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    with place() as here:
        target = make_backup(chosen.file, as_json=chosen.json)
        if target.resolve().parent == backup_folder(here.data).resolve():
            _remove_old(target)
    if not chosen.json:
        print(target)
    return 0


def make_backup(target: Path | None, *, as_json: bool = False) -> Path:
    """Write the archive; returns where it lies."""
    with place() as here:
        if target is None:
            target = next_archive(here.data)
        _require_a_place(target)
        manifest = back_up(here, target)
        if as_json:
            print(json.dumps({"file": str(target), **manifest}, indent=1))
    return target


def _require_a_place(target: Path) -> None:
    if target.is_dir():
        raise CommandFailed(f"{target}: 这是文件夹，请写出文件 · a folder; name the file in it")
    if not target.parent.is_dir():
        raise CommandFailed(f"{target.parent}: 没有这个文件夹 · no such folder")
    if not os.access(target.parent, os.W_OK):
        raise CommandFailed(f"{target.parent}: 无权写入 · no right to write there")


def _remove_old(target: Path) -> None:
    """What the rule does not keep is removed, after the new backup was read back; what went is said on stderr."""
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.worker.backups import keep_rule, remove_old_backups

        if not keep_rule().surplus(path.name for path in target.parent.glob("*.tar")):
            return
        check(target)
        removed = remove_old_backups(made=target.name, actor=SYSTEM.through("cli"))
        print(f"删除旧备份 · old backups removed: {' '.join(removed)}", file=sys.stderr)
