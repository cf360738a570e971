"""Which handlers react to which fact, as the capabilities declare it, and how a sealed fact reaches them.

A capability's `reactions.py` holds `REACTIONS = {"ticket.completed": [open_call_backs], …}`. A handler takes the
fact's id, runs in the worker after the fact was sealed, is tried again when it fails, and so is safe to repeat.
The name "*" reacts to every fact.
"""

import importlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db import connection, transaction

from shouwen.base import journal
from shouwen.base.models import Fact

Handler = Callable[[int], object]
EVERY_FACT = "*"
SEALED_AT_ONCE = 500
JOBS_WAITING = '{"type": "job_inserted", "job_id": 0}'


@cache
def handlers() -> dict[str, list[str]]:
    """Fact name -> dotted names of its handlers, over all installed parts, in the order of the ladder."""
    declared: dict[str, list[str]] = {}
    for app in apps.get_app_configs():
        module = f"{app.name}.reactions"
        if not app.name.startswith("shouwen.") or app.name == "shouwen.worker" or find_spec(module) is None:
            continue
        for fact, reacting in importlib.import_module(module).REACTIONS.items():
            declared.setdefault(fact, []).extend(
                f"{each.__module__}:{each.__qualname__}" for each in reacting
            )
    return declared


def handler_named(dotted: str) -> Handler:
    """The declared handler of that name; raises LookupError for any other, so that a job can't call what it likes."""
    if not any(dotted in names for names in handlers().values()):
        raise LookupError(f"no reaction is called {dotted}")
    module, _, name = dotted.partition(":")
    found: Handler = getattr(importlib.import_module(module), name)
    return found


def jobs_for(facts: Iterable[Fact]) -> list[dict[str, object]]:
    """One job per fact and handler."""
    by_name = handlers()
    return [
        {"fact": fact.pk, "handler": dotted}
        for fact in facts
        for dotted in (*by_name.get(fact.name, ()), *by_name.get(EVERY_FACT, ()))
    ]


def seal_and_fan_out() -> int:
    """Seal what was recorded and defer every reaction to it in the same transaction; how many facts it was."""
    from shouwen.worker.tasks import react

    with transaction.atomic():
        facts = journal.seal(limit=SEALED_AT_ONCE)
        jobs = jobs_for(facts)
        if jobs:
            react.batch_defer(*jobs)
    if jobs:
        _ring_the_queue()
    return len(facts)


def _ring_the_queue() -> None:
    """Wake the workers' queues by one notice after the commit; the trigger that sent two for each row is disabled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('procrastinate_any_queue_v1', %s)", [JOBS_WAITING])
