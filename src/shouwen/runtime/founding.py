"""An empty database gets the tables as the migrations leave them, without walking through every step of their history.

Each step of a walk renders the models around it anew: 9 s of the first start. The last state needs rendering once.
"""

from django.db import connection, transaction
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

IN_ONE_GO = (17,)
"""PostgreSQL 17: from here on a value added to a type can be used in the transaction that added it."""
OF_THE_STATE = ("django.db.migrations.operations.models", "django.db.migrations.operations.fields")


def found_tables(executor: MigrationExecutor) -> bool:
    """Whether the database was empty and now holds every table, with all migrations noted as applied.

    All or nothing. What migrations say in SQL or Python is done in their order once all tables are there. One that
    does anything else, or an older server, has the database migrated step by step: False.
    """
    if executor.loader.applied_migrations or executor.connection.get_database_version() < IN_ONE_GO:
        return False
    steps = [step for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    own = [
        (step, operation)
        for step in steps
        for operation in step.operations
        if not _is_of_the_state(operation)
    ]
    if any(not isinstance(operation, RunSQL | RunPython) for _step, operation in own):
        return False
    with transaction.atomic():
        _make(_last_state(executor, steps), own)
        executor.recorder.ensure_schema()
        for step in steps:
            executor.recorder.record_applied(step.app_label, step.name)
    return True


def _is_of_the_state(operation: Operation) -> bool:
    return type(operation).__module__ in OF_THE_STATE


def _last_state(executor: MigrationExecutor, steps: list[Migration]) -> ProjectState:
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    for step in steps:
        step.mutate_state(state, preserve=False)
    return state


def _make(state: ProjectState, own: list[tuple[Migration, Operation]]) -> None:
    with connection.schema_editor(atomic=False) as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for step, operation in own:
            operation.database_forwards(step.app_label, editor, state, state)
