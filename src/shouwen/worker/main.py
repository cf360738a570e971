"""The worker process: the loops of the schedule and the queue of reactions, until SIGTERM.

Any number of workers may run: the sealer takes an advisory lock, everything else claims rows.
"""

import asyncio
import os
import sys
import threading

import django

CONCURRENCY = 3
GRACE = 8.0


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    os.environ.setdefault("SHOUWEN_ROLE", "worker")
    django.setup()
    asyncio.run(_work())
    return 0


async def _work() -> None:
    from procrastinate.contrib.django import app

    from shouwen.worker.loops import start_loops

    stopping = threading.Event()
    threads = start_loops(stopping)
    queue = app.with_connector(app.connector.get_worker_connector())  # the sealer keeps Django's connection
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=1.0,
            listen_notify=True,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
            name="shouwen",
        )
    stopping.set()
    for thread in threads:
        thread.bell.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, GRACE / 2)


if __name__ == "__main__":
    sys.exit(main())
