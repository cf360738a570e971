"""Grading: impact x urgency x difficulty -> level -> priority, with the reason in words of codes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shouwen.domain.errors import DomainError

if TYPE_CHECKING:
    from shouwen.domain.regulation import Regulation


class NoLevel(DomainError):
    """The matrix has no cell for this judgement; an activated regulation has no such hole."""


@dataclass(frozen=True, slots=True)
class Why:
    """What decided: the row of the matrix (from 1), the class, the level set by hand; and what raised the
    priority.
    """

    by: str
    row: int | None = None
    impact: str | None = None
    urgency: str | None = None
    difficulty: str | None = None
    service_level: str | None = None
    raised_by: int = 0
    origin: str = "default"


class Grade(NamedTuple):
    """A level's code, the priority 1-4 that follows, and why."""

    level: str
    priority: int
    why: Why


def grade(
    document: "Regulation",
    impact: str | None,
    urgency: str | None,
    difficulty: str | None = None,
    *,
    klass: str | None = None,
    service_level: str | None = None,
    level: str | None = None,
) -> Grade:
    """The level and priority of a request judged so.

    `level` fixes the level by hand; else the matrix decides; else, with impact or urgency unjudged, the
    class's own level. A user service level may raise the priority, never above 1. Raises NoLevel when
    nothing decides.
    """
    found, by, row = _level(document, impact, urgency, difficulty, klass, level)
    held = document.levels.get(found)
    if held is None:
        raise NoLevel(f"level {found!r} is not one of the regulation's")
    standing = document.service_levels.get(service_level or "")
    raised = standing.raises_priority_by if standing else 0
    priority = max(1, held.priority - raised)
    return Grade(
        found,
        priority,
        Why(
            by=by,
            row=row,
            impact=impact,
            urgency=urgency,
            difficulty=difficulty,
            service_level=service_level if raised else None,
            raised_by=held.priority - priority,
            origin=held.origin if by == "hand" else document.grading.origin,
        ),
    )


def is_major(document: "Regulation", level: str) -> bool:
    """Whether tickets of `level` are marked major by rule (SD-6)."""
    return document.levels[level].major


def _level(
    document: "Regulation",
    impact: str | None,
    urgency: str | None,
    difficulty: str | None,
    klass: str | None,
    level: str | None,
) -> tuple[str, str, int | None]:
    if level:
        return level, "hand", None
    for row in document.grading.classes:
        if row.klass == klass:
            return row.level, "class", None
    if impact and urgency:
        rows = [
            (number, cell)
            for number, cell in enumerate(document.grading.matrix, start=1)
            if impact in cell.impact and urgency in cell.urgency
        ]
        fitting = [row for row in rows if not row[1].difficulty or difficulty in row[1].difficulty]
        if difficulty is None:
            fitting += rows  # unjudged, a row that asks for it counts only where there is no other
        if fitting:
            number, cell = fitting[0]
            return cell.level, "matrix", number
    elif klass in document.classes and (own := document.classes[klass].default_level):
        return own, "class", None
    raise NoLevel(
        f"no level for impact {impact!r}, urgency {urgency!r}, difficulty {difficulty!r}, class {klass!r}"
    )
