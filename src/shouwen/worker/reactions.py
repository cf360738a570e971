"""Which handlers react to which fact, as the capabilities declare it, and how a sealed fact reaches them.

A capability's `reactions.py` holds `REACTIONS = {"ticket.completed": [open_call_backs], …}`. A handler takes the
fact's id, runs in the worker after the fact was sealed, is tried again when it fails, and so is safe to repeat.
The name "*" reacts to every fact. What the module says besides of its handlers:

- `AS_IT_STANDS`, those that look at the subject as it is when they run: of many facts about one subject the newest is
  enough, and they run before others;
- `ONLY_IF`, what decides from the fact alone, without a statement, whether the handler has anything to do for it;
- `TOGETHER`, what does the handler's work for many facts at once, with the same outcome.
"""

import importlib
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from shouwen.base.models import Fact

log = logging.getLogger(__name__)

Handler = Callable[[int], object]
ManyHandler = Callable[[Sequence[int]], object]
EVERY_FACT = "*"
BUNDLE = 20
"""So many facts at most are handed to a handler by one job."""


@cache
def handlers() -> dict[str, list[str]]:
    """Fact name -> dotted names of its handlers, over all installed parts, in the order of the ladder."""
    declared: dict[str, list[str]] = {}
    for module in _modules():
        for fact, reacting in module.REACTIONS.items():
            declared.setdefault(fact, []).extend(map(_dotted, reacting))
    return declared


@cache
def as_it_stands() -> frozenset[str]:
    """The handlers that look at the subject as it is when they run."""
    return frozenset(_dotted(one) for module in _modules() for one in getattr(module, "AS_IT_STANDS", ()))


@cache
def only_if() -> dict[str, Callable[[Fact], bool]]:
    """Handler -> whether a fact concerns it, of those that can tell beforehand."""
    return {
        _dotted(one): concerns
        for module in _modules()
        for one, concerns in getattr(module, "ONLY_IF", {}).items()
    }


@cache
def together() -> dict[str, ManyHandler]:
    """Handler -> what does its work for many facts at once, where there is such a thing."""
    return {
        _dotted(one): many for module in _modules() for one, many in getattr(module, "TOGETHER", {}).items()
    }


def handler_named(dotted: str) -> Handler:
    """The declared handler of that name; raises LookupError for any other, so that a job can't call what it likes."""
    if not any(dotted in names for names in handlers().values()):
        raise LookupError(f"no reaction is called {dotted}")
    module, _, name = dotted.partition(":")
    found: Handler = getattr(importlib.import_module(module), name)
    return found


def jobs_for(facts: Iterable[Fact]) -> list[dict[str, object]]:
    """One job per fact and handler that it concerns."""
    by_name = handlers()
    return [
        {"fact": fact.pk, "handler": dotted}
        for fact in facts
        for dotted in (*by_name.get(fact.name, ()), *by_name.get(EVERY_FACT, ()))
        if _concerns(dotted, fact)
    ]


def bundles_for(facts: Sequence[Fact]) -> dict[str, list[list[int]]]:
    """Handler -> the facts it reacts to, in bundles as jobs take them."""
    subject_of = {fact.pk: fact.subject_id for fact in facts}
    wanted: dict[str, list[int]] = {}
    for job in jobs_for(facts):
        wanted.setdefault(str(job["handler"]), []).append(int(str(job["fact"])))
    for handler in as_it_stands() & wanted.keys():
        wanted[handler] = list({subject_of[pk]: pk for pk in wanted[handler]}.values())
    return {
        handler: [pks[first : first + BUNDLE] for first in range(0, len(pks), BUNDLE)]
        for handler, pks in wanted.items()
    }


def _concerns(dotted: str, fact: Fact) -> bool:
    """Whether the handler has anything to do for it; where that can't be told, it is for the handler to fail."""
    asked = only_if().get(dotted)
    try:
        return asked is None or asked(fact)
    except Exception:
        log.exception(
            "can't tell whether a fact concerns a handler", extra={"fact": fact.pk, "handler": dotted}
        )
        return True


def _modules() -> list[ModuleType]:
    named = [f"{app.name}.reactions" for app in apps.get_app_configs() if app.name.startswith("shouwen.")]
    return [
        importlib.import_module(name)
        for name in named
        if name != "shouwen.worker.reactions" and find_spec(name) is not None
    ]


def _dotted(handler: Handler) -> str:
    return f"{handler.__module__}:{handler.__qualname__}"
