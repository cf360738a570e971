"""`shouwen upgrade`: after a new version was installed: backup, tables, shipped rows, clocks, in this order."""

import argparse

from shouwen.cli.backup import make_backup
from shouwen.cli.desk import opened
from shouwen.cli.places import place


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("upgrade", help="升级数据库结构 · bring the data up to this version")
    parser.add_argument("--no-backup", action="store_true", help="不先备份 · make no backup first")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    with place(at_rest=True):
        if not chosen.no_backup and _holds_tables():
            print(make_backup(None))
        with opened():
            from shouwen.runtime.preparing import migrate, renew_clocks, seed

            migrate()
            seed()
            renew_clocks()
    print("已是最新 · up to date")
    return 0


def _holds_tables() -> bool:
    with opened():
        from django.db import connection

        return "base_fact" in connection.introspection.table_names()
