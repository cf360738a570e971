"""`shouwen manage …`: Django's own commands, for developers."""

import argparse
import os

from shouwen.runtime import folders


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("manage", help="Django 管理命令 · a command of Django's own")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    if not os.environ.get("SHOUWEN_SECRET_KEY"):
        folders.prepare(folders.data_folder())
        folders.secret(folders.data_folder(), "secret_key")
    execute_from_command_line(["shouwen manage", *chosen.arguments])
    return 0
