"""Where a document names somebody who is to hear or to act, so that one can ask whether anybody is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path


@dataclass(frozen=True, slots=True)
class Place:
    """One place that names `parties`; at one that is for `acting` a role held for a team alone is enough."""

    path: Path
    parties: tuple[str, ...]
    acting: bool = False


def places(document: Regulation) -> Iterator[Place]:
    """Every such place, in the order of the document: routes, dispatch, ladders, call-backs, grades, messages."""
    for code, route in document.routes.items():
        teams = (f"team:{route.team}",) if route.team else ()
        yield Place(("routes", code), (*teams, *((route.role,) if route.role else ())))
    yield Place(("dispatch", "by"), document.dispatch.by, acting=True)
    yield Place(("dispatch", "falls_to"), document.dispatch.falls_to, acting=True)
    for line in document.dispatch.lines:
        yield Place(("dispatch", "lines"), (f"team:{line}",))
    for code, ladder in document.ladders.items():
        for number, step in enumerate(ladder.steps):
            yield Place(("ladders", code, "steps", number), step.to)
            if step.brings:
                yield Place(("ladders", code, "steps", number), step.brings)
    for code, rule in document.call_backs.items():
        yield Place(("call_backs", code), rule.by, acting=True)
    for code, form in document.questionnaires.items():
        for grade, answer in form.grades.items():
            yield Place(("questionnaires", code, "grades", grade), answer.tells)
    for code, template in document.templates.items():
        yield Place(("templates", code), template.to)
