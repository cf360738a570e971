"""Beside each piece of work stands a watch: it tells how far the work is and hears that nobody wants it any more."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import connection

from shouwen.base import live
from shouwen.capabilities.jobs.models import Job

log = logging.getLogger(__name__)

BEAT: Final = 0.5  # seconds: progress is written at most twice a second
LOST_AFTER: Final = timedelta(seconds=15)
"""A running job whose watch has been silent for so long has lost its worker."""

TELL = """
UPDATE jobs_job SET done = %s::bigint, total = %s::bigint, beat_at = clock_timestamp()
 WHERE subject_id = %s::bigint AND claim = %s AND state = 'running'
RETURNING wants_cancel
"""


class Stopped(Exception):
    """Whoever asked for the work cancelled it, or another worker has it now."""


class Watch(threading.Thread):
    """Every half second while the work goes on: progress and beat out, the wish to cancel in.

    A statement under way when the work is to stop is cancelled. `alive` is called at each beat.
    """

    def __init__(self, job: Job, alive: Callable[[], None]) -> None:
        super().__init__(name=f"watch-{job.pk}", daemon=True)
        self.job = job
        self.alive = alive
        self.reached: tuple[int, int | None] = (0, None)
        self.reason = ""
        self._over = threading.Event()
        self._working_on: Any = connection.connection

    @property
    def is_cancelled(self) -> bool:
        return self.reason == "cancelled"

    def step(self, done: int, total: int | None = None) -> None:
        self.reached = (done, total if total is not None else self.reached[1])
        if self.reason:
            raise Stopped

    def end(self) -> None:
        """From here on nothing is written and nothing is cancelled."""
        self._over.set()
        self.join()

    def run(self) -> None:
        told: tuple[int, int | None] = (0, None)
        began = time.monotonic()
        try:
            while not self._over.wait(BEAT):
                reached = self.reached
                if not self._beat(reached):
                    return
                if reached != told:
                    live.ring(f"progress/{self.job.asked_by_id}")
                told = reached
                self.alive()
        except Exception:
            log.exception(
                "the watch of a job fell", extra={"job": self.job.pk, "after": time.monotonic() - began}
            )
            self.reason = "lost"
        finally:
            connection.close()

    def _beat(self, reached: tuple[int, int | None]) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(TELL, [*reached, self.job.pk, self.job.claim])
            row = cursor.fetchone()
        if row is not None and not row[0]:
            return True
        self.reason = "cancelled" if row is not None else "lost"
        if not self._over.is_set() and self._working_on is not None:
            self._working_on.cancel_safe(timeout=1.0)
        return False
