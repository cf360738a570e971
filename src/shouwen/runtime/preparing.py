"""Makes the database fit for this version: tables, roles, a regulation, on wish the demo story. Safe to repeat."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import django

from shouwen.runtime.lock import address_in_use

PREPARING = 0x9E9A  # advisory lock: of several that prepare one database at once, each thing is done by one
DEFAULT_REGULATION = "desk"
STORY = timedelta(days=40)
NOBODY_YET = """\
  还没有管理员。在浏览器打开 {url} 并输入一次性设置码
  Nobody can sign in yet. Open that address in a browser and give the one-time set-up code

      {code}

  也可以在另一个终端执行 · or run in another terminal:  shouwen setup
"""


@contextmanager
def alone() -> Iterator[None]:
    """Whoever else prepares the same database, here or on another machine, waits; what he waited for he finds done."""
    from shouwen.base.live import open_connection

    with open_connection() as keeper:
        found = keeper.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING]).fetchone()
        if found != (True,):
            print(
                "另一进程正在准备同一数据库，请稍候 · another process prepares this database, waiting for it …",
                flush=True,
            )
            keeper.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield
        keeper.execute(
            "SELECT pg_advisory_unlock(%s)", [PREPARING]
        )  # at once, not when the server notices the end


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    django.setup()
    migrate()
    seed(told_back="--demo" in arguments)
    renew_clocks()
    if "--demo" in arguments:
        load_demo()
    note_sign_ins()
    return 0


@alone()
def migrate() -> None:
    """Bring the tables up to date; a database that is so already costs one look."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from shouwen.runtime.founding import found_tables

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        found_tables(executor)
        call_command("migrate", verbosity=0, interactive=False)


@alone()
def seed(*, told_back: bool = False) -> None:
    """Ship the roles, and put the default regulation with its teams into force on a desk that has none.

    For a story that is `told_back` it has been in force for the time of the story.
    """
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import now
    from shouwen.capabilities.people.commands.shipped_roles import ship_roles
    from shouwen.capabilities.people.commands.shipped_teams import found_teams
    from shouwen.capabilities.regulations.choices import VersionState
    from shouwen.capabilities.regulations.commands import adopt_preset
    from shouwen.capabilities.regulations.models import RegulationVersion
    from shouwen.capabilities.regulations.queries import active_regulation
    from shouwen.capabilities.service_levels.commands import adopt_shipped_holidays

    at = now() - STORY if told_back else now()
    ship_roles(at=at)
    if not RegulationVersion.objects.filter(state=VersionState.ACTIVE).exists():
        adopt_preset(code=DEFAULT_REGULATION, actor=SYSTEM.through("cli"), at=at)
    found_teams(active_regulation().document, at=at)
    adopt_shipped_holidays()


@alone()
def renew_clocks() -> None:
    """Clocks that an older version made are what today's rules say, and the terminal is told of it."""
    from shouwen.base.time import now
    from shouwen.capabilities.service_levels.commands.rebuilding import holds_older_clocks, renew

    if holds_older_clocks():
        print("计时规则有更新，正在重算 · the rules of clocks are new, computing again …", flush=True)
    if moved := renew(at=now()):
        print(f"已重算，{moved} 处不同 · done, {moved} values differ", flush=True)


@alone()
def load_demo() -> None:
    """Tell the demo story, unless it was told before."""
    from shouwen.demo import story

    story.load()


def note_sign_ins() -> None:
    """The supervisor finds on a card who may sign in: the demo's people, or how a first administrator comes to be."""
    from django.conf import settings

    from shouwen.base.models import Setting
    from shouwen.base.time import now
    from shouwen.capabilities.workplace.commands.founding import has_administrator
    from shouwen.capabilities.workplace.commands.setting_up import close_set_up, issue_set_up_code
    from shouwen.demo import story

    card = settings.DATA_FOLDER / "sign-ins.txt"
    card.unlink(missing_ok=True)
    if has_administrator():
        close_set_up()
        if Setting.objects.filter(key=story.LOADED).exists():
            card.write_text(story.sign_ins())
    else:
        card.touch(mode=0o600)
        card.write_text(told_at_the_terminal(issue_set_up_code(at=now())))


def told_at_the_terminal(code: str) -> str:
    """Where the set-up is and the code that opens it."""
    from django.conf import settings

    address = address_in_use(settings.DATA_FOLDER) or settings.PUBLIC_URL
    return NOBODY_YET.format(url=f"{address}/set-up/", code=code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
