"""English that people read is English: one thing is not told in the plural, and no Chinese mark stands in it."""

import ast
import re
from collections.abc import Iterator

import pytest

from shouwen.settings import PACKAGE
from tools.texts import texts
from tools.translations import LOCALE, joined

CHINESE_MARK = re.compile("[、。，；：？！（）【】～]")
COUNTED = re.compile(
    r"%\((?P<place>\w+)\)[sd] (?:open |new |helper |more )?"
    r"(?:tickets|promises|files|rows|facts|jobs|messages|people|colleagues|parts|drafts|matters|tasks|loops)\b"
)
NEVER_ONE = {
    "most",
    "blocks",
    "facts",
    "classes",
    "targets",
    "moved",
    "open",
}  # limits, and sums of a whole desk
MANY = re.compile(r"^(At most|More than|Only the first|The journal has more than) ")


def in_singular_only() -> Iterator[str]:
    """Texts without a plural that tell a number of things."""
    catalogue = joined(LOCALE / "zh_Hans")
    for _source, text, context in texts():
        message = catalogue.get(text, context)
        found = COUNTED.search(text)
        if not message or message.pluralizable or not found or MANY.match(text):
            continue
        if found["place"] not in NEVER_ONE:
            yield text


def drawn_marks() -> Iterator[str]:
    """Chinese marks that templates and Python write beside their texts, past the catalogue."""
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search("[、～]", line):
                yield f"{path.name}:{number}"
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.strip() in ("、", "～")
            ):
                yield f"{path.name}:{node.lineno}"


def test_what_is_counted_has_a_singular_and_a_plural():
    assert sorted(set(in_singular_only())) == []


def test_english_texts_hold_no_chinese_mark():
    assert sorted({text for _source, text, _context in texts() if CHINESE_MARK.search(text)} - {"；"}) == []


def test_ranges_and_enumerations_are_written_as_the_reader_s_language_does():
    assert list(drawn_marks()) == []


@pytest.mark.parametrize("wrong", ["%(count)s open tickets have it.", "%(n)d files attached"])
def test_the_rule_of_the_plural_finds_its_fault(wrong):
    assert COUNTED.search(wrong)
