"""What an editor is built of: sentences with slots, rows of them, and what is folded away; and what was sent in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString

from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing.kinds import Choices, Kind


class Slot(NamedTuple):
    """One place of a part that can be changed."""

    path: Path
    label: str
    kind: Kind

    @property
    def name(self) -> str:
        return name_of(self.path)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with slots in them, in the order of the language; a field has its label above, a row beside it."""

    text: str
    slots: Mapping[str, Slot]
    is_field: bool = False
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks for those who look for them; open where one of `telling` says something."""

    title: str
    lines: "Sequence[Block]"
    telling: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rules, or with `coded` a mapping of them, each told by the same blocks.

    A new one of a mapping has a code: typed, or with `offered` chosen. Keys in `elsewhere` are told by other blocks.
    One row at least stays where it is `needed`; `compact` ones stand on a line each, without a title of their own.
    """

    path: Path
    title: str
    row: str
    add: str
    blank: Plain
    lines: "Callable[[Path], Sequence[Block]]"
    coded: bool = False
    needed: bool = False
    offered: Choices | None = None
    elsewhere: frozenset[str] = frozenset()
    compact: bool = False

    @property
    def name(self) -> str:
        return name_of(self.path)

    @property
    def code_name(self) -> str:
        """The field that says the code of a new one."""
        return f"{self.name}+code"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something that is only looked at or tapped, between the sentences."""

    draw: Callable[[Plain], SafeString]
    read: Callable[[Plain, QueryDict], Plain] | None = None
    names: Callable[[Plain], set[str]] | None = None


Block = Sentence | Folded | Rows | Drawing


def name_of(path: Path) -> str:
    return "/".join(map(str, path))


def field(path: Path, label: str, kind: Kind) -> Sentence:
    """A slot with its label above."""
    return Sentence("%(it)s", {"it": Slot(path, label, kind)}, is_field=True)


def sentence(text: str, **slots: Slot) -> Sentence:
    return Sentence(text, slots)


def read(blocks: Sequence[Block], value: Plain, sent: QueryDict) -> Plain:
    """`value` with what was sent in its slots; what has no slot stays."""
    for slot in list(slots_of(blocks, value)):
        value = put(value, slot.path, slot.kind.read(slot.name, sent, part_of(value, slot.path)))
    for block in list(every(blocks, value)):
        if isinstance(block, Drawing) and block.read:
            value = block.read(value, sent)
    return value


def names(blocks: Sequence[Block], value: Plain) -> set[str]:
    """Every field the form may send."""
    found = {name for slot in slots_of(blocks, value) for name in slot.kind.names(slot.name)}
    for block in every(blocks, value):
        if isinstance(block, Drawing) and block.names:
            found |= block.names(value)
        if isinstance(block, Rows) and block.coded:
            found.add(block.code_name)
    return found


def every(blocks: Sequence[Block], value: Plain) -> Iterator[Block]:
    """All blocks, those within rows and what is folded away included."""
    for block in blocks:
        yield block
        if isinstance(block, Folded):
            yield from every(block.lines, value)
        elif isinstance(block, Rows):
            for path in row_paths(block, value):
                yield from every(block.lines(path), value)


def slots_of(blocks: Sequence[Block], value: Plain) -> Iterator[Slot]:
    for block in every(blocks, value):
        if isinstance(block, Sentence):
            yield from block.slots.values()


def row_paths(rows: Rows, value: Plain) -> list[Path]:
    held = part_of(value, rows.path)
    keys = list(held) if isinstance(held, dict) else range(len(held or ()))
    return [(*rows.path, key) for key in keys if key not in rows.elsewhere]


def put(value: Plain, path: Path, part: Plain) -> Plain:
    """`value` with `part` at `path`; None takes a key away, and mappings left empty with it."""
    if not path:
        return part
    key, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(key, int):
        return [put(held, rest, part) if number == key else held for number, held in enumerate(value)]
    held = dict(value) if isinstance(value, dict) else {}
    new = put(held.get(str(key)), rest, part)
    if new is None or (rest and isinstance(new, dict) and all(part in ([], {}) for part in new.values())):
        held.pop(str(key), None)
    else:
        held[str(key)] = new
    return held
