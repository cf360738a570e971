"""`shouwen backup`: the whole desk in one file, while it runs."""

import argparse
import json
from pathlib import Path

from shouwen.cli.places import place
from shouwen.runtime.backup import back_up, next_archive


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("backup", help="备份全部数据 · keep the whole desk in one file")
    parser.add_argument("file", nargs="?", type=Path, help="目标文件 · where to; default: <data>/backups/…")
    parser.add_argument("--json", action="store_true", help="输出清单 · print the manifest")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    target = make_backup(chosen.file, as_json=chosen.json)
    if not chosen.json:
        print(target)
    return 0


def make_backup(target: Path | None, *, as_json: bool = False) -> Path:
    """Write the archive; returns where it lies."""
    with place() as here:
        if target is None:
            target = next_archive(here.data)
        manifest = back_up(here, target)
        if as_json:
            print(json.dumps({"file": str(target), **manifest}, indent=1))
    return target
