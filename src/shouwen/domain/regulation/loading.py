"""From text to a checked regulation, documents based on another one included."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pydantic import ValidationError

from shouwen.domain.regulation.checks import faults_of
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path, Problem, RegulationInvalid, problem
from shouwen.domain.regulation.reading import Marked, read_marked, read_yaml
from shouwen.domain.regulation.references import Fault
from shouwen.domain.regulation.salvaging import faults_of_the_sound
from shouwen.domain.regulation.words import CODE, DAY, ORIGIN, PARTY, PREFIX, WANTED

MERGED_BY_KEY = {"workflow": 2, "dispatch": 2}
"""Sections in which a document changes single keys of its base, and how deep; elsewhere a code is replaced whole."""

Find = Callable[[str], str]


def load(text: str, *, find: Find | None = None) -> Regulation:
    """The regulation written in `text`, checked as a whole.

    A document with `based_on` takes over what it does not say itself from the document of that code, which `find`
    returns as text; `without` lists sections and codes not taken over. Raises RegulationInvalid with every fault.
    """
    return understood(resolve(read_marked(text), find=find))


def understood(marked: Marked) -> Regulation:
    """The regulation that `marked` says. Raises RegulationInvalid with every fault: of writing, of shape, and of parts
    that do not fit together, these also among the rest where some are misshapen.
    """
    try:
        document = Regulation.model_validate(marked.content)
    except ValidationError as error:
        found = [
            *marked.faults,
            *_located(error, marked),
            *_placed(faults_of_the_sound(marked.content), marked),
        ]
        raise RegulationInvalid(_in_order(found)) from error
    if found := [*marked.faults, *_placed(faults_of(document), marked)]:
        raise RegulationInvalid(_in_order(found))
    return document


def reread(text: str, *, find: Find | None = None) -> Regulation:
    """The regulation of a `text` that was accepted once: it stays in force whatever rules between its parts came later.

    Raises RegulationInvalid where it no longer has the shape of one.
    """
    try:
        return Regulation.model_validate(resolve(read_yaml(text), find=find).content)
    except ValidationError as error:
        raise RegulationInvalid(_in_order(_located(error, read_marked(text)))) from error


def _placed(faults: Iterable[Fault], marked: Marked) -> list[Problem]:
    return [problem(path, reason, marked.line_of(path)) for path, reason in faults]


def _in_order(faults: list[Problem]) -> list[Problem]:
    return sorted(set(faults), key=lambda fault: (fault.line or 0, fault.section, fault.key))


def resolve(marked: Marked, *, find: Find | None = None) -> Marked:
    """The document with its base taken in; lines are those of the document itself."""
    content = dict(marked.content)
    base_code, without = content.pop("based_on", None), content.pop("without", [])
    if base_code is None:
        return marked
    if find is None:
        raise RegulationInvalid([problem(("based_on",), "only a shipped preset can be based on another", 1)])
    try:
        base = resolve(read_yaml(find(base_code)), find=find).content
    except KeyError as error:
        raise RegulationInvalid([problem(("based_on",), f"there is no {base_code!r}", 1)]) from error
    missing = _leave_out(base, [without] if isinstance(without, str) else without, marked)
    for section, own in content.items():
        base[section] = _merge(base.get(section), own, MERGED_BY_KEY.get(section, 1))
    return Marked(base, marked.lines, (*marked.faults, *missing))


def _leave_out(base: dict[str, Any], without: list[str], marked: Marked) -> list[Problem]:
    """Take what `without` names out of `base`; a fault for each name that is not there."""
    missing = []
    for number, name in enumerate(without):
        *path, last = name.split("/")
        place: Any = base
        for part in path:
            place = place.get(part, {}) if isinstance(place, dict) else {}
        if isinstance(place, dict) and last in place:
            del place[last]
        else:
            line = marked.line_of(("without", number))
            missing.append(problem(("without",), f"{name} is not in the base", line))
    return missing


def _merge(base: Any, own: Any, depth: int) -> Any:
    if depth == 0 or not isinstance(base, dict) or not isinstance(own, dict) or {"zh", "en"} <= own.keys():
        return own
    return base | {key: _merge(base.get(key), value, depth - 1) for key, value in own.items()}


def _located(error: ValidationError, marked: Marked) -> list[Problem]:
    found = []
    for fault in error.errors(include_url=False):
        path = _written_path(fault["loc"], marked)
        told = fault.get("ctx", {})
        if "expected" in told:
            reason = f"must be one of {_listed(str(told['expected']))}"
        else:
            reason = WRITINGS.get(told.get("pattern", "")) or _reason(fault["type"], fault["msg"])
        found.append(problem(path, reason, marked.line_of(path)))
    return sorted(set(found), key=lambda fault: (fault.line or 0, fault.section, fault.key))


def _written_path(loc: tuple[int | str, ...], marked: Marked) -> Path:
    """Pydantic's place without the names of union branches; a missing last key is kept."""
    path: Path = ()
    for number, part in enumerate(loc):
        if (*path, part) in marked.lines or number == len(loc) - 1 or not marked.lines:
            path = (*path, part)
    return path


WRITINGS: Final = {
    ORIGIN: "is neither default nor clauses such as SD-7, BX-10",
    CODE: "is not a code: Latin letters, digits, dots, dashes, underscores, at most 60",
    PARTY: "is neither a role nor a team, person or post such as team:second_line",
    DAY: "is not a day such as 2026-10-01",
    PREFIX: "must be two to four capital letters",
    WANTED: "is not a value to reach such as >=95% or <=3",
}
"""Pattern -> why what was written does not fit it, in words."""


def _listed(expected: str) -> str:
    """Pydantic's 'a', 'b' or 'c' without its quotes and its English."""
    return expected.replace(" or ", ", ").replace("'", "")


def _reason(kind: str, message: str) -> str:
    return {
        "missing": "is missing",
        "extra_forbidden": "is not a key of this section",
        "dict_type": "must be a mapping",
        "model_type": "must be a mapping",
        "tuple_type": "must be a list",
        "string_type": "must be text",
        "string_too_short": "is empty",
        "too_short": "is empty",
        "int_type": "must be a whole number",
        "int_parsing": "must be a whole number",
        "int_parsing_size": "must be a whole number",
        "bool_type": "must be yes or no",
        "bool_parsing": "must be yes or no",
    }.get(kind, message.removeprefix("Value error, "))
