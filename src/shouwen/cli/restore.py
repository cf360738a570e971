"""`shouwen restore`: the desk as a backup holds it; with --verify only a rehearsal."""

import argparse
import sys
from pathlib import Path

from shouwen.cli.entry import CommandFailed
from shouwen.cli.places import place
from shouwen.runtime.restoring import rehearse, restore


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("restore", help="从备份恢复 · bring back a backup")
    parser.add_argument("file", type=Path)
    parser.add_argument("--verify", action="store_true", help="只演练不改动 · rehearse it, change nothing")
    parser.add_argument(
        "--yes", action="store_true", help="不再询问 · replace the present data without asking"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    if not chosen.file.is_file():
        raise CommandFailed(f"{chosen.file}: 没有这个文件 · no such file")
    if chosen.verify:
        with place() as here:
            manifest = rehearse(here, chosen.file)
        print(f"完好 · whole: {manifest['made_at']}, {manifest['counts']}")
        return 0
    if not chosen.yes and not _agreed():
        raise CommandFailed("未作改动；加 --yes 执行 · nothing was changed; add --yes to go on")
    with place(at_rest=True) as here:
        manifest, former = restore(here, chosen.file)
    print(f"已恢复 · restored: {manifest['made_at']}, {manifest['counts']}")
    if former:
        print(f"原数据库保留为 · the former database is kept as {former}")
    print("收发邮件与计时已暂停；核对后运行 `shouwen resume` · mail and clocks rest until `shouwen resume`")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("替换现有数据？输入 yes · Replace the present data? Type yes: ").strip().lower() == "yes"
