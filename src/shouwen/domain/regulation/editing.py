"""Parts of a document in its plain writing: taken out, put back, and the work of two people put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path

Plain = Any
"""Mappings, lists and strings, as `dumping.plain` writes them; None is nothing written."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that two people changed differently, each since `base`."""

    path: Path
    base: Plain
    theirs: Plain
    mine: Plain


@dataclass(frozen=True, slots=True)
class Merge:
    """The work of both: where they conflict `value` holds mine."""

    value: Plain
    conflicts: tuple[Conflict, ...]


def part_of(content: Plain, path: Path) -> Plain:
    """What stands at `path`; None if nothing does."""
    for key in path:
        if isinstance(content, Mapping):
            content = content.get(str(key))
        elif isinstance(content, list) and isinstance(key, int) and key < len(content):
            content = content[key]
        else:
            return None
    return content


def with_part(content: Mapping[str, Plain], path: Path, value: Plain) -> dict[str, Plain]:
    """`content` with `value` at `path` in its place, or last where it is new; None takes it away."""
    key, *deeper = path
    if deeper:
        held = content.get(str(key))
        value = with_part(held if isinstance(held, Mapping) else {}, tuple(deeper), value)
    if value is None:
        return {name: held for name, held in content.items() if name != key}
    return {**content, str(key): value}


def merged(base: Plain, theirs: Plain, mine: Plain) -> Merge:
    """Both changes of `base` put together, key by key; lists of rules place by place while they keep their length."""
    conflicts: list[Conflict] = []
    return Merge(_merge(base, theirs, mine, (), conflicts), tuple(conflicts))


def normal(path: Path, value: Plain) -> Plain:
    """`value` as the document would write it at `path`; unchanged where it can't be such a part."""
    model = _kind_at(path)
    if value is None or model is None:
        return value
    try:
        written = plain(TypeAdapter(model).validate_python(value))
    except ValidationError:
        return value
    return {**written, "matrix": _spread(written["matrix"])} if path == ("grading",) else written


def _spread(rows: list[dict[str, Plain]]) -> list[dict[str, Plain]]:
    """One row for each cell, so that two people can change two cells; as it was where difficulties count."""
    if any("difficulty" in row for row in rows):
        return rows
    cells: dict[tuple[str, str], dict[str, Plain]] = {}
    for row in rows:
        for impact, urgency in product(_many(row["impact"]), _many(row["urgency"])):
            cells.setdefault((impact, urgency), {"impact": impact, "urgency": urgency, "level": row["level"]})
    return list(cells.values())


def _many(held: Plain) -> list[str]:
    return [held] if isinstance(held, str) else held


def _merge(base: Plain, theirs: Plain, mine: Plain, path: Path, conflicts: list[Conflict]) -> Plain:
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    if all(isinstance(held, dict) for held in (theirs, mine)) and isinstance(base, dict | None):
        known = base or {}
        both = {
            key: _merge(known.get(key), theirs.get(key), mine.get(key), (*path, key), conflicts)
            for key in _keys(mine, theirs)
        }
        return {key: value for key, value in both.items() if value is not None}
    if _match(base, theirs, mine):
        return [
            _merge(*held, (*path, number), conflicts)
            for number, held in enumerate(zip(base, theirs, mine, strict=True))
        ]
    conflicts.append(Conflict(path, base, theirs, mine))
    return mine


def _keys(mine: dict[str, Plain], theirs: dict[str, Plain]) -> Iterator[str]:
    yield from mine
    yield from (key for key in theirs if key not in mine)


def _match(*lists: Plain) -> bool:
    return (
        all(isinstance(held, list) and all(isinstance(item, dict) for item in held) for held in lists)
        and len({len(held) for held in lists}) == 1
    )


def _kind_at(path: Path) -> Any:
    """The type of a section, or of one rule in a section that is keyed by codes."""
    section, *codes = path
    field = Regulation.model_fields.get(str(section))
    if field is None or len(codes) > 1:
        return None
    if not codes:
        return field.annotation
    kinds = get_args(field.annotation)
    return kinds[1] if len(kinds) == 2 and issubclass(kinds[1], BaseModel) else None
