"""Live push: one coalesced doorbell after commit, one listening thread per process, queues in memory."""

import json
import logging
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, transaction

log = logging.getLogger(__name__)

CHANNEL = "shouwen_live"
SHORTEST_GAP = 0.05  # at most 20 rings a second per process
LARGEST_PAYLOAD = 7500


class Doorbell:
    """Collects topics and rings them together, outside every transaction, so that no commit waits for another."""

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def press(self, topics: tuple[str, ...]) -> None:
        with self._guard:
            self._topics.update(topics)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._ring_for_ever, name="doorbell", daemon=True)
                self._thread.start()
        self._wake.set()

    def _ring_for_ever(self) -> None:
        door: psycopg.Connection | None = None
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._guard:
                topics, self._topics = sorted(self._topics), set()
            try:
                if door is None or door.closed:
                    door = open_connection()
                for payload in _payloads(topics):
                    door.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
            except psycopg.Error as error:
                log.warning("doorbell failed: %s", error)
                if door is not None:
                    door.close()
                door = None
            time.sleep(SHORTEST_GAP)


class Hub:
    """Hands every ring to the queues that asked for its topic; lives once per process."""

    def __init__(self) -> None:
        self._queues: dict[str, set[queue.SimpleQueue[str]]] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def listening(self, topics: frozenset[str]) -> Iterator[queue.SimpleQueue[str]]:
        """A queue of the topics rung while the block lasts. Holds no database connection of the caller."""
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._guard:
            for topic in topics:
                self._queues.setdefault(topic, set()).add(mailbox)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._listen_for_ever, name="live-hub", daemon=True)
                self._thread.start()
        try:
            yield mailbox
        finally:
            with self._guard:
                for topic in topics:
                    self._queues.get(topic, set()).discard(mailbox)
                    if not self._queues.get(topic):
                        self._queues.pop(topic, None)

    def hand_out(self, topics: list[str]) -> None:
        with self._guard:
            for topic in topics:
                for mailbox in self._queues.get(topic, ()):
                    mailbox.put(topic)

    def _listen_for_ever(self) -> None:
        while True:
            try:
                with open_connection() as ear:
                    ear.execute(f"LISTEN {CHANNEL}")
                    self.hand_out(["again"])
                    for notice in ear.notifies():
                        self.hand_out(json.loads(notice.payload))
            except psycopg.Error as error:
                log.warning("live hub lost its connection: %s", error)
                time.sleep(1)


_doorbell = Doorbell()
hub = Hub()


def ring(*topics: str) -> None:
    """After this transaction commits, whoever listens to one of `topics` is told within a moment.

    Topics: `subject/<id>`, `inbox/<person id>`, `queue`, `work` (the worker). A ring carries no content.
    """
    transaction.on_commit(lambda: _doorbell.press(topics), robust=True)


def open_connection() -> psycopg.Connection:
    """A connection of one's own, in autocommit, beside Django's pool."""
    given = connection.get_connection_params()
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    return psycopg.connect(**{name: given[name] for name in known & given.keys()}, autocommit=True)


def _payloads(topics: list[str]) -> Iterator[str]:
    batch: list[str] = []
    for topic in topics:
        if batch and len(json.dumps([*batch, topic])) > LARGEST_PAYLOAD:
            yield json.dumps(batch)
            batch = []
        batch.append(topic)
    if batch:
        yield json.dumps(batch)
