"""Entry of the command: finds the sub-commands, reads the line, returns 0 (done), 1 (failed) or 2 (misused)."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

import shouwen


class CommandFailed(Exception):
    """The command could not do its work; the text is for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "run"):
        parser.print_help()
        return 2
    try:
        return int(chosen.run(chosen) or 0)
    except CommandFailed as failure:
        print(f"shouwen: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shouwen", description="首问服务台 · Shouwen, a service desk that keeps its promises."
    )
    parser.add_argument("--version", action="version", version=f"shouwen {shouwen.__version__}")
    subparsers = parser.add_subparsers(title="命令 · commands", metavar="<command>")
    for found in pkgutil.iter_modules([str(Path(__file__).parent)]):
        module = importlib.import_module(f"shouwen.cli.{found.name}")
        if hasattr(module, "register"):
            module.register(subparsers)
    return parser
