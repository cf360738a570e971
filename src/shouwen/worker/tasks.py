"""The one task of the queue: let a handler react to a fact, five tries with growing pauses, then visibly failed.

No queueing lock on it: together with retries that would leave a job `doing` for ever.
"""

import logging
import traceback

from django.db import close_old_connections
from django.utils import translation
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from shouwen.base.time import database_now, fixed_at
from shouwen.worker.models import JobFailure
from shouwen.worker.reactions import handler_named

log = logging.getLogger(__name__)

REACTIONS_QUEUE = "reactions"
TRIES = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(name="react", queue=REACTIONS_QUEUE, retry=TRIES, pass_context=True)
def react(context: JobContext, *, fact: int, handler: str) -> None:
    """Call `handler` with the id of the fact, under one present of its own."""
    close_old_connections()
    try:
        with translation.override("zh-hans"), fixed_at(database_now()):
            handler_named(handler)(fact)
    except Exception as error:
        log.exception("a reaction failed", extra={"fact": fact, "handler": handler})
        _remember(context.job.id, error)
        raise
    finally:
        close_old_connections()


def _remember(job_id: int | None, error: Exception) -> None:
    close_old_connections()
    told = {
        "error": f"{type(error).__name__}: {error}"[:300],
        "trace": "".join(traceback.format_exception(error)),
    }
    JobFailure.objects.update_or_create(job_id=job_id, defaults={**told, "at": database_now()})
