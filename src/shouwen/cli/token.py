"""`shouwen token …`: API tokens for programs, made at the terminal and shown once."""

import argparse
from datetime import timedelta

from shouwen.cli.desk import opened
from shouwen.cli.entry import CommandFailed


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("token", help="接口令牌 · tokens for the API")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")
    create = verbs.add_parser("create", help="新建，只显示一次 · a new one, shown once")
    create.add_argument("user_name", help="以谁的名义 · whose rights it has")
    create.add_argument("--name", required=True, help="用途 · what it is for")
    create.add_argument(
        "--scope", action="append", required=True, metavar="AREA:MODE", help="tickets:write …"
    )
    create.add_argument("--days", type=int, help="有效天数 · days until it ends; default: until revoked")
    create.set_defaults(run=run_create)
    revoke = verbs.add_parser("revoke", help="吊销 · end it at once")
    revoke.add_argument("prefix", help="令牌中 sw_ 之后的八位 · the eight letters after sw_")
    revoke.set_defaults(run=run_revoke)


def run_create(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.base.time import now
        from shouwen.capabilities.people.commands.tokens import make_token
        from shouwen.capabilities.people.models import Person
        from shouwen.capabilities.people.queries import actor_of

        person = Person.objects.filter(user_name=chosen.user_name.lower(), is_active=True).first()
        if person is None:
            raise CommandFailed(f"{chosen.user_name}: 没有此人 · no such person")
        at = now()
        _, text = make_token(
            person=person,
            name=chosen.name,
            scopes=chosen.scope,
            actor=actor_of(person, via="cli"),
            at=at,
            expires_at=at + timedelta(days=chosen.days) if chosen.days else None,
        )
        print(text)
    return 0


def run_revoke(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.people.commands.tokens import revoke_token
        from shouwen.capabilities.people.models import ApiToken

        token = ApiToken.objects.filter(prefix=chosen.prefix).first()
        if token is None:
            raise CommandFailed(f"{chosen.prefix}: 没有此令牌 · no such token")
        revoke_token(token=token, actor=SYSTEM.through("cli"), at=now())
    return 0
