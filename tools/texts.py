"""Finds every text that a person reads: gettext calls in Python, templates and scripts, and the API's description."""

import ast
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
from babel.messages.extract import extract_javascript, extract_python
from django.utils.translation.template import templatize

SOURCES = Path(__file__).resolve().parent.parent / "src" / "shouwen"
KEYWORDS: dict[str, object] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(n|p|np)?gettext\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?", re.DOTALL)
SKIPPED = ("static", "static_root", "node_modules")


def texts() -> Iterator[tuple[str, str, str | None]]:
    """(source file, English text, context) of each call; a plural gives its singular."""
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt", ".js", ".mjs") or any(
            part in SKIPPED for part in path.parts
        ):
            continue
        name = str(path.relative_to(SOURCES))
        for text, context in _texts_of(path):
            if text:
                yield name, text, context
    yield from (("api", text, context) for text, context in _texts_of_the_api())


def _texts_of_the_api() -> Iterator[tuple[str, str | None]]:
    """What the description of the API says stands in docstrings and field descriptions, in no gettext call."""
    os.environ.setdefault("SHOUWEN_SECRET_KEY", "unused")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    django.setup()
    app, wording = import_module("shouwen.api.app"), import_module("shouwen.api.wording")
    yield from wording.texts(app.api.get_openapi_schema())


def _texts_of(path: Path) -> Iterator[tuple[str, str | None]]:
    if path.suffix in (".html", ".txt"):
        yield from _texts_of_template(path)
        return
    extract = extract_python if path.suffix == ".py" else extract_javascript
    with path.open("rb") as source:
        for _line, function, message, _comments in extract(source, list(KEYWORDS), [], {"encoding": "utf-8"}):
            parts = message if isinstance(message, tuple) else (message,)
            if function in ("pgettext", "pgettext_lazy"):
                yield parts[1], parts[0]
            elif isinstance(parts[0], str):
                yield parts[0], None


def _texts_of_template(path: Path) -> Iterator[tuple[str, str | None]]:
    for match in IN_TEMPLATE.finditer(templatize(path.read_text(), origin=str(path))):
        first, second = (ast.literal_eval(part) if part else "" for part in match.group(2, 3))
        if match.group(1) in ("p", "np"):
            yield second, first
        else:
            yield first, None
