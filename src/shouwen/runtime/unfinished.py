"""Where a backup is put together: a hidden folder beside its place, removed by the next backup if this one is killed.

Whoever works in such a folder holds a lock on it; the lock of a process that is gone is gone as well.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

OURS: Final = ".shouwen-????????-??????.tar.part"


@contextmanager
def working_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target`, for its owner only, gone when the block ends; abandoned ones there go first."""
    remove_unfinished(target)
    folder = _folder_for(target)
    held = _held(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def remove_unfinished(target: Path) -> list[str]:
    """What killed backups left beside `target` is gone; returns its names. What somebody still works in stays, and so
    does whatever has a name that the desk gives to nothing.
    """
    removed = []
    for path in sorted({*target.parent.glob(OURS), *target.parent.glob(_folder_for(target).name)}):
        try:
            held = os.open(path, os.O_RDONLY)
        except OSError:
            continue  # it went away by itself, or is somebody else's
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            removed.append(path.name)
        except OSError:
            continue
        finally:
            os.close(held)
    return removed


def _folder_for(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _held(folder: Path) -> int:
    """The folder, made anew if another backup took it for abandoned before it was locked."""
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            held = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(held, fcntl.LOCK_EX)
        if os.fstat(held).st_nlink:  # 0: removed meanwhile
            return held
        os.close(held)
