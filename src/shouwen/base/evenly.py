"""Answers whose time tells nothing: whoever knocks can't hear whether somebody lives here."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

ALIKE: Final = timedelta(milliseconds=80)
"""More than it takes to write a link and its letter; the limits of such doors bound how many may wait so."""


@contextmanager
def taking_alike() -> Iterator[None]:
    """What is done in here takes ALIKE, whether there was much to do or nothing. A refusal is told at once."""
    begun = time.monotonic()
    yield
    time.sleep(max(0.0, ALIKE.total_seconds() - (time.monotonic() - begun)))
