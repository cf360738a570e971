"""References from one section of a document to another: what is named must be there."""

from collections.abc import Collection, Iterable, Iterator

from shouwen.domain.regulation.classes import Channel
from shouwen.domain.regulation.conditions import Condition
from shouwen.domain.regulation.desk import Lane
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path
from shouwen.domain.regulation.words import RELATIONS
from shouwen.domain.workflow import TicketState

Fault = tuple[Path, str]


def unknown(path: Path, code: str | None, codes: Collection[str], kind: str) -> Iterator[Fault]:
    """A fault if `code` is given and not one of `codes`."""
    if code is not None and code not in codes:
        yield path, f"{kind} {code!r} is not known"


def unknown_among(path: Path, named: Iterable[str], codes: Collection[str], kind: str) -> Iterator[Fault]:
    """A fault for each of `named` that is not one of `codes`."""
    for code in named:
        yield from unknown(path, code, codes, kind)


def unknown_parties(document: Regulation, path: Path, parties: Iterable[str]) -> Iterator[Fault]:
    """A fault for each party that is no relation, no role of the document and no team of it."""
    for party in parties:
        kind, mark, code = party.partition(":")
        if mark and kind in ("duty", "team"):
            yield from unknown(path, code, document.teams, "team")
        elif not mark and party not in RELATIONS:
            yield from unknown(path, party, document.roles, "role")


def unknown_in_condition(document: Regulation, path: Path, condition: Condition) -> Iterator[Fault]:
    """A fault for each value of `condition` that the document does not know; ids of rows are not looked at."""
    allowed: dict[str, Collection[str]] = {
        "class": document.classes, "category": document.categories, "level": document.levels,
        "priority": ("1", "2", "3", "4"),
        "service_level": document.service_levels, "channel": list(Channel), "team": document.teams, "lane": list(Lane),
        "state": list(TicketState), "major": ("yes", "no"), "calendar": document.calendars, "route": document.routes,
        "call_back": document.call_backs, "promise": document.targets,
        "grade": {str(grade.points) for form in document.questionnaires.values() for grade in form.grades.values()},
    }  # fmt: skip
    for field, values in condition.named().items():
        if field in allowed:
            yield from unknown_among((*path, field), values, allowed[field], field.replace("_", " "))
