"""`shouwen setup`: an empty desk made ready for its company: name, preset, calendar, administrator, mail."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from shouwen.cli.desk import opened, secret_from_input
from shouwen.cli.entry import CommandFailed
from shouwen.cli.user import print_link, require_strong
from shouwen.runtime import folders

if TYPE_CHECKING:
    from shouwen.capabilities.workplace.commands.founding import Company

SET_UP_ALREADY = (
    "服务台已完成初始设置，未作改动；重新设置会换掉现行制度，确要执行请加 --yes · "
    "the desk is set up already and nothing was changed; add --yes to put another regulation in force"
)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("setup", help="初始设置 · make an empty desk ready for its company")
    parser.add_argument("--company", help="公司或服务台名称 · name of the company or desk")
    parser.add_argument("--company-en", help="英文名称 · its name in English")
    parser.add_argument("--hotline", help="热线 · the desk's telephone number")
    parser.add_argument(
        "--preset", default="desk", help="内置制度 · default, desk, sla, always-on, dealer, software"
    )
    parser.add_argument("--calendar", help="工作日历代码 · code of the desk's calendar in the preset")
    parser.add_argument("--time-zone", default="Asia/Shanghai", help="时区 · time zone")
    parser.add_argument("--admin", help="管理员用户名 · user name of the first administrator")
    parser.add_argument("--admin-name", help="管理员姓名 · the administrator's name")
    parser.add_argument("--admin-email", help="管理员邮箱 · the administrator's e-mail")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码 · read the password")
    parser.add_argument("--smtp", metavar="URL", help="发信 · smtps://user:password@host:465")
    parser.add_argument("--imap", metavar="URL", help="收信 · imaps://user:password@host:993/INBOX")
    parser.add_argument("--mail-from", help="服务台邮箱地址 · the desk's own address")
    parser.add_argument("--public-url", help="对外网址 · the address people use")
    parser.add_argument(
        "--code", action="store_true", help="网页初始设置码 · print a code to set up in a browser"
    )
    parser.add_argument(
        "--yes", action="store_true", help="已有管理员时仍重新设置 · set up anew what is set up already"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    if chosen.code:
        return _tell_code()
    _ask_what_is_missing(chosen)
    if (chosen.smtp or chosen.imap) and not chosen.mail_from:
        raise CommandFailed("--mail-from 缺少 · is missing")
    password = secret_from_input("管理员密码 · password: ") if chosen.password_stdin else None
    kept = {"PUBLIC_URL": chosen.public_url, "TIME_ZONE": chosen.time_zone}
    for name, value in kept.items():
        if value:
            os.environ.setdefault(f"SHOUWEN_{name}", value)
    with opened():
        from django.utils.translation import gettext as _

        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.workplace.commands.founding import adopt_company, has_administrator
        from shouwen.runtime.preparing import migrate

        if password is not None:
            require_strong(password)
        migrate()
        if has_administrator() and not chosen.yes:
            raise CommandFailed(SET_UP_ALREADY)
        _keep(kept)
        adopt_company(company=_company(chosen), actor=SYSTEM.through("cli"), at=now())
        _administrator(chosen, password, SYSTEM.through("cli"), now())
        if chosen.smtp or chosen.imap:
            _mailbox(chosen, SYSTEM.through("cli"), now())
        print(_("The desk is ready. Start it with: shouwen run"))
    return 0


def _tell_code() -> int:
    """The code that opens the set-up in a browser; the one told before is dead."""
    with opened():
        from shouwen.base.time import now
        from shouwen.capabilities.workplace.commands.setting_up import issue_set_up_code
        from shouwen.runtime.preparing import migrate, seed, told_at_the_terminal

        migrate()
        seed()
        print(told_at_the_terminal(issue_set_up_code(at=now())))
    return 0


def _company(chosen: argparse.Namespace) -> "Company":
    from shouwen.capabilities.workplace.commands.founding import Company

    return Company(
        name=chosen.company,
        name_en=chosen.company_en or "",
        hotline=chosen.hotline,
        mail=chosen.mail_from or "",
        preset=chosen.preset,
        calendar=chosen.calendar or "",
        time_zone=chosen.time_zone,
    )


def _administrator(chosen: argparse.Namespace, password: str | None, actor, at) -> None:  # type: ignore[no-untyped-def]
    from shouwen.capabilities.people.choices import LinkPurpose
    from shouwen.capabilities.people.commands.links import issue_link
    from shouwen.capabilities.workplace.commands.founding import add_administrator
    from shouwen.capabilities.workplace.commands.setting_up import close_set_up

    person = add_administrator(
        user_name=chosen.admin,
        name=chosen.admin_name or "",
        email=chosen.admin_email,
        password=password,
        actor=actor,
        at=at,
    )
    close_set_up()
    if person is not None and password is None:
        print_link(issue_link(person=person, purpose=LinkPurpose.INVITATION, at=at), "invitation")


def _ask_what_is_missing(chosen: argparse.Namespace) -> None:
    wanted = {
        "company": "公司名称 · company",
        "hotline": "热线 · hotline",
        "admin": "管理员用户名 · administrator's user name",
    }
    for name, question in wanted.items():
        if getattr(chosen, name):
            continue
        if not sys.stdin.isatty():
            raise CommandFailed(f"--{name} 缺少 · is missing")
        setattr(chosen, name, input(f"{question}: ").strip())


def _keep(facts: dict[str, str | None]) -> None:
    """Facts of the deployment lie beside the secrets; the environment overrules them."""
    folder = folders.data_folder()
    for name, value in facts.items():
        if value:
            folders.keep_fact(folder, name.lower(), value)


def _mailbox(chosen: argparse.Namespace, actor, at) -> None:  # type: ignore[no-untyped-def]
    """The desk's mailbox is read and written through the servers named; their passwords are kept sealed."""
    from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox
    from shouwen.capabilities.notifications.models import Mailbox
    from shouwen.capabilities.notifications.queries import account_of_url

    places: dict[str, Any] = {}
    for kind, url in (("imap", chosen.imap), ("smtp", chosen.smtp)):
        if url:
            account = account_of_url(url)
            places |= {
                f"{kind}_host": account.host,
                f"{kind}_port": account.port,
                f"{kind}_security": account.security,
                f"{kind}_user": account.user,
                f"{kind}_secret": account.secret,
            }
    save_mailbox(
        settings=MailboxSettings(address=chosen.mail_from, name=chosen.company, **places),
        actor=actor,
        at=at,
        mailbox=Mailbox.objects.filter(address=chosen.mail_from.lower()).first(),
    )
