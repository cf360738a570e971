"""Acts that are done as a whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def undivided() -> Iterator[None]:
    """Inside a transaction: blocks nested in this one set no savepoints of their own.

    For an act in which nobody goes on after a refusal; where somebody tries, Django raises TransactionManagementError.
    A savepoint costs two statements, and an act of three commands would set three.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before
