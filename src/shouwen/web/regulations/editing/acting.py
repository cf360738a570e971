"""What the buttons of a form do before anything is saved: a row more, one less, one place up."""

from collections.abc import Sequence

from django.http import QueryDict

from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.web.regulations.editing.blocks import Block, Rows, every, name_of, put, row_paths


def acted(blocks: Sequence[Block], value: Plain, act: str, sent: QueryDict) -> Plain:
    """`value` after the button `act`; as it was where there is no such button."""
    verb, _mark, name = act.partition(":")
    for rows in (block for block in every(blocks, value) if isinstance(block, Rows)):
        if verb == "add" and name == rows.name:
            return _with_row(rows, value, sent)
        for path in row_paths(rows, value):
            if name == name_of(path) and verb in ("drop", "up"):
                held = part_of(value, rows.path)
                left = _without(held, path[-1]) if verb == "drop" else _raised(held, path[-1])
                return put(value, rows.path, left)
    return value


def _with_row(rows: Rows, value: Plain, sent: QueryDict) -> Plain:
    held = part_of(value, rows.path)
    if not rows.coded:
        return put(value, rows.path, [*(held or []), rows.blank])
    code = sent.get(rows.code_name, "").strip()
    if not code or code in (held or {}) or "/" in code:
        return value
    return put(value, rows.path, {**(held or {}), code: rows.blank})


def _without(held: Plain, key: str | int) -> Plain:
    if isinstance(held, dict):
        return {code: rule for code, rule in held.items() if code != key}
    return [rule for number, rule in enumerate(held) if number != key] or None


def _raised(held: Plain, key: str | int) -> Plain:
    items = list(held.items()) if isinstance(held, dict) else list(held)
    place = list(held).index(key) if isinstance(held, dict) else int(key)
    items[place - 1 : place + 1] = reversed(items[place - 1 : place + 1])
    return dict(items) if isinstance(held, dict) else items
