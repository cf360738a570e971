"""The queue of reactions beside the loops, in one event loop."""

import asyncio
import threading
import time
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from shouwen.worker.loops import start_loops

CONCURRENCY = 3
GRACE = 8.0
BEAT_EVERY = 3.0


async def work() -> None:
    """Do jobs and turn loops until SIGTERM or SIGINT, then let what runs come to its end."""
    stopping = threading.Event()
    threads = start_loops(stopping)
    connector = cast(
        DjangoConnector, app.connector
    ).get_worker_connector()  # the sealer keeps Django's connection
    queue = app.with_connector(connector)
    try:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=1.0,
                listen_notify=True,
                update_heartbeat_interval=BEAT_EVERY,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="successful",
                name="shouwen",
            )
    finally:
        stopping.set()
        for thread in threads:
            thread.bell.set()
        deadline = time.monotonic() + GRACE / 2
        for thread in threads:
            await asyncio.to_thread(thread.join, max(0.0, deadline - time.monotonic()))
