"""One thread per loop, each with a connection of its own, beating so that the status page sees it alive."""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import translation

from shouwen.base.live import hub
from shouwen.base.models import Heartbeat
from shouwen.base.time import database_now, fixed_at
from shouwen.worker.pausing import glance
from shouwen.worker.schedule import LOOPS, Loop

log = logging.getLogger(__name__)

BEAT_EVERY = 5.0
LONGEST_PAUSE = 60.0
PACE = 0.25
"""Seconds at least from turn to turn of a loop that is rung for: what many people do meanwhile is done together."""
LONGEST_AWAY = 5.0  # seconds until a loop looks again whether its database is back
DOORBELL = frozenset({"work"})


class LoopThread(threading.Thread):
    """Turns one loop until `stopping` is set; a turn that fails is told to the log and tried again after a pause.

    A turn that lost its database did not fail by itself: however seldom the loop turns, it is tried again in seconds.
    """

    def __init__(self, loop: Loop, stopping: threading.Event) -> None:
        super().__init__(name=loop.name, daemon=True)
        self.loop = loop
        self.stopping = stopping
        self.bell = threading.Event()
        self.failures = 0
        self.is_away = False
        self.done = 0
        self._beaten = 0.0
        self._told = ""

    def run(self) -> None:
        with translation.override("zh-hans"):
            while not self.stopping.is_set():
                self.bell.clear()
                begun = time.monotonic()
                if not self._turn_once():
                    self.bell.wait(self._pause())
                    self.stopping.wait(max(0.0, PACE - (time.monotonic() - begun)))
        connection.close()

    def _turn_once(self) -> bool:
        """One turn; whether there may be more to do at once."""
        close_old_connections()
        try:
            did = self._turn()
            self.failures, self.is_away = 0, False
            self.done += did
            self._beat("ok", {"done": self.done})
            return did >= (self.loop.limit or 1)
        except Exception as error:
            self.failures += 1
            self.is_away = isinstance(error, OperationalError | InterfaceError)
            log.exception("a loop failed", extra={"loop": self.loop.name, "failures": self.failures})
            self._tell_failure(error)
            return False

    def _turn(self) -> int:
        present, desk_rests = glance()
        if desk_rests and self.loop.paused_with_the_desk:
            return 0
        with fixed_at(present):
            return self.loop.turn()

    def _pause(self) -> float:
        if self.is_away:
            return min(float(self.failures), LONGEST_AWAY)
        return min(self.loop.seconds * 2.0 ** min(self.failures, 8), max(LONGEST_PAUSE, self.loop.seconds))

    def _beat(self, state: str, note: dict[str, object]) -> None:
        if state == self._told == "ok" and time.monotonic() - self._beaten < BEAT_EVERY:
            return
        self._beaten = time.monotonic()
        Heartbeat.objects.update_or_create(
            part=f"worker.{self.loop.name}",
            defaults={"beat_at": database_now(), "state": state, "note": note},
        )
        self._told = state

    def _tell_failure(self, error: Exception) -> None:
        try:
            close_old_connections()
            self._beat(
                "failing", {"done": self.done, "failures": self.failures, "error": type(error).__name__}
            )
        except Exception:
            log.warning("the heartbeat could not be written", extra={"loop": self.loop.name})


def start_loops(stopping: threading.Event) -> list[LoopThread]:
    """Start every loop this installation has, and the ear that wakes them when somebody rings."""
    threads = [LoopThread(loop, stopping) for loop in LOOPS]
    for thread in threads:
        thread.start()
    prompt = [thread for thread in threads if thread.loop.seconds <= 1]
    threading.Thread(target=_listen, args=(prompt, stopping), name="ear", daemon=True).start()
    return threads


def _listen(threads: list[LoopThread], stopping: threading.Event) -> None:
    with hub.listening(DOORBELL) as rings:
        while not stopping.is_set():
            rings.get()
            for thread in threads:
                thread.bell.set()
