"""What a higher rung hands to the job centre: kinds of long work, each with the function that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from django.utils.functional import Promise

from shouwen.base.actors import Actor


class Work(Protocol):
    """One piece of work as the function that does it sees it.

    `actor` is who asked, with no more rights than he had then and has now; `at` is when the worker began. `upload` is
    the digest of the file he gave; what is written into `folder` is gone with the work.
    """

    job_id: int
    actor: Actor
    at: datetime
    parameters: Mapping[str, Any]
    upload: str
    folder: Path

    def step(self, done: int, total: int | None = None) -> None:
        """Say how far it is, as often as one likes; raises Stopped when nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the work wrote; it is taken over and kept."""

    path: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: plain values for the page, and a file if one was made."""

    result: Mapping[str, Any] = field(default_factory=dict)
    file: MadeFile | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work: its name, the grant it asks for (empty: none), and the function that does it.

    `run` works inside one transaction that its outcome is part of: a worker that dies leaves nothing half done, and
    the next one begins anew. Work that would hold too much for too long goes in steps (`in_steps`): each is a
    transaction of its own, what is done stays done, and `run` begun again goes on with what is left. Work that belongs
    to something else is not asked for again by its parameters alone (`is_repeatable` False).
    """

    code: str
    title: str | Promise
    run: Callable[[Work], Outcome]
    grant: str = ""
    is_repeatable: bool = True
    in_steps: bool = False


KINDS: Final[dict[str, Kind]] = {}
"""Code -> kind; filled by each capability when it starts."""


def register_kind(kind: Kind) -> None:
    """From now on such work can be asked for."""
    KINDS[kind.code] = kind
