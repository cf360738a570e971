"""The lock that a running desk holds on its data, and what stands in it: who holds it, and where the desk answers."""

import fcntl
import os
from pathlib import Path
from typing import IO, Final

NAME: Final = "supervisor.lock"


class Held(Exception):
    """Another process holds the data; the text is its number."""


def take(data: Path, *, url: str) -> "IO[str]":
    """The data is held until the file is closed, by a desk that answers at `url`. Raises Held."""
    lock = (data / NAME).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = (lock.read().splitlines() or ["?"])[0]
        lock.close()
        raise Held(holder) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n{url}\n")
    lock.flush()
    return lock


def address_in_use(data: Path) -> str:
    """Where the desk on `data` answers; empty when none runs."""
    try:
        lock = (data / NAME).open()
    except OSError:
        return ""
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return (lock.read().splitlines()[1:] or [""])[0]
        return ""
