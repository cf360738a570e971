"""The tasks of the queue: let a handler react to a fact, five tries with growing pauses, then visibly failed.

Many facts that wait for one handler are handed to it by one job; those it fails at get jobs of their own.

No queueing lock on it: together with retries that would leave a job `doing` for ever.
"""

import logging
import time
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import translation
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision

from shouwen.base.time import database_now, fixed_at
from shouwen.worker.models import JobFailure
from shouwen.worker.reactions import handler_named, together

log = logging.getLogger(__name__)

REACTIONS_QUEUE = "reactions"
FIRST = 10
AWAY_FOR = 3  # seconds until a job is tried again that lost its database
MOST_LOSSES = 20
SETTLED_AFTER = 10.0  # seconds after which the queue knows what became of a job


class Tries(RetryStrategy):
    """A handler that fails is given five tries with growing pauses. One that lost its database did not fail."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Soon again where the database went away, else as ever."""
        is_loss = isinstance(exception, OperationalError | InterfaceError)
        if is_loss and job.attempts < MOST_LOSSES:
            return RetryDecision(retry_in={"seconds": AWAY_FOR})
        return super().get_retry_decision(exception=exception, job=job)


TRIES = Tries(max_attempts=5, exponential_wait=4)


class AtWork:
    """Which jobs this process is doing, so that one it has lost with its database is not taken for running."""

    def __init__(self) -> None:
        self.workers: set[int] = set()
        self._doing: dict[int, float | None] = {}  # job -> when it ended here, None while it runs

    @contextmanager
    def on(self, job: Job) -> Iterator[None]:
        """`job` runs in this process until the block ends."""
        if job.worker_id is not None:
            self.workers.add(job.worker_id)
        self._forget()
        self._doing[job.id or 0] = None
        try:
            yield
        finally:
            self._doing[job.id or 0] = time.monotonic()

    def still(self, job_id: int) -> bool:
        """Whether the job runs here, or ended so lately that the queue may not know yet."""
        ended = self._doing.get(job_id, 0.0)
        return ended is None or time.monotonic() - ended < SETTLED_AFTER

    def _forget(self) -> None:
        before = time.monotonic() - SETTLED_AFTER
        for job_id in [one for one, ended in self._doing.items() if ended is not None and ended < before]:
            self._doing.pop(job_id, None)


at_work = AtWork()


@app.task(name="react", queue=REACTIONS_QUEUE, retry=TRIES, pass_context=True)
def react(context: JobContext, *, fact: int, handler: str) -> None:
    """Call `handler` with the id of the fact, under one present of its own."""
    with at_work.on(context.job):
        close_old_connections()
        try:
            _call(handler, fact)
        except Exception as error:
            log.exception("a reaction failed", extra={"fact": fact, "handler": handler})
            _remember(context.job.id, error)
            raise
        finally:
            close_old_connections()


@app.task(name="react_to_many", queue=REACTIONS_QUEUE, retry=TRIES, pass_context=True)
def react_to_many(context: JobContext, *, facts: list[int], handler: str) -> None:
    """Call `handler` for all of `facts`, at once where it can; where that fails, for each under a present of its own,
    and then a failure concerns no other fact.
    """
    with at_work.on(context.job):
        close_old_connections()
        try:
            for fact in () if _call_for_all(handler, facts) else facts:
                try:
                    _call(handler, fact)
                except Exception:
                    log.exception("a reaction failed in a bundle", extra={"fact": fact, "handler": handler})
                    close_old_connections()
                    react.defer(fact=fact, handler=handler)
        finally:
            close_old_connections()


def defer(bundles: dict[str, list[list[int]]], *, first: Collection[str] = ()) -> None:
    """Jobs for all `bundles` (handler -> lists of facts) wait in the queue; handlers named `first` are served first."""
    single: dict[int, list[dict[str, Any]]] = {}
    many: dict[int, list[dict[str, Any]]] = {}
    for handler, lists in bundles.items():
        priority = FIRST if handler in first else 0
        for facts in lists:
            if len(facts) == 1:
                single.setdefault(priority, []).append({"fact": facts[0], "handler": handler})
            else:
                many.setdefault(priority, []).append({"facts": facts, "handler": handler})
    for task, jobs_by_priority in ((react, single), (react_to_many, many)):
        for priority, jobs in jobs_by_priority.items():
            task.configure(priority=priority).batch_defer(*jobs)


def _call(handler: str, fact: int) -> None:
    with translation.override("zh-hans"), fixed_at(database_now()):
        handler_named(handler)(fact)


def _call_for_all(handler: str, facts: list[int]) -> bool:
    """Whether all of it is done: the handler has a way to do many at once, and it did."""
    many = together().get(handler)
    if many is None:
        return False
    try:
        with translation.override("zh-hans"), fixed_at(database_now()):
            many(facts)
    except Exception:
        log.exception("a bundle failed, one by one now", extra={"facts": facts, "handler": handler})
        close_old_connections()
        return False
    return True


def _remember(job_id: int | None, error: Exception) -> None:
    close_old_connections()
    told = {
        "error": f"{type(error).__name__}: {error}"[:300],
        "trace": "".join(traceback.format_exception(error)),
    }
    JobFailure.objects.update_or_create(job_id=job_id or 0, defaults={**told, "at": database_now()})
