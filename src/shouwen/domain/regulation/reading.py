"""YAML read as strings only: no implicit types, every key's line kept, no aliases, no doubled keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from shouwen.domain.regulation.problems import Path, Problem, RegulationInvalid, problem

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # no implicit types; libyaml where it is there
LONGEST = 2_000_000
DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain dicts, lists and strings, the line on which each path stands, and what is wrong in the writing."""

    content: dict[str, Any]
    lines: dict[Path, int]
    faults: tuple[Problem, ...] = ()

    def line_of(self, path: Path) -> int | None:
        """The line of `path`, or of the nearest part above it that is written down."""
        place: Path = ()
        for part in path:
            if (*place, part) in self.lines:
                place = (*place, part)
        return self.lines.get(place)


def read_yaml(text: str) -> Marked:
    """The mapping written in `text`; `9:30`, `yes` and `010` stay text. Raises RegulationInvalid."""
    marked = read_marked(text)
    if marked.faults:
        raise RegulationInvalid(list(marked.faults))
    return marked


def read_marked(text: str) -> Marked:
    """As `read_yaml`, but keys that stand twice or are no words are told among the faults; the last writing counts."""
    if len(text) > LONGEST:
        raise RegulationInvalid([problem((), f"is longer than {LONGEST} characters")])
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise RegulationInvalid(
            [problem((), f"is not YAML: {error.problem or error.context}", line)]
        ) from error
    except yaml.YAMLError as error:
        why = getattr(error, "reason", None) or str(error)  # a character that no YAML may hold
        raise RegulationInvalid([problem((), f"is not YAML: {why}")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise RegulationInvalid([problem((), "is not a mapping of sections", 1)])
    lines: dict[Path, int] = {(): 1}
    faults: list[Problem] = []
    content = _plain(node, (), lines, faults)
    return Marked(content, lines, tuple(faults))


def _refuse_aliases(text: str) -> None:
    for depth, event in _depths(text):
        if isinstance(event, yaml.AliasEvent):
            raise RegulationInvalid([problem((), "uses an alias (*name); write it out", _line(event))])
        if depth > DEEPEST:
            raise RegulationInvalid([problem((), "is nested too deeply", _line(event))])


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _depths(text: str) -> Iterator[tuple[int, yaml.Event]]:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield depth, event


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], faults: list[Problem]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        if "\x00" in node.value:  # which nobody reads and no database keeps
            faults.append(problem(path, "holds a character that no text may have", node.start_mark.line + 1))
        return node.value
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[*path, number] = item.start_mark.line + 1
        return [_plain(item, (*path, number), lines, faults) for number, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(problem(path, "has a key that is not a word", line))
            continue
        if key.value in found:
            faults.append(problem((*path, key.value), "stands twice", line))
        lines[*path, key.value] = line
        found[key.value] = _plain(value, (*path, key.value), lines, faults)
    return found
