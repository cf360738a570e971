"""Waiting for what another process or thread is about to do."""

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds: the machine may have much else to do


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Returns as soon as `holds`; fails after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)
