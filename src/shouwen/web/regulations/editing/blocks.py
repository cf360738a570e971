"""What an editor is built of: sentences with slots, rows of them, and what is folded away; drawn and read back."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.domain.regulation.problems import Path
from shouwen.ui.components import button
from shouwen.ui.html import NOTHING, element, escaped, joined
from shouwen.web.regulations.editing.kinds import Kind

PLACE = re.compile(r"%\((\w+)\)s")


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
    """Words with slots in them, in the order of the language; `field` stands with its words above."""

    text: str
    slots: Mapping[str, Slot]
    is_field: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """Sentences for those who look for them; open where one of `telling` says something."""

    title: str
    lines: tuple[Sentence, ...]
    telling: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rules, or with `coded` a mapping of them, each told by the same sentences."""

    path: Path
    title: str
    row: str
    add: str
    blank: Plain
    lines: Callable[[Path], Sequence[Sentence]]
    coded: bool = False


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


def draw(blocks: Sequence[Block], value: Plain) -> SafeString:
    """All blocks with what `value` says in them."""
    return joined(_block(block, value) for block in blocks)


def read(blocks: Sequence[Block], value: Plain, sent: QueryDict) -> Plain:
    """`value` with what was sent in its slots; what has no slot stays."""
    for slot in slots_of(blocks, value):
        value = put(value, slot.path, slot.kind.read(slot.name, sent, part_of(value, slot.path)))
    for block in blocks:
        if isinstance(block, Drawing) and block.read:
            value = block.read(value, sent)
    return value


def names(blocks: Sequence[Block], value: Plain) -> set[str]:
    """Every field the form may send."""
    found = {name for slot in slots_of(blocks, value) for name in slot.kind.names(slot.name)}
    for block in blocks:
        if isinstance(block, Drawing) and block.names:
            found |= block.names(value)
        if isinstance(block, Rows) and block.coded:
            found.add(f"{name_of(block.path)}+code")
    return found


def slots_of(blocks: Sequence[Block], value: Plain) -> Iterator[Slot]:
    for block in blocks:
        if isinstance(block, Sentence):
            yield from block.slots.values()
        elif isinstance(block, Folded):
            for line in block.lines:
                yield from line.slots.values()
        elif isinstance(block, Rows):
            for path in row_paths(block, value):
                for line in block.lines(path):
                    yield from line.slots.values()


def row_paths(rows: Rows, value: Plain) -> list[Path]:
    held = part_of(value, rows.path)
    keys = list(held) if isinstance(held, dict) else range(len(held or ()))
    return [(*rows.path, key) for key in keys]


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


def _block(block: Block, value: Plain) -> SafeString:
    if isinstance(block, Sentence):
        return _sentence(block, value)
    if isinstance(block, Drawing):
        return block.draw(value)
    if isinstance(block, Folded):
        is_open = any(part_of(value, path) not in (None, [], "", {}) for path in block.telling)
        lines = joined(_sentence(line, value) for line in block.lines)
        return element("details", element("summary", block.title), lines, class_="folded", open=is_open)
    return _rows(block, value)


def _sentence(line: Sentence, value: Plain) -> SafeString:
    drawn = {
        key: slot.kind.draw(slot.name, slot.label, part_of(value, slot.path))
        for key, slot in line.slots.items()
    }
    if line.is_field:
        (slot,) = line.slots.values()
        return element("div", element("span", slot.label, class_="field-name"), drawn["it"], class_="field")
    pieces: list[str] = []
    at = 0
    for place in PLACE.finditer(line.text):
        pieces += [escaped(line.text[at : place.start()]), drawn[place[1]]]
        at = place.end()
    return element("div", *pieces, escaped(line.text[at:]), class_="says")


def _rows(rows: Rows, value: Plain) -> SafeString:
    paths = row_paths(rows, value)
    drawn = [_row(rows, path, value, number, len(paths)) for number, path in enumerate(paths, start=1)]
    name = name_of(rows.path)
    code = (
        element(
            "input", type="text", name=f"{name}+code", aria_label=_("Code of the new one"), autocomplete="off",
            placeholder=_("code"), pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]{0,59}", class_="input slot is-m mono",
        )
        if rows.coded
        else NOTHING
    )  # fmt: skip
    act = f"add:{name}"
    add = button(
        rows.add, icon="add", size="small", type="submit", name="act", value=act, formnovalidate=True
    )
    return element(
        "fieldset",
        element("legend", rows.title, class_="field-name"),
        *drawn,
        element("div", code, add, class_="row"),
        class_="says-rows",
    )


def _row(rows: Rows, path: Path, value: Plain, number: int, count: int) -> SafeString:
    lines = joined(_sentence(line, value) for line in rows.lines(path))
    title = str(path[-1]) if rows.coded else rows.row % {"number": number}
    name = name_of(path)
    acts = [
        button(_("Up"), kind="quiet", size="small", type="submit", name="act", value=f"up:{name}",
               aria_label=_("%(row)s: up") % {"row": title}, formnovalidate=True)
        if number > 1 else NOTHING,
        button(_("Remove"), icon="remove", kind="quiet", size="small", type="submit", name="act", value=f"drop:{name}",
               aria_label=_("%(row)s: remove") % {"row": title}, formnovalidate=True)
        if count > 1 or not rows.blank.get("needed") else NOTHING,
    ]  # fmt: skip
    head = element("span", title, class_="mono faint" if rows.coded else "faint")
    return element(
        "div",
        element("div", head, element("span", *acts, class_="says-acts"), class_="says-row-head"),
        lines,
        class_="says-row",
    )


def acted(blocks: Sequence[Block], value: Plain, act: str, sent: QueryDict) -> Plain:
    """`value` after a button of the form: a row more, one less, or one place up."""
    verb, _mark, name = act.partition(":")
    for rows in (block for block in blocks if isinstance(block, Rows)):
        if verb == "add" and name == name_of(rows.path):
            return _with_row(rows, value, sent)
        for path in row_paths(rows, value):
            if name == name_of(path) and verb in ("drop", "up"):
                held = part_of(value, rows.path)
                return put(
                    value, rows.path, _without(held, path[-1]) if verb == "drop" else _raised(held, path[-1])
                )
    return value


def _with_row(rows: Rows, value: Plain, sent: QueryDict) -> Plain:
    held = part_of(value, rows.path)
    blank = {key: part for key, part in rows.blank.items() if key != "needed"}
    if not rows.coded:
        return put(value, rows.path, [*(held or []), blank])
    code = sent.get(f"{name_of(rows.path)}+code", "").strip()
    return (
        put(value, rows.path, {**(held or {}), code: blank}) if code and code not in (held or {}) else value
    )


def _without(held: Plain, key: str | int) -> Plain:
    if isinstance(held, dict):
        return {code: rule for code, rule in held.items() if code != key}
    return [rule for number, rule in enumerate(held) if number != key] or None


def _raised(held: Plain, key: str | int) -> Plain:
    items = list(held.items()) if isinstance(held, dict) else list(held)
    place = list(held).index(key) if isinstance(held, dict) else int(key)
    items[place - 1 : place + 1] = reversed(items[place - 1 : place + 1])
    return dict(items) if isinstance(held, dict) else items
