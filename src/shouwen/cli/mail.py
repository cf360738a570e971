"""`shouwen mail`: the desk's mailboxes set up, listed and tried; and a mail played from a file."""

import argparse
from pathlib import Path
from typing import Any

from shouwen.cli.desk import opened, secret_from_input
from shouwen.cli.entry import CommandFailed
from shouwen.cli.files import content_of


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("mail", help="邮箱 · the desk's mailboxes")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="列出邮箱 · list them and how they fare").set_defaults(run=show)
    check = verbs.add_parser("check", help="测试连接 · try to sign in")
    check.add_argument("address", help="邮箱地址 · the mailbox")
    check.set_defaults(run=probe)
    put = verbs.add_parser("set", help="设置邮箱 · set one up; what is not named stays")
    put.add_argument("address", help="邮箱地址 · its address")
    put.add_argument("--name", help="显示名称 · the name receivers see")
    put.add_argument("--imap", metavar="URL", help="收信 · imaps://user@host:993")
    put.add_argument("--smtp", metavar="URL", help="发信 · smtps://user@host:465")
    put.add_argument("--folder", help="读取的文件夹 · the folder that is read")
    put.add_argument("--done-folder", help="已读移入 · where mail that was read is moved")
    put.add_argument("--trusted-server", help="可信收信服务器 · who signs Authentication-Results")
    put.add_argument("--plus", choices=["yes", "no"], help="支持加号地址 · address+word@ arrives here too")
    put.add_argument("--active", choices=["yes", "no"], help="启用 · in use")
    put.add_argument("--password-stdin", action="store_true", help="从标准输入读密码 · read the password")
    put.set_defaults(run=save)
    played = verbs.add_parser("play", help="导入一封邮件文件 · take in a mail from a file")
    played.add_argument("file", type=Path, help="邮件文件 · the mail (RFC 5322, .eml)")
    played.set_defaults(run=play)


def show(chosen: argparse.Namespace) -> int:
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.capabilities.notifications.queries import mailboxes, outbox_counts

        for box in mailboxes():
            state = box.last_error or (_("working") if box.read_at else _("not read yet"))
            print(f"{box.address}\t{box.imap_host or '-'}\t{box.smtp_host or '-'}\t{state}")
        print(_("In the outbox: %(waiting)s waiting, %(failed)s failed.") % outbox_counts())
    return 0


def probe(chosen: argparse.Namespace) -> int:
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.capabilities.notifications.models import Mailbox
        from shouwen.gateways.mail.probing import probe_mailbox

        box = Mailbox.objects.filter(address=chosen.address.lower()).first()
        if box is None:
            raise CommandFailed(_("There is no mailbox %(address)s.") % {"address": chosen.address})
        found = probe_mailbox(box)
        for name, fault in ((_("reading"), found.reading), (_("sending"), found.sending)):
            print(f"{name}: {_('not set up') if fault is None else fault or _('working')}")
        return 0 if found.is_well else 1


def save(chosen: argparse.Namespace) -> int:
    secret = secret_from_input("密码 · password: ") if chosen.password_stdin else None
    with opened():
        from dataclasses import replace

        from django.utils.translation import gettext as _

        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.notifications.commands.mailboxes import save_mailbox, settings_of
        from shouwen.capabilities.notifications.models import Mailbox

        box = Mailbox.objects.filter(address=chosen.address.lower()).first()
        settings = replace(settings_of(box, address=chosen.address), **_named(chosen, secret))
        saved = save_mailbox(settings=settings, actor=SYSTEM.through("cli"), at=now(), mailbox=box)
        print(_("The mailbox %(address)s is set up.") % {"address": saved.address})
    return 0


def play(chosen: argparse.Namespace) -> int:
    content = content_of(chosen.file)
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.gateways.mail.reading import play_mail

        item = play_mail(content)
        if item is None:
            raise CommandFailed(_("The mail can't be accepted now; the desk tries again by itself."))
        print(f"{item.get_state_display()}: {item.ticket or item.get_held_display() or item.note}")
    return 0


def _named(chosen: argparse.Namespace, secret: str | None) -> dict[str, Any]:
    """What was said on the line, as fields of the mailbox."""
    from shouwen.capabilities.notifications.queries import account_of_url

    values: dict[str, Any] = {
        name: getattr(chosen, name)
        for name in ("name", "folder", "done_folder", "trusted_server")
        if getattr(chosen, name) is not None
    }
    for name, flag in (("has_plus_addresses", chosen.plus), ("is_active", chosen.active)):
        if flag is not None:
            values[name] = flag == "yes"
    for kind in ("imap", "smtp"):
        if url := getattr(chosen, kind):
            account = account_of_url(url)
            values |= {
                f"{kind}_host": account.host,
                f"{kind}_port": account.port,
                f"{kind}_security": account.security,
                f"{kind}_user": account.user,
                f"{kind}_secret": account.secret or secret,
            }
    return values
