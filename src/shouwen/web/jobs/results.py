"""What came of a job, where that is more than a file: the part of the page that shows it, by kind of work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shouwen.base.actors import Actor
from shouwen.capabilities.jobs.choices import JobState
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.permissions import can_open


@dataclass(frozen=True, slots=True)
class Result:
    """The template that draws it and what that template finds in `result.facts`."""

    template: str
    facts: Mapping[str, Any]


RESULTS: Final[dict[str, Callable[[Job], Result]]] = {}
"""Kind of work -> what shows its result."""

CHANGES: Final[dict[tuple[str, str], Mapping[str, Any]]] = {}
"""(kind of work, word of the form) -> the parameters that a repeat has otherwise."""


def result_of(job: Job, actor: Actor) -> Result | None:
    """What there is to show, to who asked for it; None where the file is all, or nothing is kept."""
    shows = RESULTS.get(job.kind)
    if shows is None or job.state != JobState.SUCCEEDED or job.is_forgotten or not can_open(actor, job):
        return None
    return shows(job)
