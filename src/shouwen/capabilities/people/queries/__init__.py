"""What can be asked about persons; each question is one or two statements, however many persons."""

from shouwen.capabilities.people.queries.actors import actor_for_session, actor_for_token, actor_of
from shouwen.capabilities.people.queries.colleagues import (
    Colleague,
    colleagues,
    counts_for,
    dispatchable_ids,
    persons_found,
    persons_with_role,
)
from shouwen.capabilities.people.queries.duty import (
    DutySpan,
    Planned,
    duty_spans,
    is_on_duty,
    next_duty,
    on_duty,
    planned,
    who_is_on_duty,
)

__all__ = [
    "Colleague",
    "DutySpan",
    "Planned",
    "actor_for_session",
    "actor_for_token",
    "actor_of",
    "colleagues",
    "counts_for",
    "dispatchable_ids",
    "duty_spans",
    "is_on_duty",
    "next_duty",
    "on_duty",
    "persons_found",
    "persons_with_role",
    "planned",
    "who_is_on_duty",
]
