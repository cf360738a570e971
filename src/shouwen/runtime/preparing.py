"""Makes the database fit for this version: tables, the default regulation, on wish the demo story. Safe to repeat."""

import os
import sys

import django


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    django.setup()
    migrate()
    seed_regulation()
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


def seed_regulation() -> None:
    """Activate the regulation `desk` on a desk that has none yet."""
    from shouwen.capabilities.regulations.commands import seed_default

    seed_default()


def load_demo() -> None:
    """Tell the demo story once and leave its sign-ins where the supervisor prints them from."""
    from django.conf import settings

    from shouwen.demo import story

    card = story.load()
    (settings.DATA_FOLDER / "sign-ins.txt").write_text(card)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
