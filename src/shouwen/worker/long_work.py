"""Two places for long work in every worker, so that a small export need not wait for a long replay."""

import time
from collections.abc import Callable

from shouwen.base.models import Heartbeat
from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next

BEAT_EVERY = 5.0


def first() -> int:
    """Do the next piece of work, if there is any; how many were done."""
    return carry_out_next(alive=_beating("worker.long-work-1"))


def second() -> int:
    return carry_out_next(alive=_beating("worker.long-work-2"))


def _beating(part: str) -> Callable[[], None]:
    """A loop beats between its turns; one that turns for minutes is kept alive from inside the turn."""
    beaten = time.monotonic()

    def beat() -> None:
        nonlocal beaten
        if time.monotonic() - beaten >= BEAT_EVERY:
            beaten = time.monotonic()
            Heartbeat.objects.filter(part=part).update(beat_at=database_now(), state="ok")

    return beat
