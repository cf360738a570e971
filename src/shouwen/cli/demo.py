"""`shouwen demo`: tell the demo story, clear it away, or play an incoming mail."""

import argparse
from pathlib import Path

from shouwen.cli import mail
from shouwen.cli.desk import opened


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help="演示数据 · load, clear, or play a mail")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("load", help="载入演示数据 · tell the story").set_defaults(run=load)
    verbs.add_parser("clear", help="清除演示数据 · remove the story").set_defaults(run=clear)
    played = verbs.add_parser("mail", help="演示收到一封邮件 · play an incoming mail")
    played.add_argument("file", type=Path, help="邮件文件 · the mail (RFC 5322, .eml)")
    played.set_defaults(run=mail.play)


def load(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.demo import story
        from shouwen.runtime.preparing import migrate, seed

        migrate()
        seed(told_back=True)
        print(story.load())
    return 0


def clear(chosen: argparse.Namespace) -> int:
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.demo import clearing
        from shouwen.runtime.preparing import migrate, seed

        if clearing.clear():
            migrate()
            seed()
            print(_("The demo data is gone; the desk is as good as new."))
        else:
            print(
                _(
                    "There is real work already, so history stays; demo accounts and customers are "
                    "disabled, open demo tickets cancelled."
                )
            )
    return 0
