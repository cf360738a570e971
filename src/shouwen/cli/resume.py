"""`shouwen resume`: after a restore, let mail and clocks run again."""

import argparse

from shouwen.cli.desk import opened


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "resume", help="恢复收发邮件与计时 · after a restore, let mail and clocks run"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.worker.pausing import resume

        print(_("The desk is running again.") if resume() else _("The desk was not paused."))
    return 0
