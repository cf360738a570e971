"""`shouwen demo`: tell the demo story, clear it away, or play an incoming mail or call."""

import argparse
import time
from contextlib import suppress
from pathlib import Path

from shouwen.cli import mail
from shouwen.cli.backup import make_backup
from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed
from shouwen.cli.places import place


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help="演示数据 · load, clear, or play a mail or a call")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("load", help="载入演示数据 · tell the story").set_defaults(run=load)
    clearing = verbs.add_parser("clear", help="清除演示数据 · remove the story")
    clearing.add_argument("--no-backup", action="store_true", help="不先备份 · make no backup first")
    clearing.set_defaults(run=clear)
    played = verbs.add_parser("mail", help="演示收到一封邮件 · play an incoming mail")
    played.add_argument("file", type=Path, help="邮件文件 · the mail (RFC 5322, .eml)")
    played.set_defaults(run=mail.play)
    rings = verbs.add_parser("call", help="演示来电 · play an incoming call")
    rings.add_argument("number", help="来电号码 · the caller's number")
    rings.add_argument(
        "--to", metavar="USER", help="振铃的同事 · at whom it rings; else at nobody in particular"
    )
    rings.add_argument("--seconds", type=int, default=60, help="多久后挂断 · how long until he hangs up")
    rings.set_defaults(run=ring)


def load(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.demo import story
        from shouwen.runtime.preparing import migrate, seed

        migrate()
        seed(told_back=True)
        print(story.load())
    return 0


def clear(chosen: argparse.Namespace) -> int:
    """The demo goes; what somebody tried out in it stays in a backup."""
    with place(at_rest=True):
        with opened():
            from shouwen.demo import clearing

            is_wiped = clearing.is_untouched()
        if is_wiped and not chosen.no_backup:
            print(make_backup(None))
        _clear()
    return 0


def _clear() -> None:
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


def ring(chosen: argparse.Namespace) -> int:
    """The call rings at the running desk until the caller hangs up; Ctrl-C hangs up at once."""
    with opened():
        from django.utils.timezone import localtime
        from django.utils.translation import gettext as _

        from shouwen.base.actors import SYSTEM
        from shouwen.base.live import SHORTEST_GAP
        from shouwen.base.time import database_now
        from shouwen.capabilities.calls.commands import call_ended, call_rang
        from shouwen.capabilities.people.models import Person

        person = Person.objects.active().filter(user_name=chosen.to or "").first()
        if chosen.to and person is None:
            raise CommandFailed(_("There is no colleague %(name)s.") % {"name": chosen.to})
        at, teller = database_now(), SYSTEM.through("demo")
        call = call_rang(
            reference=f"demo-{at:%Y%m%d%H%M%S%f}",
            number=chosen.number[:40],
            person=person,
            actor=teller,
            at=at,
            on=localtime(at).date(),
        )
        print(_("It rings for %(seconds)s seconds; Ctrl-C hangs up.") % {"seconds": chosen.seconds})
        with suppress(KeyboardInterrupt):
            time.sleep(chosen.seconds)
        over = call_ended(call=call, ending=None, actor=teller, at=database_now())
        print(over.get_ending_display())
        time.sleep(SHORTEST_GAP * 10)  # the desk's pages hear of it
    return 0
