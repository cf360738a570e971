"""No process outlives the one that watches it: the kernel ends a child when its parent is gone."""

import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def tied(end_with: signal.Signals) -> Callable[[], None]:
    """What a child must call before it becomes its program, so that it gets `end_with` when its parent dies.

    The kernel watches the parent's thread, so children are started from the main thread only.
    """
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(end_with))
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the leash was on

    return tie


def tie_myself(end_with: signal.Signals = signal.SIGKILL) -> None:
    """Put the leash on this very process, for children that a library starts."""
    _libc.prctl(PR_SET_PDEATHSIG, int(end_with))


def outlive_parent_by(seconds: float) -> None:
    """End this process at the latest `seconds` after its parent is gone, however much it still wants to do."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, name="leash", daemon=True).start()
