"""`shouwen doctor`: what is well, what needs care, what is broken, each with the command that repairs it."""

import argparse
import json
import sys
from dataclasses import asdict

from shouwen.cli.desk import language, opened
from shouwen.cli.entry import CommandFailed
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.machine import before_django, database_elsewhere
from shouwen.runtime import folders
from shouwen.runtime.postgres import PostgresUnavailable

MARKS = {Health.GREEN: ("●", "32"), Health.AMBER: ("▲", "33"), Health.RED: ("✕", "31")}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("doctor", help="体检 · what is well and what is not")
    parser.add_argument("--json", action="store_true", help="输出 JSON · as JSON")
    parser.add_argument("--deep", action="store_true", help="含日志链校验 · prove the whole journal too")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """0 when nothing is red, else 1."""
    findings = before_django() + database_elsewhere()
    if all(finding.health != Health.RED for finding in findings):
        try:
            with opened():
                from shouwen.doctor.looking import with_django

                findings += with_django(deep=chosen.deep)
        except CommandFailed as problem:
            if not isinstance(problem.__cause__, PostgresUnavailable):
                raise
            log = folders.data_folder() / "log" / "postgres.log"
            findings.append(Finding("database", Health.RED, str(problem), f"tail -n 50 {log}"))
    if chosen.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(line_of(finding, colour=sys.stdout.isatty()))
    return 1 if any(finding.health == Health.RED for finding in findings) else 0


def words_of(finding: Finding) -> str:
    """What was found, in the terminal's language as far as the translations can be read; names and numbers stay."""
    from django.apps import apps

    if not apps.ready:
        return finding.found
    from django.utils import translation

    from shouwen.web.status.sentences import found_words

    with translation.override(language()):
        return str(found_words(finding.found))


def line_of(finding: Finding, *, colour: bool) -> str:
    """One line: mark, what was looked at, what was found, and the repair where there is one."""
    mark, number = MARKS[finding.health]
    shown = f"\033[{number}m{mark}\033[0m" if colour else mark
    repair = f"\n    → {finding.repair}" if finding.repair else ""
    return f"{shown} {finding.title(language())}: {words_of(finding)}{repair}"
