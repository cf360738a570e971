"""`shouwen user …`: persons from the terminal, for the day nobody can sign in."""

import argparse
import sys

from shouwen.cli.desk import opened, secret_from_input
from shouwen.cli.entry import CommandFailed


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("user", help="人员账号 · accounts of persons")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")

    create = verbs.add_parser("create", help="新建 · a new person")
    create.add_argument("user_name")
    create.add_argument("--name", required=True, help="姓名 · the person's name")
    create.add_argument("--email", help="邮箱 · e-mail address")
    create.add_argument(
        "--role", action="append", default=[], metavar="CODE", help="角色 · role, may be repeated"
    )
    create.add_argument(
        "--team", action="append", default=[], metavar="CODE", help="团队 · team, may be repeated"
    )
    create.add_argument(
        "--no-duty", action="store_true", help="不排班 · no weekly plan (else the desk's hours)"
    )
    create.add_argument("--password-stdin", action="store_true", help="从标准输入读密码 · read the password")
    create.set_defaults(run=run_create)

    for verb, text in (
        ("link", "设置密码的链接 · a link to set a password"),
        ("disable", "停用 · end all access"),
        ("enable", "启用 · allow access again"),
    ):
        other = verbs.add_parser(verb, help=text)
        other.add_argument("user_name")
        other.set_defaults(run=run_other)


def run_create(chosen: argparse.Namespace) -> int:
    password = secret_from_input("Password: ") if chosen.password_stdin else None
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.people.choices import LinkPurpose
        from shouwen.capabilities.people.commands.accounts import add_person
        from shouwen.capabilities.people.commands.duty import desk_shifts
        from shouwen.capabilities.people.commands.links import issue_link
        from shouwen.capabilities.people.models import Role, Team

        if password is not None:
            require_strong(password)
        roles = _all_of(Role, chosen.role)
        person = add_person(
            user_name=chosen.user_name,
            name=chosen.name,
            email=chosen.email,
            password=password,
            actor=SYSTEM.through("cli"),
            at=now(),
            roles=roles,
            teams=_all_of(Team, chosen.team),
            shifts=() if chosen.no_duty else desk_shifts(roles),
        )
        print(person.user_name)
        if password is None:
            print_link(issue_link(person=person, purpose=LinkPurpose.INVITATION, at=now()), "invitation")
    return 0


def run_other(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.people.commands.accounts import disable_person, enable_person
        from shouwen.capabilities.people.commands.links import reset_password
        from shouwen.capabilities.people.models import Person

        person = Person.objects.filter(user_name=chosen.user_name.lower()).first()
        if person is None:
            raise CommandFailed(f"{chosen.user_name}: 没有此人 · no such person")
        asked = {"person": person, "actor": SYSTEM.through("cli"), "at": now()}
        match chosen.verb:
            case "link":
                print_link(reset_password(**asked), "password")
            case "disable":
                disable_person(**asked)
            case "enable":
                enable_person(**asked)
    return 0


def print_link(token: str, kind: str) -> None:
    """Say the address at which a person sets a password."""
    from django.conf import settings
    from django.urls import reverse

    path = reverse(f"web:{kind}", args=[token])
    print(f"{settings.PUBLIC_URL}{path}")


def require_strong(password: str) -> None:
    """Raise CommandFailed with the reasons why `password` is too weak."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password)
    except ValidationError as problem:
        raise CommandFailed(" ".join(problem.messages)) from problem


def _all_of(model, codes: list[str]) -> list:  # type: ignore[no-untyped-def,type-arg]  # two unrelated models
    found = {row.code: row for row in model.objects.filter(code__in=codes)}
    if unknown := [code for code in codes if code not in found]:
        known = ", ".join(sorted(model.objects.values_list("code", flat=True)))
        print(known, file=sys.stderr)
        raise CommandFailed(f"{', '.join(unknown)}: 没有 · unknown")
    return [found[code] for code in codes]
