"""The form of an editor: its blocks with what a part says in them, and each fault at the place it is about."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.ui.components import button
from shouwen.ui.html import NOTHING, Text, classes, element, escaped, joined
from shouwen.web.regulations.editing.blocks import (
    Block,
    Drawing,
    Folded,
    Rows,
    Sentence,
    every,
    name_of,
    row_paths,
    slots_of,
)
from shouwen.web.regulations.editing.kinds import drop_down

PLACE = re.compile(r"%\((\w+)\)s")
MARK = re.compile(r"[,.;:，。；：、）)]+")

Faults = Iterable[tuple[str, str]]
"""Where (the keys within the part, dots between them) and why."""

Wrong = Mapping[str, Sequence[str]]
"""Slot or rows -> what is wrong there."""


def draw(blocks: Sequence[Block], value: Plain, faults: Faults = ()) -> SafeString:
    """All blocks with what `value` says in them; `faults` stand where they belong."""
    wrong = placed(blocks, value, faults)
    return joined(_block(block, value, wrong) for block in blocks)


def placed(blocks: Sequence[Block], value: Plain, faults: Faults) -> Wrong:
    """Each fault with the slot it is about, else with the rows it is among; those of no place are left out."""
    slots = [slot.name for slot in slots_of(blocks, value)]
    rows = [block.name for block in every(blocks, value) if isinstance(block, Rows)]
    found: dict[str, list[str]] = {}
    for place, why in faults:
        near = [name for name in slots if _meet(name.replace("/", "."), place)]
        near = near or [name for name in rows if _within(place, name.replace("/", "."))]
        if near:
            name = max(near, key=lambda name: (_within(place, name.replace("/", ".")), len(name)))
            found.setdefault(name, []).append(why)
    return found


def _meet(slot: str, place: str) -> bool:
    return _within(place, slot) or (bool(place) and _within(slot, place))


def _within(place: str, outer: str) -> bool:
    return not outer or place == outer or place.startswith(f"{outer}.")


def _block(block: Block, value: Plain, wrong: Wrong) -> SafeString:
    if isinstance(block, Sentence):
        return _sentence(block, value, wrong)
    if isinstance(block, Drawing):
        return block.draw(value)
    if isinstance(block, Folded):
        return _folded(block, value, wrong)
    return _rows(block, value, wrong)


def _folded(block: Folded, value: Plain, wrong: Wrong) -> SafeString:
    tells = any(part_of(value, path) not in (None, [], "", {}, "no") for path in block.telling)
    is_wrong = any(slot.name in wrong for slot in slots_of(block.lines, value))
    lines = joined(_block(line, value, wrong) for line in block.lines)
    return element("details", element("summary", block.title), lines, class_="folded", open=tells or is_wrong)


def _sentence(line: Sentence, value: Plain, wrong: Wrong) -> SafeString:
    drawn = {
        key: slot.kind.draw(slot.name, slot.label, part_of(value, slot.path))
        for key, slot in line.slots.items()
    }
    why = [told for slot in line.slots.values() for told in wrong.get(slot.name, ())]
    if line.is_field:
        (slot,) = line.slots.values()
        named = element("span", slot.label, class_="field-name")
        return element(
            "div", named, drawn["it"], _why(why), class_=classes("field", "is-wrong" if why else "")
        )
    return element(
        "div",
        _words(line.text, drawn),
        _why(why),
        class_=classes("says", "is-row" if line.is_row else "", "is-wrong" if why else ""),
    )


def _words(text: str, drawn: Mapping[str, SafeString]) -> SafeString:
    """`text` with its slots; a comma or full stop behind a slot never begins a line."""
    pieces: list[Text] = []
    at = 0
    for place in PLACE.finditer(text):
        mark = MARK.match(text, place.end())
        pieces.append(escaped(text[at : place.start()]))
        slot = drawn[place[1]]
        pieces.append(element("span", slot, mark[0], class_="says-held") if mark else slot)
        at = mark.end() if mark else place.end()
    return joined([*pieces, escaped(text[at:])])


def _why(sentences: Sequence[str]) -> SafeString:
    return joined(element("p", told, class_="field-error") for told in sentences)


def _rows(rows: Rows, value: Plain, wrong: Wrong) -> SafeString:
    paths = row_paths(rows, value)
    return element(
        "fieldset",
        element("legend", rows.title, class_="field-name") if rows.title else NOTHING,
        _why(wrong.get(rows.name, ())),
        *(_row(rows, path, value, place, len(paths), wrong) for place, path in enumerate(paths, start=1)),
        _adding(rows, value),
        class_=classes("says-rows", "is-compact" if rows.compact else ""),
    )


def _adding(rows: Rows, value: Plain) -> SafeString:
    """The button for one more, with what a new one is called."""
    if not rows.add:
        return NOTHING
    code = NOTHING
    if rows.coded and rows.offered is None:
        code = element(
            "input", type="text", name=rows.code_name, aria_label=_("Code of the new one"), autocomplete="off",
            placeholder=_("code"), pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]{0,59}", class_="input slot is-m mono",
        )  # fmt: skip
    elif rows.coded and rows.offered is not None:
        held = part_of(value, rows.path) or {}
        left = [each for each in rows.offered if each[0] not in held]
        if not left:
            return NOTHING
        code = drop_down(rows.code_name, rows.add, left, left[0][0])
    add = button(
        rows.add, icon="add", size="small", kind="quiet" if rows.compact else "", type="submit", name="act",
        value=f"add:{rows.name}", formnovalidate=True,
    )  # fmt: skip
    return element("div", code, add, class_="row")


def _row(
    rows: Rows, path: tuple[str | int, ...], value: Plain, number: int, count: int, wrong: Wrong
) -> SafeString:
    lines = joined(_block(line, value, wrong) for line in rows.lines(path))
    title = _title(rows, path[-1], number)
    name = name_of(path)
    up = button(
        _("Up"), kind="quiet", size="small", type="submit", name="act", value=f"up:{name}", formnovalidate=True,
        aria_label=_("%(row)s: up") % {"row": title},
    )  # fmt: skip
    remove = button(
        _("Remove"), icon="remove", kind="quiet", size="small", type="submit", name="act", value=f"drop:{name}",
        aria_label=_("%(row)s: remove") % {"row": title}, formnovalidate=True,
    )  # fmt: skip
    acts = element(
        "span",
        up if number > 1 and not rows.compact else NOTHING,
        remove if count > 1 or not rows.needed else NOTHING,
        class_="says-acts",
    )
    if rows.compact:
        return element("div", element("div", lines), acts, class_="says-line")
    head = element("span", title, class_="mono faint" if rows.coded else "faint")
    return element("div", element("div", head, acts, class_="says-row-head"), lines, class_="says-row")


def _title(rows: Rows, key: str | int, number: int) -> str:
    if rows.coded:
        return dict(rows.offered or ()).get(str(key), str(key))
    return rows.row % {"number": number} if rows.row else str(number)
