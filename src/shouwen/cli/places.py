"""Where this installation's data lie, for the commands that move them as a whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from shouwen.cli.entry import CommandFailed
from shouwen.runtime import external, folders, postgres, values
from shouwen.runtime.archive import BackupUnusable, Place


@contextmanager
def place(*, at_rest: bool = False) -> Iterator[Place]:
    """The desk's data with its database answering. `at_rest`: the desk must not run, and can't be started meanwhile."""
    data = folders.data_folder()
    folders.prepare(data)
    url = values.database_url()
    try:
        with _held(data) if at_rest else nullcontext():
            if url:
                external.require(url)
                yield Place(url, data)
            else:
                with postgres.running(data) as server:
                    yield Place(server.url(), data)
    except (BackupUnusable, postgres.PostgresUnavailable) as problem:
        raise CommandFailed(str(problem)) from problem


@contextmanager
def _held(data: "os.PathLike[str]") -> Iterator[None]:
    with open(os.path.join(data, "supervisor.lock"), "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandFailed("服务台正在运行，请先停止 · the desk is running; stop it first") from None
        yield
