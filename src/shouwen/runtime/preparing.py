"""Makes the database fit for this version: tables, roles, a regulation, on wish the demo story. Safe to repeat."""

import os
import sys

import django

DEFAULT_REGULATION = "desk"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    django.setup()
    migrate()
    seed()
    if "--demo" in arguments:
        load_demo()
    return 0


def migrate() -> None:
    """Bring the tables up to date; a database that is so already costs one look."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def seed() -> None:
    """Ship the roles, and put the default regulation into force on a desk that has none."""
    from shouwen.base.actors import SYSTEM
    from shouwen.base.time import now
    from shouwen.capabilities.people.commands.shipped_roles import ship_roles
    from shouwen.capabilities.regulations.choices import VersionState
    from shouwen.capabilities.regulations.commands import adopt_preset
    from shouwen.capabilities.regulations.models import RegulationVersion

    ship_roles(at=now())
    if not RegulationVersion.objects.filter(state=VersionState.ACTIVE).exists():
        adopt_preset(code=DEFAULT_REGULATION, actor=SYSTEM.through("cli"), at=now())


def load_demo() -> None:
    """Tell the demo story once and leave its sign-ins where the supervisor prints them from."""
    from django.conf import settings

    from shouwen.demo import story

    (settings.DATA_FOLDER / "sign-ins.txt").write_text(story.load())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
