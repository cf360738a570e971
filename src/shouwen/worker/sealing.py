"""The sealer: what was recorded becomes a block of the chain, and every reaction to it a job, in one transaction."""

from django.db import connection, transaction

from shouwen.base import journal
from shouwen.worker import reactions
from shouwen.worker.tasks import defer

JOBS_WAITING = '{"type": "job_inserted", "job_id": 0}'


def seal_and_fan_out(*, limit: int = 500) -> int:
    """Seal what was recorded, at most `limit` facts, and defer every reaction to it in the same transaction; how many
    facts it was.
    """
    with transaction.atomic():
        facts = journal.seal(limit=limit)
        bundles = reactions.bundles_for(facts)
        defer(bundles, first=reactions.as_it_stands())
    if bundles:
        _ring_the_queue()
    return len(facts)


def _ring_the_queue() -> None:
    """Wake the workers' queues by one notice after the commit; the trigger that sent two for each row is disabled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('procrastinate_any_queue_v1', %s)", [JOBS_WAITING])
